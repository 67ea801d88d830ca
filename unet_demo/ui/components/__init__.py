"""Our own small browser parts; one folder each, JavaScript and CSS in their own files, passed inline as text.

What several of them need stands in shared/; JavaScript comes from there by import, see bundle.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from unet_demo.ui.components.bundle import bundle
from unet_demo.viz.kit import style

_HERE = Path(__file__).parent


def script_of(entry: str) -> str:
    """The JavaScript of a component with all that it imports; `entry` as "viewer/viewer.js"."""
    return bundle(_HERE / entry, _HERE)


def styles_of(*names: str) -> str:
    """The palette, and the CSS of a component; names as "viewer/viewer.css"."""
    return "\n".join([style.component_css(), *((_HERE / name).read_text(encoding="utf-8") for name in names)])


def remote_for(room: str) -> Callable[[str, object], None]:
    """`steer(id, wish)`: tells the component of this room and id what it is to show, on every run.

    A component of its own, so that a wish of a few numbers goes without the pictures that it is about. The other one
    finds it by the name of the room, shared/room.js, and obeys it, whichever of the two is there first.
    """
    remote = st.components.v2.component(f"unet_{room}_remote", js=script_of("shared/remote.js"))

    def steer(id: str, wish: object) -> None:
        remote(key=f"{id}_remote", data={"room": room, "id": id, "wish": wish})

    return steer
