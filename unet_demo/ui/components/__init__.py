"""Our own small browser parts; one folder each, JavaScript and CSS in their own files, passed inline as text."""

from __future__ import annotations

from pathlib import Path

from unet_demo.viz.kit import style

_HERE = Path(__file__).parent


def script_of(folder: str, *names: str) -> str:
    """The JavaScript of a component, what all of them share first."""
    files = (_HERE / "element.js", *(_HERE / folder / name for name in names))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def styles_of(folder: str, *names: str) -> str:
    """The palette and the CSS of a component."""
    return "\n".join([style.component_css(), *((_HERE / folder / name).read_text(encoding="utf-8") for name in names)])
