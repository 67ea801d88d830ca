"""What every page has in common: its title, our menu, the language switch, remembered choices and the URL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from unet_demo.ui import choices
from unet_demo.ui.components.language import declare_language
from unet_demo.ui.preload import preload
from unet_demo.ui.prose import T
from unet_demo.viz import style
from unet_demo.viz.icon import icon_svg

HOUSE = Path(__file__).resolve().parents[2]
_CSS = (Path(__file__).parent / "frame.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Room:
    """One page: `id` names its prose (frame.rooms.<id>), `path` its file, `icon` a Material symbol."""

    id: str
    path: str
    icon: str

    @property
    def is_open(self) -> bool:
        """Whether the page exists already; one that does not is only announced."""
        return (HOUSE / self.path).is_file()


ROOMS = (
    Room("front", "app.py", "door_open"),
    Room("segment", "pages/segment.py", "biotech"),
    Room("unet", "pages/unet.py", "schema"),
    Room("concatenate", "pages/concatenate.py", "stacks"),
    Room("skips", "pages/skips.py", "conversion_path"),
    Room("one_by_one", "pages/one_by_one.py", "filter_1"),
    Room("last_layer", "pages/last_layer.py", "last_page"),
    Room("unetpp", "pages/unetpp.py", "grid_view"),
    Room("pruning", "pages/pruning.py", "content_cut"),
)


def open_page(room: str) -> str:
    """First call of every page: sets it up, draws the frame, wakes the engine; returns the language code.

    Works alone, without app.py having run: that is what a link straight to a page does.
    Raises KeyError for a room that is not in ROOMS.
    """
    if all(room != each.id for each in ROOMS):
        raise KeyError(room)
    preload()
    choices.sync()
    st.set_page_config(
        page_title=T("frame.title", room=T(f"frame.rooms.{room}.name")),
        page_icon=icon_svg(),
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": T("frame.about")},
    )
    st.html(f"<style>{style.page_css()}{_CSS}</style>")
    with st.sidebar:
        _show_menu()
    lang: str = choices.get("lang")
    return lang


def show_room_link(room: str, label: str | None = None, width: Literal["stretch", "content"] = "stretch") -> None:
    """A link to another room, the visitor's choices with it. Raises KeyError for a room that is not in ROOMS."""
    there = {each.id: each for each in ROOMS}[room]
    st.page_link(
        there.path,
        label=label or T(f"frame.rooms.{room}.name"),
        icon=f":material/{there.icon}:",
        query_params=choices.as_query() if there.path != "app.py" else None,  # dropped there; memory brings it back
        width=width,
    )


def _show_menu() -> None:
    st.html(f'<p class="u-brand"><b>U-Net</b> · <b>UNet++</b><br><span>{T("frame.tagline")}</span></p>')
    for room in ROOMS:
        if room.is_open:
            show_room_link(room.id)
    st.space("small")
    _show_language_switch()
    st.caption(T("frame.kept"))
    declare_language(choices.get("lang"))


def _show_language_switch() -> None:
    st.segmented_control(
        T("frame.language"),
        list(choices.LANGUAGES),
        format_func=choices.LANGUAGES.__getitem__,
        required=True,
        **choices.widget("lang"),
    )
