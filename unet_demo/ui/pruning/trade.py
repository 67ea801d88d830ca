"""The trade: what each depth scores against its work and its time, the U-Net beside it, and the paper's own figures."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.engine.timing import Key, Times, key_of, times_of
from unet_demo.core.lessons.ask import Ask
from unet_demo.core.lessons.told import heads_told
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pruning.quiz import about_trade
from unet_demo.core.pruning.trade import SIDE_PX, Point, points_of, published
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, punctuated, words_of
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.folds import fold
from unet_demo.ui.lesson.moments import show_marked, show_polled
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.lesson.told import told_text
from unet_demo.ui.lesson.trained_apart import show_apart
from unet_demo.ui.lesson.what_for import show_what_for
from unet_demo.viz.pruning import trade_figure


@st.fragment
@section("trade")
def show_trade() -> None:
    """Two charts of this task's heads, a sentence that the figures support, and the paper's table."""
    st.header(T("trade.title"), anchor=False)
    st.markdown(T("trade.text"))
    points = points_of(choices.get("task"))
    if not show_ask(_asks(points), "ask_trade", "prune.ask"):
        return
    words = words_of("trade.", ("head", "params", "macs", "score", "time")) | words_of("unet.net.", ("unetpp", "unet"))
    words |= {"x": T("trade.x_macs"), "y": T(f"trade.score_{_score()}")}
    words["alt"] = T("trade.alt", heads=_in_words(points))
    words["source"] = source_word("stored")
    show_chart(trade_figure(points, words, "trade_macs"), "trade_macs")
    if is_ready():
        show_polled(_key(), lambda times: _show_times(points, words, times))
    _show_conclusion(points)
    show_apart()
    st.caption(T("trade.from", pictures=points[0].pictures, command=points[0].command))
    show_what_for(choices.get("task"))
    _show_paper()


def _asks(points: list[Point]) -> list[Ask]:
    less, deepest = [each for each in points if each.net == "unetpp"][-2:]
    deep = heads_told(choices.get("task"), deepest.depth, less.depth)
    return about_trade(engine.architecture_of(choices.get("task")), deep, less.score, deepest.score)


def _score() -> str:
    return TASKS[choices.get("task")].score


def _in_words(points: list[Point]) -> str:
    return "; ".join(
        f"{T(f'unet.net.{each.net}')} L{each.depth}: {each.macs / 1e9:.2f} G, {each.score:.3f}" for each in points
    )


def _show_times(points: list[Point], words: dict[str, str], times: Times) -> None:
    """The same over milliseconds, once there are times that were all taken in a quiet moment."""
    if not times.finished:
        st.caption(T("prune.depth.timing"))
        return
    if not times.by_depth_ms:
        return
    if times.marked:
        measured = punctuated(", ".join(f"L{depth} {ms:.0f} ms" for depth, ms in times.by_depth_ms.items()))
        st.caption(T("trade.noisy", times=measured))
        show_marked(times)
        if times.settled:
            st.button(T("word.measure_again"), key="trade_again", icon=":material/timer:", on_click=_measure_again)
        return
    source = f"{words['score']}: {source_word('stored')} · {words['time']}: {source_word('live')}"
    said = {**words, "x": T("trade.x_time", n=times.passes), "alt": T("trade.alt_time"), "source": source}
    show_chart(trade_figure(points, said, "trade_time", times.by_depth_ms), "trade_time")


@callback
def _measure_again() -> None:
    times_of(_key(), again=True)


def _key() -> Key:
    return key_of(choices.get("task"), SIDE_PX, SIDE_PX, "cpu", "float32")


def _show_conclusion(points: list[Point]) -> None:
    """What one depth less saves here, and what the one rule says of each head against the one before."""
    heads = [each for each in points if each.net == "unetpp"]
    deep, less = heads[-1], heads[-2]
    saved = {"params": f"{1 - less.params / deep.params:.1%}", "macs": f"{1 - less.macs / deep.macs:.1%}"}
    st.markdown(T("trade.one_less", depth=less.depth, deepest=deep.depth, **saved))
    said = [heads_told(choices.get("task"), b.depth, a.depth) for a, b in zip(heads, heads[1:], strict=False)]
    if not all(said):
        st.markdown(T("trade.untold"))
        return
    for each in filter(None, said):
        st.markdown(f"- {told_text(each)}")
    st.caption(T(f"trade.mean_{_score()}"))


def _show_paper() -> None:
    with fold(T("trade.paper"), "fold_paper", ":material/history_edu:"):
        st.markdown(T("trade.paper_text"))
        names = ("head", "params", "macs", "seconds", "nuclei", "polyp", "liver", "lung")
        rows = []
        for row in published():
            scores = [f"≈ {value:.1f}" for value in (row.nuclei, row.polyp, row.liver, row.lung)]
            cells = [f"L{row.depth}", f"{row.params:,}", f"{row.macs / 1e9:.2f} G", f"≈ {row.seconds:.0f}"]
            rows.append([*cells, *scores])
        st.markdown(md_table(words_of("trade.", names).values(), rows))
        st.caption(T("trade.paper_note"))
