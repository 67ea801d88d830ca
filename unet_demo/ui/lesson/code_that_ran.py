"""The code that ran, folded away where it ran."""

from __future__ import annotations

from functools import partial

import streamlit as st

from unet_demo.ui.frame.prose import T, source_at
from unet_demo.ui.lesson.spine import folded


def show_code(key: str, file: str, *names: str, note: str = "") -> None:
    """These functions or classes of a file below unet_demo under a `note`, folded; they are read when it is opened."""
    folded(T("word.code_ran"), key, partial(_show, file, names, note), ":material/code:")


def show_sources(file: str, *names: str) -> None:
    """Each function or class as it stands in the file. Raises KeyError for a name that the file does not have."""
    for name in names:
        st.code(source_at(file, name), language="python", wrap_lines=True)


def _show(file: str, names: tuple[str, ...], note: str) -> None:
    if note:
        st.caption(note)
    show_sources(file, *names)
