"""A node's maps through fewer channels and back: what is lost, on the picture, and what becomes of the answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core.engine.subject import Subject
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.one_by_one import door
from unet_demo.core.one_by_one.quiz import about_squeezing
from unet_demo.core.pictures.images import Picture, display_copy
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.one_by_one import net
from unet_demo.viz.kit.changes import changes_rgb
from unet_demo.viz.kit.lines import Line, lines_figure
from unet_demo.viz.kit.maps import picture_uri
from unet_demo.viz.kit.overlay import classes_rgb, overlay_rgb
from unet_demo.viz.kit.shades import shade_uri

if TYPE_CHECKING:
    from unet_demo.core.one_by_one.squeeze import Curves, Way

SHOWN_PX, LIGHT = 320, 0.6  # LIGHT: strength of the answer over the picture
WAYS = ("best", "first")


@dataclass(frozen=True)
class WayView:
    """What the page keeps of one way: its figures, one map after it, and what changed in the answer."""

    kept: float
    psnr_db: float
    changed_px: int | None
    iou: float | None
    uri: str
    changes_uri: str


@dataclass(frozen=True)
class SqueezeView:
    """Both ways at one width, the map before, and the answer without any squeezing where the node has a head."""

    params: int
    pixels: int
    before_uri: str
    answer_uri: str
    ways: tuple[WayView, WayView]


@st.fragment
@section("point.squeeze")
def show_squeeze() -> None:
    """The question, the slider, the curves, the maps and the answer."""
    st.header(T("point.squeeze.title"), anchor=False)
    st.markdown(T("point.squeeze.text"))
    if not is_ready():
        return
    architecture, picture = net.net(), lesson_picture()
    node = net.node_in_view(architecture, picture)
    count = architecture.widths[node.row]
    curves = _curves(picture, node)
    if not show_ask(about_squeezing(curves), "ask_squeeze", "point.ask"):
        return
    if choices.get("keep") > count:
        choices.put("keep", count)
    left, right = st.columns([5, 7], gap="large", vertical_alignment="center")
    left.slider(T("point.squeeze.keep", node=str(node), count=count), 1, count, **choices.widget("keep"))
    keep: int = choices.get("keep")
    channel = left.selectbox(
        T("point.squeeze.channel"), list(range(count)), index=curves.strongest, key=f"squeeze_{node}_{picture.key}"
    )
    with right:
        _show_curves(curves, keep)
    found = _squeezed(picture, node, keep, int(channel or 0))
    _show_maps(found, keep, int(channel or 0))
    _show_figures(found, keep, count)
    if not found.ways[0].changes_uri:
        st.caption(T("point.squeeze.no_answer", node=str(Node(0, architecture.depth))))
    show_code("fold_code_squeeze", "core/one_by_one/squeeze.py", "best_pair", "first_pair", "squeezed", "curves")


def _curves(picture: Picture, node: Node) -> Curves:
    task, build = choices.get("task"), net_in_view()
    return remembered(
        "curves", (Subject(task, build, picture).key_without_truth, node),
        lambda: door.curves_of(task, picture, build, node),
    )  # fmt: skip


def _squeezed(picture: Picture, node: Node, keep: int, channel: int) -> SqueezeView:
    task, build = choices.get("task"), net_in_view()

    def make() -> SqueezeView:
        found = door.squeezed_of(task, picture, build, node, keep)
        before = found.maps[channel]
        low, high = float(before.min()), float(before.max())

        def view(way: Way) -> WayView:
            changes = ""
            if found.label is not None and way.label is not None:
                changes = picture_uri(changes_rgb(display_copy(picture, 256), found.label, way.label), SHOWN_PX)
            return WayView(
                way.kept, way.psnr_db, way.changed_px, way.iou, shade_uri(way.maps[channel], low, high), changes
            )

        shown = shade_uri(before, low, high)
        answer = "" if found.label is None else _answered(task, picture, found.label)
        return SqueezeView(found.params, before.size, shown, answer, (view(found.best), view(found.first)))

    return remembered("squeezed", (Subject(task, build, picture).key_without_truth, node, keep, channel), make)


def _answered(task: str, picture: Picture, label: NDArray[np.uint8]) -> str:
    shown, classes = display_copy(picture, 256), TASKS[task].classes
    drawn = overlay_rgb(shown, label, LIGHT) if len(classes) == 1 else classes_rgb(shown, label, classes, LIGHT)
    return picture_uri(drawn, SHOWN_PX)


def _show_curves(curves: Curves, keep: int) -> None:
    lines = [
        Line(T("point.squeeze.line_best"), curves.best, "encoder"),
        Line(T("point.squeeze.line_first"), curves.first, "skip"),
    ]
    words = {name: T(f"point.squeeze.{name}") for name in ("x", "y")}
    told = {"keep": keep, "best": f"{curves.best[keep - 1]:.2%}", "first": f"{curves.first[keep - 1]:.2%}"}
    words |= {"alt": T("point.squeeze.alt", **told), "source": source_word("live")}
    show_chart(lines_figure(lines, words, "squeeze", at=keep), "squeeze_lines")


def _show_maps(found: SqueezeView, keep: int, channel: int) -> None:
    """One map before, and after either way."""
    names = ("before", *WAYS)
    uris = (found.before_uri, *(way.uri for way in found.ways))
    for column, name, uri in zip(st.columns(3, gap="small"), names, uris, strict=True):
        column.markdown(f"**{T(f'point.squeeze.{name}', keep=keep, channel=channel)}**")
        column.image(uri, width="stretch", alt=T(f"point.squeeze.{name}_alt", keep=keep, channel=channel))
    st.caption(T("point.squeeze.scale"))
    if found.ways[0].changes_uri:
        st.markdown(T("point.squeeze.answer"))
        left, *others = st.columns(3, gap="small")
        left.image(found.answer_uri, width="stretch", alt=T("point.squeeze.whole_alt"))
        left.caption(T("point.squeeze.whole"))
        for column, name, way in zip(others, WAYS, found.ways, strict=True):
            changed = f"{way.changed_px or 0:,}"
            told = T("point.squeeze.changes_alt", way=T(f"point.squeeze.{name}", keep=keep), changed=changed)
            column.image(way.changes_uri, width="stretch", alt=told)
            column.caption(told)


def _show_figures(found: SqueezeView, keep: int, count: int) -> None:
    best, first = found.ways
    head = [T("word.figure"), *(T(f"point.squeeze.{name}", keep=keep) for name in WAYS)]
    rows = [
        [T("point.squeeze.kept"), f"{best.kept:.3%}", f"{first.kept:.3%}"],
        ["PSNR", _decibels(best.psnr_db), _decibels(first.psnr_db)],
    ]
    if best.iou is not None and first.iou is not None:
        share = [f"{way.changed_px or 0:,} ({(way.changed_px or 0) / found.pixels:.2%})" for way in found.ways]
        rows.append([T("point.squeeze.changed"), *share])
        rows.append([T("point.squeeze.iou"), f"{best.iou:.4f}", f"{first.iou:.4f}"])
    st.markdown(md_table(head, rows))
    st.markdown(T("point.squeeze.pair", keep=keep, count=count, params=f"{found.params:,}"))


def _decibels(value: float) -> str:
    return T("point.squeeze.lossless") if math.isinf(value) else f"{value:.1f} dB"
