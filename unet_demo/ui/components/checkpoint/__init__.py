"""A place to bring a checkpoint to: the browser reads its header and sends nothing else of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from unet_demo.ui.components import script_of, styles_of
from unet_demo.ui.frame.section import callback

_checkpoint = st.components.v2.component(
    "unet_checkpoint", js=script_of("checkpoint/checkpoint.js"), css=styles_of("checkpoint/checkpoint.css")
)


def show_checkpoint_zone(words: Mapping[str, str], on_read: Callable[[object], None], key: str = "checkpoint") -> None:
    """Show the zone; `on_read` hears what the browser sent of a file, unchecked: it comes from outside.

    That is a header, or {"wrong": reason, "values": …}. `words`: name, choose, help, reading ({name}), read and refused
    ({name}, {size}, {sent}).
    """

    @callback
    def heard() -> None:
        on_read(st.session_state[key].get("read"))

    _checkpoint(key=key, data={"words": dict(words)}, on_read_change=heard)
