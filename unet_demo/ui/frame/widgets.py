"""Keeps what visitors answered and typed: a widget's value would go with its page, and all of them with a reload."""

from __future__ import annotations

from typing import Any

import streamlit as st

# set by their own memory, or meaningful in one session only
_NOT = (
    "choice_", "upload", "camera", "truth_", "source", "page", "picker", "_runs", "_page", "_ask", "_heard", "_waited",
    "_reveal", "_unheard", "_room_wanted",
)  # fmt: skip
MOST, MOST_CHARS = 400, 20_000


def keep(held: dict[str, Any]) -> None:
    """Copy every plain value of this session to `held`. Called once a run, fragments' runs included.

    What has gone from the session stays held if it is a widget's, gone with its page; what the app itself let go of
    (its own keys begin with "_") is let go of here too.
    """
    for key in [key for key in held if key.startswith("_") and key not in st.session_state]:
        del held[key]
    held |= {str(key): value for key, value in st.session_state.items() if _is_plain(str(key), value)}
    while len(held) > MOST:
        del held[next(iter(held))]


def restore(held: dict[str, Any]) -> None:
    """Give back what this session has lost, or never had: on another page, or after a reload.

    Also what it still has: the browser has forgotten it, and shows only what is set again.
    """
    for key, value in held.items():
        st.session_state[key] = value


def _is_plain(key: str, value: object) -> bool:
    """Whether a value is an answer, a number or a text. Buttons cannot be set: their values are bool."""
    if key.startswith(_NOT):
        return False
    if isinstance(value, bool):
        return key.startswith("_")
    return isinstance(value, int | float) or (isinstance(value, str) and len(value) <= MOST_CHARS)
