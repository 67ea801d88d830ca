"""Experiments for the claims about what skips carry: looked up inside the trained U-Net, on scenes of known truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.trained import DEPTH, SCENES, TOP, Seen, detail_in, look_at, readable
from unet_demo.core.nets.fields import looks_of, sides_of, sides_text
from unet_demo.core.nets.grid import Node, inputs_of, needed
from unet_demo.core.nets.plan import key_of
from unet_demo.core.scoring.metrics import iou
from unet_demo.core.scoring.score import NEAR_PX, score_of

if TYPE_CHECKING:
    from torch import Tensor


SCENE = "crowded"  # where both claims about detail look it up, so that their figures are of one picture
SMOOTH_PX = 8


def robbed(scene: str) -> tuple[float, float]:
    """IoU of the shipped U-Net on a generated scene as it is, and with zeros in place of all that its skips bring."""
    from unet_demo.core.skips.bridges import burnt

    seen = look_at(scene)
    left = burnt(seen.model, seen.done, dict.fromkeys(range(DEPTH), "zero"))
    return iou(seen.mask(seen.done), seen.truth), iou(seen.mask(left), seen.truth)


def _smooth(maps: Tensor, px: int) -> Tensor:
    """Maps (1, C, H, W) without what is finer than `px` of their pixels: averaged over squares, then interpolated."""
    from torch.nn import functional as F

    return maps if px < 2 else F.interpolate(F.avg_pool2d(maps, px), scale_factor=px, mode="bilinear")


def low_meets_high() -> Figures:
    """The two parts that meet at X(0, 4): how wide each looks, and how much fine detail it still holds."""
    import torch

    seen = look_at(SCENE)
    net = seen.model.architecture
    skip, below = inputs_of(net, TOP)
    with torch.inference_mode():
        up = seen.model.ups[key_of(TOP)](seen.done[below])
        detail = detail_in(seen)
        of_skip, of_up = readable(seen.done[skip], detail), readable(up, detail)
    near, wide = looks_of(net, skip)[0].side, looks_of(net, TOP, "up")
    return {
        "near": near,
        "wide": sides_text(wide),
        "skip_convs": 2,
        "up_convs": 2 * (len(needed(net, DEPTH)) - 1),
        "skip_detail": round(100 * of_skip),
        "up_detail": round(100 * of_up),
        "finer": of_skip > of_up + 0.2,
        "wider": min(sides_of(wide)) > 10 * near,
    }


def lost_and_brought_back() -> Figures:
    """Fine detail that can still be read after two poolings, at the end of the way up, and with the skip beside it."""
    import torch

    seen = look_at(SCENE)
    with torch.inference_mode():
        detail = detail_in(seen)
        up = seen.model.ups[key_of(TOP)](seen.done[Node(1, 3)])
        joined = torch.cat([seen.done[Node(0, 0)], up], dim=1)
        first, pooled = (readable(seen.done[Node(row, 0)], detail) for row in (0, 2))
        from_below, together = readable(up, detail), readable(joined, detail)
    return {
        "first": round(100 * first),
        "pooled": round(100 * pooled),
        "below": round(100 * from_below),
        "together": round(100 * together),
        "lost": pooled < first - 0.1 and from_below < first - 0.1,
        "back": together > from_below + 0.2,
    }


def borders_dissolve() -> Figures:
    """Only the detail taken out of what crosses, scene by scene: errors near true borders and away from them."""
    found = [_errors_smoothed(look_at(scene)) for scene in SCENES]
    near, far = ([each[at] for each in found] for at in (0, 1))
    worse, as_good = (sum(test) for test in ((b > 2 * a for a, b in near), (b <= a for a, b in far)))
    return {
        "px": SMOOTH_PX,
        "border_px": round(NEAR_PX),
        "scenes": len(SCENES),
        "near": " · ".join(f"{100 * a:.1f} → {100 * b:.1f}" for a, b in near),
        "far": " · ".join(f"{100 * a:.2f} → {100 * b:.2f}" for a, b in far),
        "doubled": worse,
        "as_good": as_good,
        "border_suffers": all(b > a for a, b in near) and 2 * worse > len(SCENES),
        "mostly_there": 2 * as_good > len(SCENES),
        "not_on_tissue": far[SCENES.index("tissue")][1] > 2 * far[SCENES.index("tissue")][0],
    }


def _errors_smoothed(seen: Seen) -> tuple[tuple[float, float], tuple[float, float]]:
    """Share of wrong pixels near true borders (before, after) the detail is taken out of what crosses; and far off."""
    from unet_demo.core.skips.bridges import burnt

    smooth = {Node(row, 0): _smooth(seen.done[Node(row, 0)], SMOOTH_PX >> row) for row in range(DEPTH)}
    after = burnt(seen.model, seen.done, dict.fromkeys(range(DEPTH), "other"), smooth)
    target = seen.truth.astype(np.uint8)
    one, two = (score_of(seen.mask(done).astype(np.uint8), target, 1) for done in (seen.done, after))
    return (one.near / one.near_of, two.near / two.near_of), (one.far / one.far_of, two.far / two.far_of)


def both_are_used() -> Figures:
    """Each decoder node without its partner, and without the step before it: how far its maps move."""
    import torch

    seen = look_at("crowded")
    net = seen.model.architecture
    partner: list[float] = []
    before: list[float] = []
    with torch.inference_mode():
        for node in (Node(row, DEPTH - row) for row in range(DEPTH)):
            skip, below = inputs_of(net, node)
            maps, up = seen.done[skip], seen.model.ups[key_of(node)](seen.done[below])
            for found, parts in ((partner, (torch.zeros_like(maps), up)), (before, (maps, torch.zeros_like(up)))):
                moved = seen.model.blocks[key_of(node)](torch.cat(parts, dim=1)) - seen.done[node]
                found.append(float(moved.norm() / seen.done[node].norm()))
    return {
        "nodes": " · ".join(str(Node(row, DEPTH - row)) for row in range(DEPTH)),
        "partner": " · ".join(f"{100 * each:.0f}%" for each in partner),
        "before": " · ".join(f"{100 * each:.0f}%" for each in before),
        "on_partner": min(partner) > 0.001,
        "on_before": min(before) > 0.001,
    }


CLAIMS = (
    claim(7, "skips", "right", low_meets_high, "finer", "wider"),
    claim(25, "skips", "right", lost_and_brought_back, "lost", "back"),
    claim(32, "skips", "right", borders_dissolve, "border_suffers", "mostly_there", "not_on_tissue"),
    claim(56, "skips", "right", both_are_used, "on_partner", "on_before"),
)
