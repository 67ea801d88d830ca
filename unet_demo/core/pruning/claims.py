"""Experiments for the claims about pruning, and about what dense links cost: run, counted, or read from cards."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from unet_demo.core.engine import engine
from unet_demo.core.engine.quiet import out_of_order
from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.claim_records import mean_of, range_of
from unet_demo.core.lessons.told import Told, heads_told, told
from unet_demo.core.lessons.trained import DEPTH, NET, UNET, begun, image_of, target_of
from unet_demo.core.nets.cards import load_card, read_card
from unet_demo.core.nets.grid import Architecture, Node, descendants, inputs_of, macs_at, params_at
from unet_demo.core.nets.plan import key_of
from unet_demo.core.nets.tasks import net_of
from unet_demo.core.pruning.trade import PAPER_NET, SIDE_PX, points_of, published
from unet_demo.core.scoring import compare
from unet_demo.core.scoring.metrics import iou

PAPER_UNET = Architecture("unet", 1, PAPER_NET.widths, 1)
# Zhou et al. 2018, table 3, IoU in percent on nuclei, polyps, liver, lung nodules; UNet++ without deep supervision
PAPER_IOU = {"unet": (90.77, 30.08, 76.62, 71.47), "wide": (90.92, 30.14, 76.58, 73.38)}
PAPER_IOU_NESTED = (92.63, 33.45, 79.70, 76.44)
NOISE = 0.01  # seeds alone move an IoU by as much
SEEDS, GRADIENT_PX, TIMED_PX, ROUNDS = (0, 1, 2), 64, 128, 3
ALIKE, UNLIKE = "smear", "ihc"  # a scene like those that the net was trained on, and a photograph of tissue


def any_one_removed() -> Figures:
    """Heads of the full pass against pruned ones; X(0, 0)'s gradient without the deepest loss; X(1, 1) taken out."""
    import torch

    from unet_demo.core.pruning.pruned import differences, gradient_change

    model = engine.model_of("nuclei")
    apart = differences(model, image_of("crowded", model, TIMED_PX))
    image, target = image_of("crowded", model, GRADIENT_PX), target_of("crowded", GRADIENT_PX)
    at_start = [gradient_change(begun(seed), image, target)[0] for seed in SEEDS]
    trained, gone, node, said = gradient_change(model, image, target)[0], Node(1, 1), Node(0, 2), ""
    with torch.inference_mode():
        done = model.nodes(image, DEPTH)
        left = [done[each] for each in inputs_of(NET, node) if each != gone]
        try:
            model.blocks[key_of(node)](torch.cat(left, dim=1))
        except RuntimeError as error:
            said = str(error)
    return {
        "apart": max(apart[depth] for depth in NET.head_depths[:-1]),
        "side": GRADIENT_PX,
        "seeds": len(SEEDS),
        "begun": " · ".join(f"{each:.2f}".replace("-", "−") for each in at_start),
        "trained": f"{trained:.3f}",
        "gone": str(gone),
        "without": str(node),
        "needed_by": ", ".join(map(str, descendants(NET.nodes, gone))),
        "error": said,
        "outputs_stay": all(apart[depth] == 0 for depth in NET.head_depths[:-1]),
        "gradients_change": max(at_start) < 0.99,  # of equal gradients it is 1
        "not_any": bool(said),
    }


def when_two_are_alike() -> Figures:
    """L3 beside L4: on validation pictures, on two pictures just now, in the paper, and trained with the last loss."""
    import torch

    model, agree = engine.model_of("nuclei"), list[float]()
    with torch.inference_mode():
        for scene in (ALIKE, UNLIKE):
            done = model.nodes(image_of(scene, model), DEPTH)
            third, fourth = (np.asarray((model.head(depth, done)[0, 0] >= 0).numpy()) for depth in (3, 4))
            agree.append(iou(third, fourth))
    points = [point for point in points_of("nuclei") if point.net == "unetpp"]
    rows = {row.depth: row for row in published()}
    deep = heads_told("nuclei", 4, 3)
    drops = {part: getattr(rows[4], part) - getattr(rows[3], part) for part in ("nuclei", "polyp", "liver", "lung")}
    alone = {depth: compare.compared("lasthead", depth) for depth in (3, 4)}
    seeds = min(len(each.scores) if each else 0 for each in alone.values())
    return {
        "scores": " · ".join(f"{point.score:.3f}" for point in points),
        "pictures": points[0].pictures,
        **{name: f"{each:.2f}" for name, each in zip(("agree", "agree_other"), agree, strict=True)},
        "polyp": f"{drops['polyp']:.1f}",
        "least": f"{min(map(abs, drops.values())):.1f}",
        "seeds": seeds,
        **{f"last_{depth}": range_of(each.scores) if each else "–" for depth, each in alone.items()},
        "command": "; ".join([points[0].command, *(_trained_by("nuclei-lasthead") if seeds else [])]),
        "deep_told": deep or "–",
        "alike": deep is None or deep.verdict.within(NOISE),
        "not_on_every_picture": agree[1] < 0.9 < agree[0],
    }


def _trained_by(*names: str) -> list[str]:
    """The commands that trained the nets of these cards."""
    return [read_card(compare.SEEDS.parent / f"{name}.card.json").trained_by["command"] for name in names]


def lighter() -> Figures:
    """Every depth run afresh: parameters, work and memory counted, blocks counted where they run, timed in turn."""
    from unet_demo.core.pruning.pruned import deepened, held_bytes, read_head_of_the_full_pass, timed_in_turn

    model, depths = engine.model_of("nuclei"), NET.head_depths
    image = image_of("crowded", model, TIMED_PX)
    blocks = [len(deepened(model, image, depth, {})[2]) for depth in depths]
    params = [params_at(NET, depth) for depth in depths]
    macs = [macs_at(NET, depth, SIDE_PX, SIDE_PX) for depth in depths]
    held = [held_bytes(NET, depth, SIDE_PX, SIDE_PX) for depth in depths]
    ways = {f"L{depth}": (lambda depth=depth: deepened(model, image, depth, {})[0]) for depth in depths}
    best = timed_in_turn({**ways, "read": lambda: read_head_of_the_full_pass(model, image, 3)}, ROUNDS)
    by_depth = {depth: best[f"L{depth}"].ms for depth in depths}
    saved = {name: 1 - each[2] / each[3] for name, each in (("params", params), ("macs", macs), ("held", held))}
    return {
        "blocks": " · ".join(map(str, blocks)),
        **{f"{name}_saved": f"{100 * each:.1f}" for name, each in saved.items()},
        "side": TIMED_PX,
        "rounds": ROUNDS,
        "ms": " · ".join(f"{best[name].ms:.0f}" for name in ways),
        "read_ms": f"{best['read'].ms:.0f}",
        "disturbed": int(bool(out_of_order(by_depth)) or not all(each.quiet for each in best.values())),
        "fewer_blocks": blocks == [3, 6, 10, 15],
        "fewer_params": params == sorted(set(params)),
        "less_work": macs == sorted(set(macs)),
        "unevenly": saved["params"] > 1.5 * saved["macs"],
    }


def dense_links_and_scores() -> Figures:
    """UNet++ beside the U-Net of its widths: work, the paper's scores, nets trained alike, nets given equal time."""
    macs, params = ([count(net) for net in (NET, UNET)] for count in (_macs, lambda net: params_at(net, DEPTH)))
    cards = [load_card(net_of("nuclei", build).file) for build in ("unetpp", "unet")]
    shipped = [next(head for head in card.on("val").heads if head.depth == DEPTH).scores["iou"] for card in cards]
    pixels = [_pixels_seen(card.trained_by["settings"]) for card in cards]
    gains = {name: mean_of(list(PAPER_IOU_NESTED)) - mean_of(list(each)) for name, each in PAPER_IOU.items()}
    alike = [compare.compared(build) for build in ("unetpp_equal", "unet")]
    there = [each for each in alike if each is not None]
    (updates, by_updates), (work, by_work) = compare.studied("grids"), compare.studied("equal_macs")
    said = {name: _grid_told(nets) for name, nets in (("updates_told", updates), ("work_told", work))}
    return {
        "times": f"{macs[0] / macs[1]:.1f}",
        "more_params": round(100 * (params[0] / params[1] - 1)),
        "paper_times": f"{_macs(PAPER_NET) / _macs(PAPER_UNET):.1f}",
        **{f"gain_{name}": f"{each:.1f}" for name, each in gains.items()},
        **{name: f"{each:.3f}" for name, each in zip(("shipped", "shipped_unet"), shipped, strict=True)},
        "seen": f"{pixels[0] / pixels[1]:.0f}",
        "seeds": min((len(each.seeds) for each in there), default=0),
        **{name: range_of(each.scores) for name, each in zip(("alike", "alike_unet"), there, strict=False)},
        "study_seeds": len(updates["unetpp"].seeds) if updates else 0,
        **{name: each or "–" for name, each in said.items()},
        "command": "; ".join(
            [
                *(card.on("val").command for card in cards),
                *_trained_by(*(f"nuclei-{each.build}" for each in there)),
                *filter(None, [by_updates, by_work]),
            ]
        ),
        "dearer": macs[0] > 2 * macs[1],
        "unequal": pixels[0] > 2 * pixels[1],
    }


def _grid_told(nets: Mapping[str, compare.Compared]) -> Told | None:
    """What the one rule says of UNet++ with all heads against the U-Net."""
    return told(nets["unetpp"], nets["unet"]) if {"unetpp", "unet"} <= nets.keys() else None


def _macs(net: Architecture) -> int:
    return macs_at(net, DEPTH, SIDE_PX, SIDE_PX)


def _pixels_seen(settings: str) -> int:
    """Steps times batch times area, over a training and those that it went on from."""
    rounds = re.findall(r'"steps": (\d+), "batch": (\d+), "side": (\d+)', settings.replace("\\", ""))
    return sum(int(steps) * int(batch) * int(side) ** 2 for steps, batch, side in rounds)


CLAIMS = (
    claim(46, "unetpp", "misleading", dense_links_and_scores, "dearer", "unequal", stored=True),
    claim(43, "pruning", "wrong", any_one_removed, "outputs_stay", "gradients_change", "not_any"),
    claim(44, "pruning", "depends", when_two_are_alike, "alike", "not_on_every_picture", stored=True),
    claim(45, "pruning", "right", lighter, "fewer_blocks", "fewer_params", "less_work", "unevenly"),
)
