"""The net as a drawing with the picture flowing through it, what it costs, and where it breaks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from unet_demo.core.engine import activations, engine
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import Design, Fit, Plan, key_of, plan_of
from unet_demo.core.nets.sides import cures
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture, display_copy
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.ui.components.drawing import show_table
from unet_demo.ui.components.map import show_net
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, unfilled
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.parting import reason_of
from unet_demo.ui.lesson.picture_and_net import Sight, show_back
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.unet import words as unet_words
from unet_demo.ui.unet.place import ANY
from unet_demo.ui.unet.question import open_question
from unet_demo.viz.kit.maps import map_uri, picture_uri
from unet_demo.viz.unet.net import net_drawing

LEGEND = ("encoder", "bottleneck", "fused", "conv", "pool", "skip", "up", "cat", "head")
_WANTED = "_room_wanted"


@section("section.status")
def show_status(sight: Sight) -> None:
    """Whether what follows is live or a drawing, and why; comes back by itself while the model is being loaded.

    Raises what keeps the net from being run, for the section around to tell.
    """
    height, width = sight.picture.height, sight.picture.width
    if sight.run:
        st.caption(T("unet.live", height=height, width=width))
    elif sight.error is not None:
        raise sight.error
    elif sight.why != "unet.loading" or is_ready(sight.why):
        st.caption(T(sight.why))
        if sight.why == "unet.busy":
            st.button(T("unet.again"), key="try_again")
        show_back()


def show_flow(picture: Picture) -> None:
    """The UNet++ for nuclei with a picture in it; a chosen node is opened in its own room. Raises Busy."""
    small, lang = lesson_copy(picture), choices.get("lang")
    plan = plan_of(Design(engine.architecture_of("nuclei"), small.height, small.width))
    markup = remembered("flow", lang, lambda: _drawn(Sight(plan, small, activations.opened("nuclei", small, "unetpp"))))
    _show_net(plan, markup, "", _open_in_room, "flow_net")
    if st.session_state.pop(_WANTED, None):
        st.switch_page(
            "pages/unet.py",
        )


def _open_in_room(key: str) -> None:
    row = int(key[0])
    choices.put_all(net="unetpp", task="nuclei", picture="cell", place=f"{key}.conv2.{ANY}.{128 >> row}.{128 >> row}")
    st.session_state[_WANTED] = True


@section("section.map")
def show_map(sight: Sight, chosen: str, on_choose: Callable[[str], None]) -> None:
    """The drawing with its player, its counts, and the same as a table."""
    plan = sight.plan
    asked = open_question(plan)
    drawn = remembered("net", (sight.key, choices.get("lang"), asked), lambda: _drawn(sight, asked))
    _show_net(plan, drawn, chosen, on_choose, "net")
    if not plan.failures:
        _show_total(plan)
    show_table(unet_words.table_of(plan), T("unet.table.label"), "net_table")


def _show_net(plan: Plan, markup: str, chosen: str, on_choose: Callable[[str], None], key: str) -> None:
    architecture, lang = plan.design.architecture, choices.get("lang")
    count = sum(1 for node in architecture.nodes if plan.of(node))
    size = {"nodes": count, "rows": architecture.depth + 1, "steps": len(plan.steps)}
    alt = T("unet.player.alt", net=T(f"unet.net.{architecture.kind}"), **size)
    told = remembered(
        f"{key}_steps",
        (plan.design, plan.depth, lang),
        lambda: [(s.id, unet_words.step_text(plan, s)) for s in plan.steps],
    )
    words = {name: T(f"unet.player.{name}") for name in ("play", "pause", "back", "next", "scrub", "rest", "whole")}
    words["opened"] = unfilled("unet.player.opened")
    legend = [(name, T(f"unet.legend.{name}")) for name in LEGEND]
    if any(step.op == "crop" for step in plan.steps):
        legend.append(("crop", T("unet.legend.crop")))
    show_net(markup, alt, told, legend, words, chosen, on_choose, key)


def _show_total(plan: Plan) -> None:
    st.caption(
        T(
            "unet.net.total",
            params=f"{sum(step.params for step in plan.steps):,}",
            gmacs=f"{sum(step.macs for step in plan.steps) / 1e9:.2f}",
            height=plan.design.height,
            width=plan.design.width,
            steps=len(plan.steps),
        )
    )


def _drawn(sight: Sight, asked: Node | None = None) -> str:
    plan = sight.plan
    names = {node: unet_words.node_name(plan, node) for node in plan.design.architecture.nodes if plan.of(node)}
    return net_drawing(plan, names, _thumbs(sight), T("unet.player.pruned"), asked).markup


def _thumbs(sight: Sight) -> dict[str, str]:
    """Small pictures by step: the picture itself, the mean map of each node, the answer."""
    plan, run = sight.plan, sight.run
    rgb = display_copy(sight.picture, 256)
    if plan.design.architecture.in_channels == 1:
        rgb = rgb.mean(axis=2, keepdims=True).astype(np.uint8).repeat(3, axis=2)
    thumbs = {"image": picture_uri(rgb)}
    if run:
        for node, maps in run.activations.items():
            thumbs[f"{key_of(node)}.conv2"] = map_uri(maps.mean(axis=0, dtype=np.float32))
        thumbs[f"L{plan.depth}.squash"] = map_uri(run.at(str(plan.depth)).astype(np.float32))
    return thumbs


@section("section.fail")
def show_failure(plan: Plan) -> None:
    """Why there is no answer, PyTorch's own words, and the cures; what a cure has done; poolings that drop a row."""
    if plan.failures:
        _show_parting(plan)
    elif plan.design.fit != "as_is":
        _show_cured(plan)
    if plan.uneven and not plan.failures:
        st.info(T("unet.fail.uneven", node=str(plan.uneven[0].node)), icon=":material/info:")


def _show_parting(plan: Plan) -> None:
    title, text = reason_of(plan)
    with st.container(border=True, key="parting"):
        st.markdown(f"**{title}**")
        st.markdown(text)
        if said := activations.error_of(plan, plan.failures[0]):
            st.caption(T("unet.fail.torch"))
            st.code(said, language=None, wrap_lines=True)
        found = {fit: size for fit, size in cures(plan.design, plan.depth).items() if fit != plan.design.fit}
        if found:
            st.caption(T("unet.fail.cures"))
        row = st.container(horizontal=True, gap="small")
        for fit, (height, width) in found.items():
            row.button(
                T(f"unet.fail.{fit}", height=height, width=width), key=f"cure_{fit}", on_click=partial(_cure, fit)
            )
        if plan.design.fit != "as_is":
            row.button(T("unet.fail.undo"), key="undo", icon=":material/undo:", on_click=partial(_cure, "as_is"))


def _show_cured(plan: Plan) -> None:
    design = plan.design
    fitted = plan.by_id["fit"].shape
    assert fitted is not None
    how = T(f"unet.fail.cured_{design.fit}", height=fitted[1], width=fitted[2])
    st.success(T("unet.fail.cured", height=design.height, width=design.width, how=how), icon=":material/check_circle:")
    st.button(T("unet.fail.undo"), key="undo", icon=":material/undo:", on_click=partial(_cure, "as_is"))


@callback
def _cure(fit: Fit) -> None:
    choices.put("fit", fit)


def class_name(task: str, channel: int) -> str:
    """The name of a task's class in the visitor's language."""
    return T(f"tasks.classes.{TASKS[task].classes[channel]}")
