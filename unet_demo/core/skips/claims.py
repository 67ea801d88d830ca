"""Experiments for the claims about skip connections: what the stored trainings say, and what plans and links show."""

from __future__ import annotations

from collections.abc import Mapping

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.claim_records import range_of, study_of
from unet_demo.core.lessons.told import study_told
from unet_demo.core.lessons.trained import SCENES, TOP, WIDTHS, look_at, unet_of
from unet_demo.core.nets.cards import read_card
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.fields import farthest, looks_of, sides_of, sides_text
from unet_demo.core.nets.grid import Join, Node, in_channels_of, inputs_of, params_at
from unet_demo.core.nets.paper import PAPER
from unet_demo.core.nets.plan import Plan, plan_of
from unet_demo.core.scoring import compare
from unet_demo.core.scoring.compare import Compared
from unet_demo.core.scoring.metrics import iou
from unet_demo.core.skips.claims_carried import robbed

JOINED_OR_ADDED: tuple[Join, ...] = ("concat", "add")
WITH_OR_WITHOUT: tuple[Join, ...] = ("concat", "none")
COMPARED = ("unet", "add", "noskips")


def _plan(join: Join = "concat") -> Plan:
    return plan_of(Design(unet_of(join), 256, 256))


def more_features() -> Figures:
    """All skips, the top one alone, the deepest alone, none; and the larger nets that join, add or do neither."""
    nets, command = study_of("one_skip")
    found = study_told("one_skip", ("all", "none"), ("all", "top"), ("deepest", "none"))
    larger = {build: compare.compared(build) for build in COMPARED}
    there = [each for each in larger.values() if each is not None]
    cards = [read_card(compare.SEEDS.parent / f"nuclei-{each.build}.card.json") for each in there]
    return {
        **{id: f"{net.mean:.3f}" for id, net in nets.items()},
        **{f"{id}_share": round(100 * each) for id, each in _shares_of_gain(nets).items()},
        **{build: range_of(each.scores) if each else "–" for build, each in larger.items()},
        "seeds": len(nets["all"].seeds),
        "larger_seeds": min((len(each.seeds) for each in there), default=0),
        **{f"{join}_params": f"{params_at(unet_of(join), 4):,}" for join in JOINED_OR_ADDED},
        **found,
        "command": "; ".join([command, *(card.trained_by["command"] for card in cards)]),
        "helps": found["all_none"].word == "ahead",
        "not_the_amount": _shares_of_gain(nets)["top"] > 0.75,
    }


def _shares_of_gain(nets: Mapping[str, Compared]) -> dict[str, float]:
    """How much of the gain from no skip to all of them each skip brings alone."""
    gain = nets["all"].mean - nets["none"].mean
    return {id: (nets[id].mean - nets["none"].mean) / gain for id in ("top", "deepest")}


def scales_that_meet() -> Figures:
    """Convolutions behind the maps that meet, their sizes, and what PyTorch says to maps of two rows."""
    plan, behind = _plan(), dict[str, int]()
    for step in plan.steps:
        behind[step.id] = max((behind[source] for source in step.sources), default=0) + (step.op == "conv")
    joins = [step for step in plan.steps if step.op == "cat"]
    depths = [tuple(behind[source] for source in step.sources) for step in joins]
    refusal = _refusal((1, 16, 256, 256), (1, 32, 128, 128))
    return {
        "skip": depths[-1][0],
        "below": depths[-1][1],
        "sizes": " · ".join(f"{shape[1]}×{shape[2]}" for shape in (plan.met(step)[0] for step in joins)),
        "error": refusal,
        "other_depth": all(a < b for a, b in depths),
        "same_size": all(len({shape[1:] for shape in plan.met(step)}) == 1 for step in joins),
        "refused": bool(refusal),
    }


def _refusal(first: tuple[int, ...], second: tuple[int, ...]) -> str:
    """What torch.cat(dim=1) says to tensors of these shapes; empty where it joins them."""
    import torch

    try:
        torch.cat([torch.zeros(()).expand(shape) for shape in (first, second)], dim=1)
    except RuntimeError as error:
        return f"RuntimeError: {error}"
    return ""


def what_kind_crosses() -> Figures:
    """Trained with one skip alone: how much of the gain of all three the top one brings, and the deepest."""
    nets, command = study_of("one_skip")
    found, share = study_told("one_skip", ("top", "deepest"), ("deepest", "none")), _shares_of_gain(nets)
    return {
        **{id: f"{net.mean:.3f}" for id, net in nets.items()},
        "top_share": round(100 * share["top"]),
        "deepest_share": round(100 * share["deepest"]),
        "seeds": len(nets["top"].seeds),
        **found,
        "command": command,
        "top_best": found["top_deepest"].word == "ahead",
        "top_nearly_all": share["top"] > 0.75,
    }


def with_and_without() -> Figures:
    """The same net trained with its skips and without; and the shipped U-Net robbed of its own, scene by scene."""
    nets, command = study_of("one_skip")
    found = study_told("one_skip", ("all", "none"))
    whole, left = zip(*(robbed(scene) for scene in SCENES), strict=True)
    return {
        "all": f"{nets['all'].mean:.3f}",
        "none": f"{nets['none'].mean:.3f}",
        "missed": f"{100 - 100 * nets['all'].mean:.1f}",
        "missed_without": f"{100 - 100 * nets['none'].mean:.1f}",
        "seeds": len(nets["all"].seeds),
        "scenes": len(SCENES),
        "whole": range_of(whole),
        "robbed": f"{max(left):.3f}",
        **found,
        "command": command,
        "better": found["all_none"].word == "ahead",
        "used": max(left) < 0.1 * min(whole),
    }


def joining_or_adding() -> Figures:
    """The same net with its skips concatenated and added, both really run for their shapes."""
    import torch

    from unet_demo.core.nets.model import GridNet

    with torch.inference_mode():
        shapes = [tuple(GridNet(unet_of(join))(torch.zeros(1, 3, 64, 64), 4).shape) for join in JOINED_OR_ADDED]
    channels = [in_channels_of(unet_of(join), TOP) for join in JOINED_OR_ADDED]
    params = [params_at(unet_of(join), 4) for join in JOINED_OR_ADDED]
    return {
        "concat": channels[0],
        "add": channels[1],
        "concat_params": f"{params[0]:,}",
        "add_params": f"{params[1]:,}",
        "saved": round(100 * (1 - params[1] / params[0])),
        "both_run": shapes == [(1, 1, 64, 64)] * 2,
        "add_keeps": channels == [2 * WIDTHS[0], WIDTHS[0]],
    }


def what_connects() -> Figures:
    """Upsampling steps and bridges between the two halves, with the concatenations and without them."""
    ups, bridges, from_below = [], [], True
    for join in WITH_OR_WITHOUT:
        plan = _plan(join)
        net = plan.design.architecture
        steps = [step for step in plan.steps if step.op == "up"]
        for step in steps:
            source = plan.by_id[step.sources[0]].node
            from_below &= len(step.sources) == 1 and source is not None and step.node is not None
            from_below &= source is not None and step.node is not None and source.row == step.node.row + 1
        ups.append(len(steps))
        bridges.append(sum(source.row == node.row for node in net.nodes for source in inputs_of(net, node)))
    return {
        "ups": ups[0],
        "ups_without": ups[1],
        "bridges": bridges[0],
        "bridges_without": bridges[1],
        "ups_stay": ups[0] == ups[1] > 0,
        "from_below": from_below,
        "bridges_gone": bridges[0] == 4 and bridges[1] == 0,
    }


def net_of_2015() -> Figures:
    """The net of the paper, counted, and a smaller one of its kind at work on stained cells."""
    plan = plan_of(PAPER)
    convs, ups, heads = (sum(step.op == op for step in plan.steps) for op in ("conv", "up", "head"))
    answer = plan.answer or (0, 0, 0)
    seen = look_at("sparse")
    found = iou(seen.mask(seen.done), seen.truth)
    return {
        "layers": convs + ups + heads,
        "picture": f"{PAPER.height}×{PAPER.width}",
        "answer": f"{answer[1]}×{answer[2]}",
        "params": f"{params_at(PAPER.architecture, 4):,}",
        "iou": f"{found:.3f}",
        "as_printed": (convs + ups + heads, answer) == (23, (2, 388, 388)),
        "on_cells": found > 0.8,
    }


def field_of_view() -> Figures:
    """How much of the picture one answer pixel sees with skips and without: by walking back, and by its gradient."""
    looks = {join: looks_of(unet_of(join), TOP) for join in WITH_OR_WITHOUT}
    walked, apart = looks["concat"], (0, 2, len(looks["concat"]) - 3)  # one of the narrow places, both of the farthest
    felt = {join: _felt(join, apart) for join in WITH_OR_WITHOUT}
    sides, less = sides_of(walked), looks_of(unet_of("concat", WIDTHS[:-1]), Node(0, 3))
    return {
        "with_skips": sides_text(walked),
        "without": sides_text(looks["none"]),
        "narrow_at": min(sides.values()),
        "wide_at": max(sides.values()),
        "places": len(walked),
        "far": farthest(walked),
        "one_pooling_less": sides_text(less),
        "skip_alone": looks_of(unet_of("concat"), Node(0, 0))[0].side,
        "same": walked == looks["none"],
        "felt": all(each == [(walked[at].before, walked[at].after) for at in apart] for each in felt.values()),
        "pooling_widens": max(sides_of(less)) < min(sides),
    }


def _felt(join: Join, places: tuple[int, ...]) -> list[tuple[int, int]]:
    """How far before and after itself a pixel of X(0, 4) feels a change of the picture's columns, px, by autograd."""
    import torch

    from unet_demo.core.nets.model import GridNet

    net, square = GridNet(unet_of(join, (2,) * 5)).double(), 128
    with torch.no_grad():
        for weight in net.parameters():
            weight.fill_(1 / weight[0].numel() if weight.dim() > 1 else 0)  # all positive: nothing cancels
    generator = torch.Generator().manual_seed(0)
    image = torch.rand(1, 3, 256, 256, dtype=torch.float64, generator=generator).requires_grad_()
    last, reach = net.nodes(image, 4)[TOP][0].sum(dim=0), []
    for at in (square + place for place in places):
        felt = torch.autograd.grad(last[square, at], image, retain_graph=True)[0][0].sum(dim=0) != 0
        cols = felt.any(dim=0).nonzero().flatten()
        reach.append((at - int(cols[0]), int(cols[-1]) - at))
    return reach


CLAIMS = (
    claim(6, "skips", "depends", more_features, "helps", "not_the_amount", stored=True),
    claim(11, "skips", "misleading", scales_that_meet, "other_depth", "same_size", "refused"),
    claim(12, "skips", "wrong", what_kind_crosses, "top_best", "top_nearly_all", stored=True),
    claim(13, "skips", "right", with_and_without, "better", "used", stored=True),
    claim(14, "skips", "depends", joining_or_adding, "both_run", "add_keeps"),
    claim(24, "skips", "wrong", what_connects, "ups_stay", "from_below", "bridges_gone"),
    claim(26, "skips", "right", net_of_2015, "as_printed", "on_cells"),
    claim(28, "skips", "wrong", field_of_view, "same", "felt", "pooling_widens"),
)
