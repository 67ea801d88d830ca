"""How the picture in view is called on every page: its file name or title, and its height × width."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

from unet_demo.core.gallery.orders import MARK, read_order
from unet_demo.ui.frame import visit
from unet_demo.ui.frame.prose import T


def as_text(name: str) -> str:
    """A name from outside for a place that reads Markdown: every sign stands for itself, on one line."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(name.split()))


def name_of_view() -> str:
    """The name of the picture in view, as plain text: it may come from outside."""
    sample, picture = visit.sample(), visit.picture()
    if sample is None:
        name = " ".join(picture.name.split()) or T("word.your_picture")
        return name if picture.pages == 1 else f"{name} · {picture.page + 1}/{picture.pages}"
    if MARK not in sample:
        return T(f"gallery.{sample}.title")
    task, asked = read_order(sample)
    count = 0 if picture.truth is None else int(picture.truth.max())
    return T(f"segment.scene.names.{task}", count=count, seed=asked["seed"]).replace("*", "")


def show_name(id: str, **values: object) -> None:
    """A line with the picture's name and size; `id` is the sentence's, whose {name}, {height}, {width} are filled."""
    picture = visit.picture()
    sentence = T(id, name=name_of_view(), height=picture.height, width=picture.width, **values)
    st.html(f'<p class="u-in-view">{escape(sentence)}</p>')
