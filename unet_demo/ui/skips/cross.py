"""What crosses and what comes up, level by level: the maps, what can be read off them, and where their power lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from unet_demo.core.engine.subject import Subject
from unet_demo.core.lessons.ask import Ask
from unet_demo.core.skips import door
from unet_demo.core.skips.quiz import about_crossing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import act, question, sentence
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.kit.changes import signed_rgb
from unet_demo.viz.kit.maps import Sheet, picture_uri, sheet_of
from unet_demo.viz.skips.spectrum import spectrum_figure

SHOWN_PX = 320


@dataclass(frozen=True)
class SideView:
    """What the page keeps of one stack: figures, its sheet and the detail read off it as a picture."""

    shape: tuple[int, int, int]
    sees: tuple[int, int]
    detail: float | None
    answer: float | None
    fine: float
    spectrum: tuple[float, ...]
    sheet: Sheet
    read_uri: str


@dataclass(frozen=True)
class LevelView:
    """One level: its decoder node, what crosses, what comes up, the picture's own detail."""

    node: str
    skip: SideView
    up: SideView
    detail_uri: str


@st.fragment
@section("skips.cross")
def show_crossing() -> None:
    """The question, the stacks of the chosen level, and what their figures say."""
    st.header(T("skips.cross.title"), anchor=False)
    st.markdown(T("skips.cross.text"))
    if not is_ready():
        return
    levels, asks = _levels()
    with question("cross"):
        seen = show_ask(asks, "ask_cross")
    with act("cross"):
        row = _show_stacks(levels)
    if seen:
        _show_detail(row, levels[row])
        _show_figures(levels)
        _show_spectrum(row, levels[row])


def _show_stacks(levels: list[LevelView]) -> int:
    """What crosses at the chosen level, beside what comes up; which level that is."""
    st.segmented_control(
        T("word.row"),
        list(range(len(levels))),
        format_func=lambda row: T("skips.cross.row", row=row, size=_size(levels[row].skip.shape)),
        required=True,
        **choices.widget("level"),
    )
    row: int = min(choices.get("level"), len(levels) - 1)
    level = levels[row]
    for column, name, side in zip(st.columns(2, gap="medium"), ("skip", "up"), (level.skip, level.up), strict=True):
        shape = "×".join(map(str, side.shape))
        column.markdown(f"**{T(f'skips.cross.{name}', row=row, node=level.node)}** · {shape}")
        column.image(side.sheet.uri, width="stretch", alt=T(f"skips.cross.{name}_alt", count=side.shape[0], row=row))
        window = f"{side.sees[0]}×{side.sees[1]}"
        column.caption(T("skips.cross.sees", window=window))
    st.caption(T("skips.cross.silent"))
    if net_in_view() == "unetpp":
        st.caption(T("skips.cross.nested", node=level.node))
    return row


def _size(shape: tuple[int, int, int]) -> str:
    return f"{shape[1]}×{shape[2]}"


def _levels() -> tuple[list[LevelView], list[Ask]]:
    task, build, picture = choices.get("task"), net_in_view(), lesson_picture()

    def make() -> tuple[list[LevelView], list[Ask]]:
        found, views = door.crossings_of(task, picture, build), []
        for each in found:
            most = float(np.percentile(np.abs(each.detail), 99.5))
            skip, up = (
                SideView(
                    side.shape, side.sees, side.detail, side.answer, side.fine, side.spectrum, sheet_of(side.maps),
                    picture_uri(signed_rgb(side.read, most), SHOWN_PX),
                )
                for side in (each.skip, each.up)
            )  # fmt: skip
            views.append(LevelView(str(each.node), skip, up, picture_uri(signed_rgb(each.detail, most), SHOWN_PX)))
        return views, about_crossing(found)

    return remembered("crossing", Subject(task, build, picture).key_without_truth, make)


def _show_detail(row: int, level: LevelView) -> None:
    """The picture's detail at this level, and what a linear readout gives back of it from either stack."""
    st.markdown(T("skips.cross.detail"))
    shown = (("own", level.detail_uri, None), ("from_skip", level.skip.read_uri, level.skip.detail),
             ("from_up", level.up.read_uri, level.up.detail))  # fmt: skip
    for column, (name, uri, share) in zip(st.columns(3, gap="small"), shown, strict=True):
        column.markdown(f"**{T(f'skips.cross.{name}')}**")
        if name != "own" and share is None:
            column.caption(T("skips.cross.too_few"))
            continue
        column.image(uri, width="stretch", alt=T(f"skips.cross.{name}_alt", row=row))
        if share is not None:
            column.caption(T("skips.cross.share", share=f"{max(0.0, share):.0%}"))
    st.caption(T("skips.cross.readout"))


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{max(0.0, value):.0%}"


def _show_figures(levels: list[LevelView]) -> None:
    names = ("row", "sees", "detail", "answer", "fine")
    rows = []
    for row, level in enumerate(levels):
        for name, side in (("short_skip", level.skip), ("short_up", level.up)):
            window = f"{side.sees[0]}×{side.sees[1]}"
            who = T(f"skips.cross.{name}", row=row)
            rows.append((who, window, _percent(side.detail), _percent(side.answer), f"{side.fine:.0%}"))
    st.markdown(md_table([T(f"skips.cross.col_{name}") for name in names], rows, left=2))
    _show_conclusion(levels)


def _show_conclusion(levels: list[LevelView]) -> None:
    """What these figures support: in how many levels detail crosses, and how much farther the other stack sees."""
    told = [(each.skip.detail, each.up.detail) for each in levels]
    known = [(skip, up) for skip, up in told if skip is not None and up is not None]
    more = sum(skip > up for skip, up in known)
    top = levels[0]
    windows = {"skip": f"{top.skip.sees[0]}×{top.skip.sees[1]}", "up": f"{top.up.sees[0]}×{top.up.sees[1]}"}
    name = "detail_crosses" if known and more == len(known) else "detail_mixed"
    sentence(T(f"skips.cross.{name}", more=more, levels=len(known)), "cross")
    st.markdown(T("skips.cross.context_climbs", **windows))


def _show_spectrum(row: int, level: LevelView) -> None:
    """Where the power of either stack lies, and why the rough one is not the one with the picture's detail."""
    st.subheader(T("skips.cross.weave_title"), anchor=False)
    words = {name: T(f"skips.cross.{name}") for name in ("x", "y", "band")}
    words |= {"skip": T("skips.ask.is_skip"), "up": T("skips.cross.line_up")}
    values = {"skip": f"{level.skip.fine:.0%}", "up": f"{level.up.fine:.0%}", "row": row}
    words |= {"alt": T("skips.cross.spectrum_alt", **values), "source": source_word("live")}
    show_chart(spectrum_figure(level.skip.spectrum, level.up.spectrum, words, f"spectrum_row_{row}"), "spectrum")
    st.markdown(T("skips.cross.weave" if level.up.fine > level.skip.fine else "skips.cross.no_weave", **values))
