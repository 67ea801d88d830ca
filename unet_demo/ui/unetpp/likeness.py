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
    found, fresh = _found()
    if not show_ask([_question(found[0])], "ask_likeness", "likeness.ask"):
        return
    show_chart(_chart(found, fresh), "likeness")
    st.markdown(_conclusion(found))
    st.markdown(_baselines(found[0], fresh))
    if len(found) == 1:
        st.caption(T("likeness.no_unet"))


def _found() -> tuple[list[Likeness], tuple[Likeness, ...]]:
    """The trained nets there are, UNet++ first; and UNet++ before its first step."""
    task, picture = choices.get("task"), lesson_picture()

    def make() -> tuple[list[Likeness], tuple[Likeness, ...]]:
        there = [build for build in ("unetpp", "unet") if has_net(task, build)]
        return [door.likeness_of(task, picture, build) for build in there], door.untrained_likeness_of(task, picture)

    return remembered("likeness", subject_in_view().key_without_truth, make)


def _row(found: Likeness) -> dict[str, float]:
    """By the name under its bar: what the picture itself reaches, then each node."""
    return {T("likeness.picture"): found.picture} | {str(node): value for node, value in found.values.items()}


def _chart(found: list[Likeness], fresh: tuple[Likeness, ...]) -> Chart:
    rows = [Row(T(f"unet.net.{each.build}"), HUES[each.build], _row(each)) for each in found]
    rows.append(_fresh_row(fresh))
    last = f"X(0,{len(found[0].values)})"
    shares = (", ".join(f"{node} {value:.2f}" for node, value in row.shares.items()) for row in rows)
    said = punctuated("; ".join(f"{row.name}: {each}" for row, each in zip(rows, shares, strict=True)))
    words = words_of("likeness.", ("net", "node"))
    words |= {"value": T("likeness.of", last=last), "alt": T("likeness.alt", last=last, nets=said)}
    return likeness_figure(rows, words | {"source": source_word("live")}, "likeness")


def _fresh_row(fresh: tuple[Likeness, ...]) -> Row:
    """The nets that have just begun as one: the middle seed, and from the least to the largest."""
    each = {name: sorted(_row(net)[name] for net in fresh) for name in _row(fresh[0])}
    middle = {name: values[len(values) // 2] for name, values in each.items()}
    ends = {name: (values[0], values[-1]) for name, values in each.items()}
    return Row(T("likeness.begun", net=T("unet.net.unetpp"), seeds=len(fresh)), "bottleneck", middle, ends)


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
    text = T(
        "likeness.grows" if found[0].grows else "likeness.not_grows", first=f"{values[0]:.2f}", last=f"{values[-1]:.2f}"
    )
    if len(found) > 1:
        skip = next(iter(found[1].values.values()))
        name = "less" if skip < values[0] - ALIKE else "more" if skip > values[0] + ALIKE else "alike"
        text = sentences(text, T(f"likeness.unet_{name}", skip=f"{skip:.2f}", first=f"{values[0]:.2f}"))
    return text


def _baselines(trained: Likeness, fresh: tuple[Likeness, ...]) -> str:
    """What the baselines leave of the gap: nodes that the picture itself beats, and untrained rows that rise too."""
    row = list(trained.values.values())
    behind, rising = sum(value < trained.picture for value in row), sum(each.grows for each in fresh)
    told = {"picture": f"{trained.picture:.2f}", "behind": behind, "nodes": len(row)}
    return sentences(
        T("likeness.raw_ahead" if behind else "likeness.raw_behind", **told),
        T("likeness.fresh_rises" if rising else "likeness.fresh_flat", rising=rising, seeds=len(fresh)),
        T("likeness.left" if trained.grows and not rising else "likeness.nothing_left"),
    )
