"""Whether nets can be run yet, and the wait until they can."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.ui.frame.prose import T

POLL_S = 0.25


def is_ready(words: str = "concat.loading") -> bool:
    """Whether nets can be run; while torch is being loaded, a line with these `words` comes back by itself.

    Raises BootError when waiting is no use, for the section around to tell.
    """
    if trouble := engine.trouble():
        raise trouble
    ready = engine.ready()
    if not ready:
        st.fragment(_wait, run_every=POLL_S)(words)
    return ready


def _wait(words: str) -> None:
    st.caption(T(words))
    if engine.state() != "waiting":
        st.rerun()
