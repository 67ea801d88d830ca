"""The parts of the front page."""

from __future__ import annotations

from html import escape

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import MEAN, Run
from unet_demo.core.nets.grid import Architecture, macs_at, needed, params_at
from unet_demo.core.pictures.images import display_copy
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.components.viewer import show_viewer
from unet_demo.ui.frame import cache, choices, visit
from unet_demo.ui.frame.choice_table import DEPTHS
from unet_demo.ui.frame.frame import ROOMS, show_room_link
from unet_demo.ui.frame.picture_name import show_name
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.front.flow import show_flow as show_net_flow
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.viz.kit.grid import LEGEND, grid_drawing

SIDE_PX = 256  # the size that multiply-accumulates are given for


@section("front.hero")
def show_opening() -> None:
    """What this is, a real picture with its mask, and the net that made it at the depth in view."""
    with st.container(key="opening"):
        with st.container(key="words"):
            _show_words()
        with st.container(key="picture"):
            _show_picture()
        with st.container(key="depths"):
            _show_depths()


@section("front.hero")
def _show_words() -> None:
    st.html(
        f'<div class="u-hero"><p class="u-over">{escape(T("front.hero.over"))}</p>'
        f"<h1>{escape(T('front.hero.title'))}</h1><p>{escape(T('front.hero.what'))}</p></div>"
    )
    if st.button(T("front.hero.go"), key="go", type="primary", icon=":material/biotech:"):
        st.switch_page(
            "pages/segment.py",
        )
    st.html(f'<p class="u-whom">{escape(T("front.hero.whom"))}</p>')


@section("front.depths")
def _show_depths() -> None:
    """The grid at the chosen depth, and what that depth costs."""
    st.header(T("front.depths.title"), anchor=False)
    st.markdown(T("front.depths.text"))
    if not _is_ready_below():
        return
    architecture, depth = engine.architecture_of("nuclei"), choices.get("depth")
    deepest = architecture.depth if depth == MEAN else int(depth)
    heads = architecture.head_depths if depth == MEAN else (deepest,)
    st.segmented_control(
        T("word.depth"),
        DEPTHS,
        format_func=lambda code: T("word.mean") if code == MEAN else f"L{code}",
        required=True,
        **choices.widget("depth"),
    )
    legend = {name: T(f"front.legend.{name}") for name in LEGEND}
    alt = T("front.depths.alt", live=len(needed(architecture, deepest)), all=len(architecture.nodes), depth=deepest)
    show_drawing(grid_drawing(architecture, deepest, heads, legend), alt, "grid")
    _show_cost(architecture, deepest, len(heads))


@section("front.flow")
def show_flow() -> None:
    """The whole net with this picture in it, to be walked through; the room The U opens it further."""
    st.header(T("front.flow.title"), anchor=False)
    st.markdown(T("front.flow.text"))
    if _is_ready_below():
        with st.container(key="flow"):
            show_net_flow(cache.front_picture())


@section("front.way")
def show_way() -> None:
    """Every room: a link where it is open, an announcement where it is not."""
    st.header(T("front.way.title"), anchor=False)
    st.markdown(T("front.way.text"))
    rooms = [room for room in ROOMS if room.id != "front"]
    with st.container(key="way"):
        for number, room in enumerate(rooms, 1):
            line = escape(T(f"frame.rooms.{room.id}.line"))
            with st.container(border=True, key=f"room_{room.id}", gap="xxsmall"):
                if room.is_open:
                    show_room_link(room.id, f"**{number} · {T(f'frame.rooms.{room.id}.name')}**")
                    st.html(f'<p class="u-room">{line}</p>')
                else:
                    name = escape(T(f"frame.rooms.{room.id}.name"))
                    soon = escape(T("front.way.soon"))
                    st.html(
                        f'<p class="u-closed"><b>{number} · {name}</b> <i>{soon}</i></p><p class="u-room">{line}</p>'
                    )


@section("front.rules")
def show_house_rules() -> None:
    """What is kept of a picture, and where figures come from."""
    st.header(T("front.rules.title"), anchor=False)
    for column, rule in zip(st.columns(3, gap="large"), ("kept", "live", "free"), strict=True):
        column.markdown(f"**{T(f'front.rules.{rule}.title')}**\n\n{T(f'front.rules.{rule}.text')}")


@section("section.mask")
def _show_picture() -> None:
    """The viewer; while the model is being loaded the bare picture, and the page comes back by itself."""
    picture, (run, trouble) = cache.front_picture(), _run()
    show_viewer(
        "front",
        display_copy(picture),
        run.probability if run else None,
        picture_key=picture.key,
        full_size=(picture.height, picture.width),
    )
    st.caption(T("front.hero.source", height=picture.height, width=picture.width))
    if visit.sample() is None:
        show_name("front.hero.yours")
    if trouble is not None:
        raise trouble
    if run is None:
        is_ready("front.hero.loading")


def _run() -> tuple[Run | None, Exception | None]:
    """All heads of the picture, or why there are none: the bare picture is shown all the same."""
    if not engine.ready():
        return None, engine.trouble()
    try:
        return cache.front_run(), None
    except Exception as error:  # raised again for the section, once the bare picture stands
        return None, error


def _is_ready_below() -> bool:
    """Whether nets can be run; a grey place while they cannot yet: the picture above brings the page back."""
    if trouble := engine.trouble():
        raise trouble
    ready = engine.ready()
    if not ready:
        st.skeleton(height=420)
    return ready


def _show_cost(architecture: Architecture, depth: int, heads: int) -> None:
    """Nodes that run, parameters and multiply-accumulates at this depth, counted from the grid."""
    nodes = len(needed(architecture, depth))
    figures = {
        "nodes": T("front.cost.of", part=nodes, whole=len(architecture.nodes)),
        "params": f"{params_at(architecture, depth, heads):,}",
        "macs": f"{macs_at(architecture, depth, SIDE_PX, SIDE_PX, heads) / 1e9:.2f} G",
    }
    words = words_of("front.cost.", figures)
    rows = "".join(f"<div><dt>{escape(words[name])}</dt><dd>{value}</dd></div>" for name, value in figures.items())
    st.html(f'<dl class="u-cost">{rows}</dl>')
    st.caption(T("front.cost.note", side=SIDE_PX))
