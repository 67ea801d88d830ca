"""What a visitor unfolds stays unfolded: expanders and tabs that know what was opened, wherever the page puts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from unet_demo.ui.frame import choices
from unet_demo.ui.frame.section import callback

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer


def fold(label: str, key: str, icon: str | None = None, expanded: bool = False) -> ExpanderContainer:
    """An expander, `expanded` or not until the visitor decides; then as the visitor left it, which its `open` says.

    One without a key is a new one, and closed, as soon as a control above it comes or goes.
    """
    st.session_state[key] = _opened().get(key, expanded)
    return st.expander(label, key=key, icon=icon, on_change=_keep, args=(key,))


def unfold(key: str) -> None:
    """Open the expander with this key, drawn later in this run, as if the visitor had."""
    _opened()[key] = True


def tabs(labels: Sequence[str], key: str) -> Sequence[DeltaGenerator]:
    """Tabs, the one in front that the visitor chose, the first at the start."""
    chosen = _opened().get(key)
    st.session_state[key] = chosen if chosen in labels else labels[0]
    return st.tabs(labels, key=key, on_change=_keep, args=(key,))


@callback
def _keep(key: str) -> None:
    _opened()[key] = st.session_state[key]


def _opened() -> dict[str, bool | str]:
    return choices.tab().opened
