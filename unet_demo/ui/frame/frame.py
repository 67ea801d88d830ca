"""What every page has in common: its title, our menu, the language switch, remembered choices and the URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Literal

import streamlit as st

from unet_demo.home import HOUSE
from unet_demo.ui.components.reveal import reveal
from unet_demo.ui.components.tab import ask_tab
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.arrivals import LOUD
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import T, streamlit_words
from unet_demo.ui.frame.section import section
from unet_demo.ui.server.preload import preload
from unet_demo.viz.kit import style
from unet_demo.viz.kit.icon import icon_svg

_AT = "at"  # in a link of our own: the key of what is to be brought into view, unfolded where it lies folded
_LINK = "_reveal_link"  # that key, until the tab has been heard
WAIT_S = 6.0  # for the tab to say what it remembers; it takes a tenth of a second where the line is good
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
    Room("clinic", "pages/clinic.py", "stethoscope"),
)


def open_page(room: str) -> str:
    """First call of every page: sets it up, draws the frame, wakes the engine; returns the language code.

    Works alone, without app.py having run: that is what a link straight to a page does.
    Raises KeyError for a room that is not in ROOMS.
    """
    if all(room != each.id for each in ROOMS):
        raise KeyError(room)
    preload()
    if _AT in st.query_params:
        st.session_state[_LINK] = st.query_params.pop(_AT)
        reveal(st.session_state[_LINK])
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
        _listen()
    if choices.is_waiting():
        st.fragment(_wait_for_tab, run_every=WAIT_S)()
        st.stop()
    _show_loss()
    lang: str = choices.get("lang")
    return lang


def show_room_link(
    room: str,
    label: str | None = None,
    width: Literal["stretch", "content"] = "stretch",
    about: Mapping[str, Any] | None = None,
    at: str = "",
) -> None:
    """A link to another room. It carries what it is about, choices by name, and nothing else: memory has the rest.

    `at` is the key of what it brings into view there: one that a `show_reveal` of that page knows, or of a `folded`.
    Raises KeyError for a room that is not in ROOMS or a name that is no choice.
    """
    there = {each.id: each for each in ROOMS}[room]
    st.page_link(
        there.path,
        label=label or T(f"frame.rooms.{room}.name"),
        icon=f":material/{there.icon}:",
        query_params={**choices.texts_of(about or {}), **({_AT: at} if at else {})} or None,
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


@st.fragment
@section("frame.memory")
def _listen() -> None:
    """Ask the tab what it remembers, once a session; only if it brings something is the page drawn anew."""
    ask = st.session_state.setdefault("_ask", token_urlsafe(6)) if choices.is_asking() else ""
    tag = LANGUAGES[choices.get("lang")].tag
    word = ask_tab(ask, choices.tab_mark(), tag, choices.address(), LOUD, streamlit_words())
    if word is not None and choices.hear(*word):
        if at := st.session_state.pop(_LINK, ""):
            reveal(at)  # in the page as it is drawn now
        st.rerun()
    if word is not None:
        st.rerun(scope="fragment")  # the tab is told its key


def _show_loss() -> None:
    """Where the picture that a visitor brought is gone: a sentence, and the way to bring it again."""
    if not choices.tab().lost:
        return
    with st.container(border=True, key="lost"):
        st.warning(T("frame.lost.text"), icon=":material/hourglass_disabled:")
        if st.button(T("frame.lost.again"), key="bring_again", icon=":material/upload:"):
            choices.tab().lost, choices.tab().source = False, "upload"
            st.switch_page("pages/segment.py")


@section("frame.memory")
def _wait_for_tab() -> None:
    """Says that the visitor's picture is being looked for; a tab that never answers has none."""
    if st.session_state.get("_waited"):
        choices.give_up()
        st.rerun()
    st.session_state["_waited"] = True
    st.caption(T("frame.finding"))


def _show_language_switch() -> None:
    st.segmented_control(
        T("frame.language"),
        list(LANGUAGES),
        format_func=lambda code: LANGUAGES[code].name,
        required=True,
        **choices.widget("lang"),
    )
