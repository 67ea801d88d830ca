"""Shows a drawing that viz made, with its description for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from unet_demo.ui.components import script_of, styles_of

_drawing = st.components.v2.component(
    "unet_drawing", js=script_of("drawing/drawing.js"), css=styles_of("drawing/drawing.css")
)


def show_drawing(markup: str, alt: str, key: str, rows: Sequence[Sequence[str]] = (), label: str = "") -> None:
    """Show an SVG or HTML drawing; hues as var(--u-…), neutrals as var(--st-…). `rows` are its table twin, head first.

    `markup` goes into the page as it is: only what viz made from numbers and our own words, never a visitor's text.
    """
    _drawing(key=key, data={"markup": markup, "alt": alt, "rows": [list(row) for row in rows], "label": label})


def show_table(rows: Sequence[Sequence[str]], label: str, key: str) -> None:
    """The table twin of something that another component draws: folded away under `label`, head first."""
    _drawing(key=key, data={"markup": "", "alt": "", "rows": [list(row) for row in rows], "label": label})
