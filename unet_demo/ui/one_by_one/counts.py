"""What a 1x1 convolution costs: parameters and multiply-accumulates for the channels chosen, beside a 3x3."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.one_by_one.points import Counts, counts_of
from unet_demo.core.one_by_one.quiz import about_counts
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.one_by_one.kernels import kernels_drawing

MOST = 512  # channels that the sliders go up to
QUESTIONS = 3


@st.fragment
@section("point.counts")
def show_counts() -> None:
    """The question, two sliders, the weights drawn, and the counts side by side."""
    st.header(T("point.counts.title"), anchor=False)
    st.markdown(T("point.counts.text"))
    asks = [ask for number in range(QUESTIONS) for ask in about_counts(number)]
    if not show_ask(asks, "ask_counts", "point.ask"):
        return
    picture = lesson_picture()
    left, right = st.columns([5, 7], gap="large")
    left.slider(T("point.counts.c_in"), 1, MOST, **choices.widget("c_in"))
    left.slider(T("point.counts.c_out"), 1, MOST, **choices.widget("c_out"))
    c_in, c_out = choices.get("c_in"), choices.get("c_out")
    counts = counts_of(c_in, c_out, picture.height, picture.width)
    with right:
        words = {name: T(f"point.counts.{name}") for name in ("one", "nine")}
        words |= {name: T(f"point.counts.short_{name}") for name in ("c_in", "c_out")}
        alt = T("point.counts.alt", c_in=c_in, c_out=c_out, one=f"{counts.weights[0]:,}", nine=f"{counts.weights[1]:,}")
        show_drawing(kernels_drawing(c_in, c_out, MOST, words), alt, "point_kernels")
    _show_table(counts, picture.height, picture.width)
    show_code("fold_code_counts", "core/one_by_one/points.py", "counts_of")


def _show_table(counts: Counts, height: int, width: int) -> None:
    rows = []
    for name in ("weights", "params", "macs"):
        one, nine = getattr(counts, name)
        label = T(f"point.counts.{name}", height=height, width=width) if name == "macs" else T(f"point.counts.{name}")
        told = _giga if name == "macs" else "{:,}".format
        rows.append((label, told(one), told(nine), _ratio(one, nine)))
    st.markdown(md_table((T("point.counts.what"), "1×1", "3×3", "3×3 : 1×1"), rows))
    st.markdown(T("point.counts.exactly", ratio=f"{counts.params[1] / counts.params[0]:.3f}"))


def _giga(count: int) -> str:
    """ "1.074 G": four digits, so that a phone has room for them."""
    for unit, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= unit:
            return f"{count / unit:.4g}\u00a0{letter}"
    return str(count)


def _ratio(one: int, nine: int) -> str:
    return "9" if nine == 9 * one else f"{nine / one:.3f}"
