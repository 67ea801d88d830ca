"""Experiments for the claims about UNet++: links counted and felt, nets inside the net, what the top row holds."""

from __future__ import annotations

from collections.abc import Sequence

from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import samples_of
from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.trained import (
    DEPTH,
    NET,
    TOP,
    UNET,
    WIDTHS,
    begun,
    detail_in,
    image_of,
    look_at,
    readable,
    target_of,
)
from unet_demo.core.nets.fields import looks_of, sides_of, sides_text
from unet_demo.core.nets.grid import Architecture, Node, descendants, grid, inputs_of, links, needed, params_at
from unet_demo.core.nets.plan import key_of
from unet_demo.core.unetpp.door import shares_of
from unet_demo.core.unetpp.nested import pairs

SEEDS = (0, 1, 2)  # of nets before their training, whose ranges are shown
WEIGHTINGS = {"equal": (1, 1, 1, 1), "rising": (1, 2, 3, 4)}
LOSS_PX = 96


def _rows(net: Architecture) -> list[list[Node]]:
    return [[node for node in net.nodes if node.row == row] for row in range(DEPTH + 1)]


def dense_along_rows() -> Figures:
    """Links within the rows and between them; and what really lies side by side in front of the last node's block."""
    import torch

    within, within_unet = ([(a, b) for a, b in links(net) if a.row == b.row] for net in (NET, UNET))
    across = [(a, b) for a, b in links(NET) if a.row != b.row]
    model = engine.model_of("nuclei")
    image = image_of("crowded", model, 64)
    with torch.inference_mode():
        done = model.nodes(image, DEPTH)
        parts = torch.split(model.input_of(TOP, image, done), WIDTHS[0], dim=1)
    *left, below = inputs_of(NET, TOP)
    return {
        "list": ", ".join([*map(str, left), f"U({below})"]),
        "channels": f"{len(parts)} × {WIDTHS[0]} = {len(parts) * WIDTHS[0]}",
        "within": len(within),
        "within_unet": len(within_unet),
        "across": len(across),
        "all_pairs": set(within) == {(a, b) for row in _rows(NET) for a in row for b in row if a < b},
        "joined": all(torch.equal(part, done[node]) for part, node in zip(parts, left, strict=False)),
        "neighbours_only": len(across) > 0 and all(abs(a.row - b.row) == 1 for a, b in across),
    }


def who_sees_whom() -> Figures:
    """Direct links, and links through others: each node's maps set to zero in the trained net, to see who moves."""
    import torch

    model = engine.model_of("nuclei")
    image, felt = image_of("crowded", model, 64), dict[Node, set[Node]]()
    with torch.inference_mode():
        done = model.nodes(image, DEPTH)
        for node in NET.nodes:
            after = model.nodes(image, DEPTH, {node: torch.zeros_like(done[node])})
            felt[node] = {each for each in NET.nodes if each != node and not torch.equal(after[each], done[each])}
    seen = sum(map(len, felt.values()))
    return {
        "links": len(links(NET)),
        "pairs": pairs(NET.nodes),
        "seen": seen,
        "never": pairs(NET.nodes) - seen,
        "of": str(Node(2, 1)),
        "reaches": ", ".join(str(node) for node in NET.nodes if node in felt[Node(2, 1)]),
        "few": len(links(NET)) < pairs(NET.nodes) / 2,
        "not_even_through_others": seen < pairs(NET.nodes),
        "as_counted": all(felt[node] == set(descendants(NET.nodes, node)) for node in NET.nodes),
    }


def detail_on_the_way() -> Figures:
    """Fine detail that a linear readout finds on the way down, in what comes up to the top row, and beside the skips.

    Looked up inside the trained UNet++; see core.crossing.
    """
    import torch

    model, seen = engine.model_of("nuclei"), look_at("crowded")
    with torch.inference_mode():
        done, detail = model.nodes(seen.image, DEPTH), detail_in(seen)
        down = [readable(done[Node(row, 0)], detail) for row in range(3)]
        ends = [Node(0, 1), TOP]
        below = [readable(model.ups[key_of(node)](done[inputs_of(NET, node)[-1]]), detail) for node in ends]
        joined = [readable(model.input_of(node, seen.image, done), detail) for node in ends]
    return {
        **{name: _percents(each) for name, each in (("down", down), ("below", below), ("joined", joined))},
        "nodes": " · ".join(map(str, ends)),
        "lost": down[2] < down[0] - 0.1,
        "back": min(b - a for a, b in zip(below, joined, strict=True)) > 0.2,
    }


def _percents(shares: list[float]) -> str:
    return " · ".join(f"{100 * each:.0f}%" for each in shares)


def detail_and_overview() -> Figures:
    """Along the top row: how wide a node looks, how much detail it still holds, how like the last node its maps are.

    The likeness on every generated scene, beside what the picture itself and nets before training reach there.
    """
    import torch

    from unet_demo.core.unetpp.supervision import similarities

    model, seen = engine.model_of("nuclei"), look_at("crowded")
    row = _rows(NET)[0]
    near, wide = (looks_of(NET, node) for node in (row[0], row[-1]))
    with torch.inference_mode():
        done = model.nodes(seen.image, DEPTH)
        detail = [readable(done[node], detail_in(seen)) for node in row]
    images = [image_of(each.id, model) for each in samples_of("nuclei") if each.kind == "scene"]
    raw, trained = zip(*(_along(similarities(model, image)) for image in images), strict=True)
    fresh = [begun(seed) for seed in SEEDS]
    untrained = [_along(similarities(net, image))[1] for net in fresh for image in images]
    photo = _along(similarities(model, image_of("ihc", model)))[1]
    return {
        "nodes": " · ".join(map(str, row)),
        "near": near[0].side,
        "wide": sides_text(wide),
        "detail": _percents(detail),
        "scenes": len(images),
        "seeds": len(fresh),
        "along": " · ".join(_range(column) for column in zip(*trained, strict=True)),
        "raw": _range(raw),
        "fresh": _range([each[0] for each in untrained]),
        "photo": " · ".join(f"{each:.2f}" for each in photo),
        "narrow_first": 10 * near[0].side < min(sides_of(wide)),
        "detail_fades": detail[-1] < detail[0] - 0.1,
        "nearer_here": all(each == sorted(each) for each in trained),
        "not_everywhere": photo != sorted(photo),
        "only_when_trained": all(each != sorted(each) for each in untrained),
        "picture_is_nearer": all(each > along[0] for each, along in zip(raw, trained, strict=True)),
    }


def _along(found: tuple[float, dict[Node, float]]) -> tuple[float, list[float]]:
    return found[0], list(found[1].values())


def _range(values: Sequence[float]) -> str:
    low, high = (f"{end:.2f}" for end in (min(values), max(values)))
    return low if low == high else f"{low}–{high}"


def nets_inside() -> Figures:
    """Each depth built as a net of its own with the big net's weights: does it give what the big net's head gives?"""
    import torch

    from unet_demo.core.nets.model import GridNet
    from unet_demo.core.nets.weights import pruned_state

    model = engine.model_of("nuclei")
    image, apart = image_of("smear", model, 128), list[float]()
    with torch.inference_mode():
        done = model.nodes(image, DEPTH)
        for depth in NET.head_depths:
            with torch.device("meta"):
                small = GridNet(Architecture("unetpp", 3, WIDTHS[: depth + 1], 1))
            small.load_state_dict(pruned_state(model, depth), strict=False, assign=True)
            small.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # laid out like the big one
            apart.append(float((small(image, depth) - model.head(depth, done)).abs().max()))
    inside = [set(needed(NET, depth)) for depth in NET.head_depths]
    return {
        "nodes": " · ".join(str(len(each)) for each in inside),
        "params": " · ".join(f"{params_at(NET, depth):,}" for depth in NET.head_depths),
        "apart": f"{max(apart):.1g}",
        "nested": all(small < large for small, large in zip(inside, inside[1:], strict=False)),
        "same_grid": all(each == set(grid(depth)) for depth, each in enumerate(inside, start=1)),
        "same_answer": max(apart) < 1e-3,
    }


def every_depth_supervised() -> Figures:
    """The loss of every head before training and after it; and what weights do to their pull on the first block."""
    from unet_demo.core.unetpp.supervision import head_terms

    model = engine.model_of("nuclei")
    image, target = image_of("crowded", model, LOSS_PX), target_of("crowded", LOSS_PX)
    (before, at_start), (after, products) = (head_terms(net, image, target) for net in (begun(0), model))
    shares = {name: shares_of(products, weights) for name, weights in WEIGHTINGS.items()}
    return {
        "side": LOSS_PX,
        "before": " · ".join(f"{each:.2f}" for each in before),
        "after": " · ".join(f"{each:.2f}" for each in after),
        **{name: _percents(list(each)) for name, each in shares.items()},
        "weights": " : ".join(map(str, WEIGHTINGS["rising"])),
        "all_learnt": all(b < a / 2 for a, b in zip(before, after, strict=True)),
        "all_pull": min(table[at][at] for table in (at_start, products) for at in range(DEPTH)) > 0,
        "weights_count": max(abs(a - b) for a, b in zip(*shares.values(), strict=True)) > 0.05,
    }


CLAIMS = (
    claim(37, "unetpp", "right", dense_along_rows, "all_pairs", "joined", "neighbours_only"),
    claim(38, "unetpp", "wrong", who_sees_whom, "few", "not_even_through_others", "as_counted"),
    claim(39, "unetpp", "right", detail_on_the_way, "lost", "back"),
    claim(
        40,
        "unetpp",
        "misleading",
        detail_and_overview,
        "narrow_first",
        "detail_fades",
        "nearer_here",
        "not_everywhere",
        "only_when_trained",
        "picture_is_nearer",
    ),
    claim(41, "unetpp", "right", nets_inside, "nested", "same_grid", "same_answer"),
    claim(42, "unetpp", "right", every_depth_supervised, "all_learnt", "all_pull", "weights_count"),
)
