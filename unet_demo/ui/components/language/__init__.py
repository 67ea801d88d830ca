"""Tells the browser which language the page is written in, for screen readers, hyphenation and Chinese glyphs."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_JS = (Path(__file__).parent / "language.js").read_text(encoding="utf-8")
_language = st.components.v2.component("unet_demo_language", js=_JS)


def declare_language(lang: str) -> None:
    """Set the `lang` attribute of the page, which Streamlit leaves at "en"."""
    _language(data={"lang": lang}, key="language")
