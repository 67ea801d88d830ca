"""A box for texts of any size: a paste or a dropped file stays in the browser, only its last lines travel.

Streamlit's own text area sends all of it, and a log of many megabytes would close the connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from unet_demo.ui.components import script_of, styles_of
from unet_demo.ui.frame.section import callback

LINES = 400  # that travel, the last ones
CHARS = 60_000  # of these, from the end

_paste = st.components.v2.component("unet_paste", js=script_of("paste/paste.js"), css=styles_of("paste/paste.css"))


def show_paste(
    words: Mapping[str, str],
    on_text: Callable[[str], None],
    key: str = "pasted",
    lines: int = LINES,
    chars: int = CHARS,
) -> None:
    """Show the box. `on_text` hears its text, at most `lines` lines and `chars` characters from the end, when read.

    `words`: label, placeholder, read, drop, binary, and kept and cut (with {kept} and {total}).
    """

    @callback
    def heard() -> None:
        sent = st.session_state[key].get("text")
        if isinstance(sent, str) and len(sent) <= chars:
            on_text(sent)

    data = {"id": key, "lines": lines, "chars": chars, "words": dict(words)}
    _paste(key=key, data=data, on_text_change=heard)
