"""How alike the maps of the top row are to its last: the semantic gap that UNet++ sets out to bridge."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.nets.tasks import has_net
from unet_demo.core.unetpp import door
from unet_demo.core.unetpp.door import Likeness
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, punctuated, sentences, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.picture_and_net import lesson_picture, subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.viz.kit.charts import Chart
from unet_demo.viz.unetpp.likeness import Row, likeness_figure

ALIKE = 0.05
HUES = {"unetpp": "fused", "unet": "encoder"}


@st.fragment
@section("likeness")
def show_likeness() -> None:
    """The question; then the alignment of each node of the top row with the last, U-Net beside it."""
    st.header(T("likeness.title"), anchor=False)
    st.markdown(T("likeness.text"))
    if not is_ready():
        return
    task, picture = choices.get("task"), lesson_picture()
    there = [build for build in ("unetpp", "unet") if has_net(task, build)]

    def make() -> list[Likeness]:
        return [door.likeness_of(task, picture, build) for build in there]

    found = remembered("likeness", subject_in_view().key_without_truth, make)
    if not show_ask([_question(found[0])], "ask_likeness", "likeness.ask"):
        return
    show_chart(_chart(found), "likeness")
    st.markdown(_conclusion(found))
    if "unet" not in there:
        st.caption(T("likeness.no_unet"))


def _chart(found: list[Likeness]) -> Chart:
    rows = [
        Row(T(f"unet.net.{each.build}"), HUES[each.build], {str(node): value for node, value in each.values.items()})
        for each in found
    ]
    last = f"X(0,{len(found[0].values)})"
    shares = (", ".join(f"{node} {value:.2f}" for node, value in row.shares.items()) for row in rows)
    said = punctuated("; ".join(f"{row.name}: {each}" for row, each in zip(rows, shares, strict=True)))
    words = words_of("likeness.", ("net", "node"))
    words |= {"value": T("likeness.of", last=last), "alt": T("likeness.alt", last=last, nets=said)}
    return likeness_figure(rows, words | {"source": source_word("live")}, "likeness")


def _question(found: Likeness) -> Ask:
    """Which node of the row is most like the last one."""
    names = [str(node) for node in found.values]
    values = list(found.values.values())
    best = values.index(max(values))
    mistakes = {name: "m_first" if at == 0 else "m_nearer" for at, name in enumerate(names) if at != best}
    said = {"answer": names[best], "best": f"{values[best]:.2f}", "first": f"{values[0]:.2f}"}
    return Ask("most", said, tuple(names), names[best], mistakes)


def _conclusion(found: list[Likeness]) -> str:
    """What these figures support: whether likeness grows along the row, and how the U-Net's skip compares."""
    values = list(found[0].values.values())
    grows = all(a <= b for a, b in zip(values, values[1:], strict=False))
    text = T("likeness.grows" if grows else "likeness.not_grows", first=f"{values[0]:.2f}", last=f"{values[-1]:.2f}")
    if len(found) > 1:
        skip = next(iter(found[1].values.values()))
        name = "less" if skip < values[0] - ALIKE else "more" if skip > values[0] + ALIKE else "alike"
        text = sentences(text, T(f"likeness.unet_{name}", skip=f"{skip:.2f}", first=f"{values[0]:.2f}"))
    return text
