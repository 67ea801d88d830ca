"""The drawing of a net with a picture in it: its player, its legend, its small pictures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import Plan, key_of
from unet_demo.core.pictures.images import display_copy
from unet_demo.ui.components.map import show_net
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, unfilled
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson import plan_words as unet_words
from unet_demo.ui.lesson.picture_and_net import Sight
from unet_demo.viz.kit.maps import map_uri, picture_uri
from unet_demo.viz.kit.net import net_drawing

ANY = 9999  # in a link: the channel that is most active here


LEGEND = ("encoder", "bottleneck", "fused", "conv", "pool", "skip", "up", "cat", "head")


def show_drawn_net(plan: Plan, markup: str, chosen: str, on_choose: Callable[[str], None], key: str) -> None:
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
    is_nested = architecture.kind == "unetpp"
    told_as = {"fused": "nested" if is_nested else "fused"}
    legend = [(name, T(f"unet.legend.{told_as.get(name, name)}")) for name in LEGEND]
    if any(step.op == "crop" for step in plan.steps):
        legend.append(("crop", T("unet.legend.crop")))
    show_net(markup, alt, told, legend, words, chosen, on_choose, key)


def drawn_net(sight: Sight, asked: Node | None = None) -> str:
    plan = sight.plan
    names = {node: unet_words.node_name(plan, node) for node in plan.design.architecture.nodes if plan.of(node)}
    return net_drawing(plan, names, thumbs_of(sight), T("unet.player.pruned"), asked).markup


def thumbs_of(sight: Sight) -> dict[str, str]:
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
