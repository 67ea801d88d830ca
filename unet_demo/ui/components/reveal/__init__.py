"""Brings into view what a button has changed somewhere else on the page, and moves the keyboard's focus there.

`reveal` in the button's callback, `show_reveal` once in the section that has the button.
"""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.components import script_of

_reveal = st.components.v2.component("unet_reveal", js=script_of("reveal/reveal.js"))
_WANTED, _COUNT = "_reveal_wanted", "_reveal_count"


def reveal(target: str) -> None:
    """With the run that follows, bring the element with this key into view; for a button's callback."""
    st.session_state[_WANTED] = target
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1


def is_wanted(target: str) -> bool:
    """Whether this element is to be brought into view, by a button or by a link that arrived with this run."""
    return bool(st.session_state.get(_WANTED) == target)


def show_reveal(*targets: str) -> None:
    """A part without a face that does it, for these keys; one a section, drawn on every run, below what changes."""
    wanted = st.session_state.get(_WANTED)
    mine = wanted if wanted in targets else None
    if mine is not None:
        del st.session_state[_WANTED]
    data = {"target": mine, "count": st.session_state.get(_COUNT, 0)}
    _reveal(key=f"reveal_{'_'.join(targets)}", data=data)
