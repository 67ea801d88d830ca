"""Not a pooling: AvgPool2d(1) gives back what it got, a 1x1 convolution has weights and mixes the channels."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from unet_demo.core.engine.subject import Subject
from unet_demo.core.lessons.ask import Ask
from unet_demo.core.nets.grid import Node
from unet_demo.core.one_by_one import door
from unet_demo.core.one_by_one.quiz import about_pooling
from unet_demo.core.pictures.images import Picture
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.one_by_one import net
from unet_demo.viz.kit.shades import shade_uri
from unet_demo.viz.kit.sum import number

LAYERS = ("pool", "conv", "identity")


@dataclass(frozen=True)
class PoolView:
    """What the page keeps: figures in the order of LAYERS, one map in and two out, the questions."""

    shape: tuple[int, ...]
    halved: tuple[int, ...]
    params: tuple[int, ...]
    equal: tuple[bool, ...]
    gaps: tuple[float, ...]
    channel: int
    uris: tuple[str, str, str]
    asks: tuple[Ask, ...]


@st.fragment
@section("point.pool")
def show_not_pooling() -> None:
    """The question, one map before and after both, and the figures."""
    st.header(T("point.pool.title"), anchor=False)
    st.markdown(T("point.pool.text"))
    if not is_ready():
        return
    picture = lesson_picture()
    node = net.node_in_view(net.net(), picture)
    found = _beside(picture, node)
    if not show_ask(found.asks, "ask_pool", "point.ask"):
        return
    for column, name, uri in zip(st.columns(3, gap="small"), ("entered", "pool", "conv"), found.uris, strict=True):
        column.markdown(f"**{T(f'point.pool.{name}', channels=found.shape[0])}**")
        column.image(uri, width="stretch", alt=T(f"point.pool.{name}_alt", channel=found.channel, node=str(node)))
    st.caption(T("point.pool.shown", channel=found.channel, node=str(node)))
    _show_figures(found)
    show_code("fold_code_pool", "core/one_by_one/squeeze.py", "beside")


def _beside(picture: Picture, node: Node) -> PoolView:
    task, build = choices.get("task"), net_in_view()

    def make() -> PoolView:
        found = door.beside_of(task, picture, build, node, 0)
        low, high = float(found.entered.min()), float(found.entered.max())
        mixed = shade_uri(found.mixed, float(found.mixed.min()), float(found.mixed.max()))
        uris = shade_uri(found.entered, low, high), shade_uri(found.pooled, low, high), mixed
        asks = tuple(about_pooling(found))
        return PoolView(found.shape, found.halved, found.params, found.equal, found.gaps, found.channel, uris, asks)

    key = Subject(task, build, picture).key_without_truth, node
    return remembered("point_beside", key, make)


def _show_figures(found: PoolView) -> None:
    channels = found.shape[0]
    rows = []
    for name, params, equal, gap in zip(LAYERS, found.params, found.equal, found.gaps, strict=True):
        same = T("point.pool.yes" if equal else "point.pool.no")
        rows.append((T(f"point.pool.{name}", channels=channels), f"{params:,}", same, number(gap)))
    st.markdown(md_table(words_of("point.pool.col_", ("layer", "params", "equal", "gap")).values(), rows))
    shape, halved = ("×".join(map(str, each)) for each in (found.shape, found.halved))
    st.markdown(T("point.pool.means", channels=channels, params=f"{found.params[1]:,}"))
    st.markdown(T("point.pool.real", shape=shape, halved=halved))
    st.markdown(T("point.pool.origin"))
