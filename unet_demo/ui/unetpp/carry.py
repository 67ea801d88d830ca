"""Who feeds whom, and the pass that walks it: the two functions behind the arrows, counts and passes of the page."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame.frame import show_room_link
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.code_that_ran import show_sources
from unet_demo.ui.lesson.spine import folded


@section("section.code")
def show_carry() -> None:
    """The fold, which a link with at=carry_unetpp opens, and the link to the next room."""
    folded(T("word.code_ran"), "carry_unetpp", _show, ":material/code:")
    show_room_link("pruning", T("nested.carry.next"), width="content")


def _show() -> None:
    st.markdown(T("nested.carry.text"))
    show_sources("core/nets/grid.py", "inputs")
    show_sources("core/nets/model.py", "GridNet.nodes")
