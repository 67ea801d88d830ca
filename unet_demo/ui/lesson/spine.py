"""The places of a lesson: one question, one act, one sentence to take along; whatever else there is lies folded.

A section is cut like this:

    @st.fragment
    @section("skips.burn")
    def show_burning() -> None:
        st.header(T("skips.burn.title"), anchor=False)
        with question("burn"):
            seen = show_ask(asks, "ask_burn")
        with act("burn"):
            _show_bridges()  # one control
            _show_answers()  # one consequence
        if seen:
            sentence(T("skips.burn.take", row=row), "burn")
        folded(T("skips.burn.rows"), "burn_rows", _show_rows)
        folded(T("skips.burn.depth"), "burn_depth", partial(_show_depth, 2))
        show_code("burn_code", "core/skips/bridges.py", "burnt")

A link to "?at=burn_rows" opens the page with that part unfolded and in view.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from unet_demo.ui.components.reveal import is_wanted, show_reveal
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.folds import fold, unfold

_MARKS = ((r"`([^`]+)`", "code"), (r"\*\*([^*]+)\*\*", "b"), (r"\*([^*]+)\*", "i"))  # of Markdown, what a sentence has


def question(key: str) -> DeltaGenerator:
    """The place of a section's question, before the control moves: `with question("burn"):`."""
    return st.container(key=f"question_{key}")


def act(key: str) -> DeltaGenerator:
    """The place of the one control that a visitor moves, and of what follows from it: `with act("burn"):`."""
    return st.container(key=f"act_{key}")


def sentence(text: str, key: str) -> None:
    """The one sentence to take along, below the act. Of Markdown it may hold bold, italics and code."""
    told = escape(text)
    for mark, tag in _MARKS:
        told = re.sub(mark, rf"<{tag}>\1</{tag}>", told)
    with st.container(key=f"sentence_{key}"):
        st.html(f'<p class="u-sentence" role="note" aria-label="{escape(T("lesson.sentence"))}">{told}</p>')


def folded(title: str, key: str, show: Callable[[], None], icon: str | None = None) -> None:
    """A part that lies folded under its title, and is run only while it is open: by a click, or by a link to `key`.

    Opening it runs nothing else of the page, and it stays as the visitor left it. What breaks inside is told inside.
    `show` is kept as long as the page is open: it must hold no run and no picture, only what it takes to get them.
    """
    if is_wanted(key):
        unfold(key)
    st.fragment(_folded)(title, key, show, icon)


def _folded(title: str, key: str, show: Callable[[], None], icon: str | None) -> None:
    place = fold(title, key, icon)
    if place.open:
        with place, section(key, title):
            show()
    if is_wanted(key):
        show_reveal(key)
