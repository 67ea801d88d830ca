"""Experiments for the claims about what skips carry: looked up inside the trained U-Net, on scenes of known truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.trained import DEPTH, TOP, detail_in, look_at, readable
from unet_demo.core.nets.fields import looks_of, sides_of, sides_text
from unet_demo.core.nets.grid import Node, inputs_of, needed
from unet_demo.core.nets.plan import key_of
from unet_demo.core.scoring.metrics import iou
from unet_demo.core.scoring.score import NEAR_PX, score_of

if TYPE_CHECKING:
    from torch import Tensor


def cut_in_trained(*cuts: tuple[int, ...]) -> list[float]:
    """IoU of the shipped U-Net on a crowded scene for each choice of rows whose skips are replaced by zeros."""
    from unet_demo.core.skips.bridges import burnt

    seen = look_at("crowded")
    after = (burnt(seen.model, seen.done, dict.fromkeys(rows, "zero")) for rows in cuts)
    return [iou(seen.mask(done), seen.truth) for done in after]


def _smooth(maps: Tensor, px: int) -> Tensor:
    """Maps (1, C, H, W) without what is finer than `px` of their pixels: averaged over squares, then interpolated."""
    from torch.nn import functional as F

    return maps if px < 2 else F.interpolate(F.avg_pool2d(maps, px), scale_factor=px, mode="bilinear")


def low_meets_high() -> Figures:
    """The two parts that meet at X(0, 4): how wide each looks, and how much fine detail it still holds."""
    import torch

    seen = look_at("smear")
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

    seen = look_at("crowded")
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
    """Only the detail taken out of what crosses: errors near the true borders and away from them, before and after."""
    from unet_demo.core.skips.bridges import burnt

    seen, px = look_at("big"), 8
    smooth = {Node(row, 0): _smooth(seen.done[Node(row, 0)], px >> row) for row in range(DEPTH)}
    after = burnt(seen.model, seen.done, dict.fromkeys(range(DEPTH), "other"), smooth)
    target = seen.truth.astype(np.uint8)
    scores = [score_of(seen.mask(done).astype(np.uint8), target, 1) for done in (seen.done, after)]
    near, far = [each.near / each.near_of for each in scores], [each.far / each.far_of for each in scores]
    return {
        "px": px,
        "border_px": round(NEAR_PX),
        "near": f"{100 * near[0]:.1f}",
        "near_after": f"{100 * near[1]:.1f}",
        "far": f"{100 * far[0]:.2f}",
        "far_after": f"{100 * far[1]:.2f}",
        "border_suffers": near[1] > 2 * near[0],
        "inside_stays": far[1] - far[0] < 0.01,
    }


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
    claim(32, "skips", "right", borders_dissolve, "border_suffers", "inside_stays"),
    claim(56, "skips", "right", both_are_used, "on_partner", "on_before"),
)
