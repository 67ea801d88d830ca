"""Inside a node: what it receives, its feature maps, what it costs, and the code that ran."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from unet_demo.core.engine.run import Run
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import Plan, key_of
from unet_demo.ui.components.maps import show_maps
from unet_demo.ui.frame.prose import T, unfilled, words_of
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson import plan_words as unet_words
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.parting import where_of
from unet_demo.ui.lesson.picture_and_net import Sight
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.unet.place import Open, go, go_to_node
from unet_demo.viz.kit.maps import sheet_of

MIB = 1 << 20


@section("section.node")
def show_node(sight: Sight, place: Open) -> None:
    """Everything about the open node."""
    plan, node = sight.plan, place.node
    st.header(T("unet.node.title", node=str(node)), anchor=False)
    _show_choice(plan, place)
    facts, maps = st.columns([5, 7], gap="large")
    with facts:
        _show_entry(plan, node)
        _show_counts(sight, node)
    with maps:
        if sight.run:
            _show_maps(sight, place)


@section("section.code")
def show_node_code() -> None:
    """What every node runs, as it stands in the file."""
    show_code("fold_code_node", "core/nets/model.py", "GridNet.input_of", "Block", note=T("unet.node.code_note"))


def _show_choice(plan: Plan, place: Open) -> None:
    keys = [key_of(node) for node in plan.design.architecture.nodes if plan.of(node)]
    slot = "node_choice"
    st.session_state[slot] = key_of(place.node)

    @callback
    def take() -> None:
        go_to_node(place, st.session_state[slot])

    st.selectbox(
        T("word.node"),
        keys,
        format_func=lambda key: f"X({key.replace('_', ',')})",
        key=slot,
        on_change=take,
        help=T("unet.node.hint"),
        width=220,
    )


def _show_entry(plan: Plan, node: Node) -> None:
    """A line for each map stack that comes in, and the sum of their channels."""
    sources = unet_words.sources_of(plan, node)
    rows = [
        (unet_words.source_name(plan, role, step), T(f"unet.node.{role}"), unet_words.long(step.shape))
        for role, step in sources
    ]
    table = md_table([T(f"unet.node.{name}") for name in ("from", "role", "shape")], rows, left=3)
    st.markdown(f"**{T('unet.node.receives')}**\n\n{table}")
    entry = unet_words.entry_of(plan, node)
    if entry.op == "cat" and entry.shape:
        addends = " + ".join(str(step.shape[0]) for _, step in sources if step.shape)
        st.markdown(T("unet.node.sum", total=entry.shape[0], addends=addends))


def _show_counts(sight: Sight, node: Node) -> None:
    plan, steps = sight.plan, sight.plan.of(node)
    if plan.output(node).shape is None:
        st.info(T("unet.node.unreached", node=str(node), where=where_of(plan)), icon=":material/block:")
        return
    channels, height, width = plan.output(node).shape or (0, 0, 0)
    figures = {
        "params": f"{sum(step.params for step in steps):,}",
        "macs": f"{sum(step.macs for step in steps):,}",
        "memory": f"{4 * channels * height * width / MIB:.2f} MB",
    }
    if sight.run:
        maps = sight.run.activations[node]
        dead = int((maps.max(axis=(1, 2)) <= 0).sum())
        figures |= {"dead": f"{dead} / {len(maps)}", "range": f"{maps.max():.3g}"}
    words = words_of("unet.node.", figures)
    rows = "".join(f"<div><dt>{words[name]}</dt><dd>{value}</dd></div>" for name, value in figures.items())
    st.html(f'<dl class="u-cost">{rows}</dl>')
    if sight.run:
        st.caption(T("unet.node.dead_help"))


def _show_maps(sight: Sight, place: Open) -> None:
    run, node = sight.run, place.node
    assert run is not None
    maps = run.activations[node]
    sheet = remembered("sheet", (sight.key, node), lambda: sheet_of(maps.astype(np.float32)))
    highest = remembered("highest", sight.key, lambda: _highest(run))
    st.markdown(f"**{T('unet.node.maps')}**")
    st.caption(T("unet.node.maps_note"))
    names = (
        "sort",
        "activity",
        "index",
        "scale",
        "map",
        "whole",
        "net",
        "page",
        "back",
        "next",
        "channel",
        "dead",
        "low",
        "high",
    )
    words = {name: unfilled(f"unet.maps.{name}") for name in names} | {"grid": T("unet.node.maps")}
    channel = place.channel if place.stage == "conv2" else -1  # nothing of these maps is open
    height, width = maps.shape[1:]
    show_maps(
        sheet, (height, width), highest, (channel, place.row, place.col), words, partial(_open, node), key_of(node)
    )


def _highest(run: Run) -> float:
    return max(float(maps.max()) for maps in run.activations.values())


def _open(node: Node, channel: int, row: int, col: int) -> None:
    go(Open(node, "conv2", channel, row, col))
