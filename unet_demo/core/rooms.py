"""What rooms add to tables that they share: each declares it in a module of an agreed name, which is found here.

So that a room or a section can be added without any list outside its own folders being edited.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from unet_demo.home import PACKAGE


def declared(floor: str, name: str) -> Iterator[ModuleType]:
    """Every module `name` or `name`_… in the folders of a floor ("core", "viz", "ui"), imported, by path."""
    for path in sorted((PACKAGE / floor).rglob("*.py")):
        if path.stem == name or path.stem.startswith(f"{name}_"):
            yield import_module(".".join(("unet_demo", *path.relative_to(PACKAGE).with_suffix("").parts)))
