"""What of this page goes into one's own code, folded away at its end."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame.prose import T, code_of
from unet_demo.ui.lesson.spine import folded


def show_carry() -> None:
    """The fold; a link with at=carry_one_by_one opens it."""
    folded(T("word.carry"), "carry_one_by_one", _show, ":material/code:")


def _show() -> None:
    st.markdown(T("pointpage.carry.text"))
    st.code(code_of("blocks"), language="python", wrap_lines=True)
