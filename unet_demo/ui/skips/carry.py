"""What of this page goes into one's own code, folded away at its end."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame.prose import T, code_of
from unet_demo.ui.lesson.code_that_ran import show_sources
from unet_demo.ui.lesson.spine import folded


def show_carry() -> None:
    """The fold; a link with at=carry_skips opens it."""
    folded(T("word.carry"), "carry_skips", _show, ":material/code:")


def _show() -> None:
    st.markdown(T("skips.carry.ran"))
    show_sources("core/skips/bridges.py", "burnt")
    st.markdown(T("skips.carry.text"))
    st.code(code_of("skip_switch"), language="python", wrap_lines=True)
