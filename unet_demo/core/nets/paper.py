"""The U-Net of Ronneberger et al. 2015, Figure 1, as a plan: 572x572, no padding, two classes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.plan import Plan, plan_of
from unet_demo.core.nets.sides import LARGEST, suitable

PAPER = Design(Architecture("unet", 1, (64, 128, 256, 512, 1024), 2), 572, 572, padding=0)
PAPER_SIDE_PX = PAPER.height


def paper_plan() -> Plan:
    """The plan of Figure 1."""
    return plan_of(PAPER)


@cache
def paper_like(kernel: int, padded: bool) -> Plan:
    """The paper's net with this window, for the square picture nearest to 572 px of which no pooling drops a row."""
    design = replace(PAPER, kernel=kernel, padding=(kernel - 1) // 2 if padded else 0)
    ways = (PAPER_SIDE_PX + way * far for far in range(LARGEST) for way in (1, -1))
    return plan_of(squared(design, next(side for side in ways if 0 < side <= LARGEST and fits_square(design, side))))


def squared(design: Design, side: int) -> Design:
    """The same net for a square picture of `side` pixels."""
    return replace(design, height=side, width=side)


def fits_square(design: Design, side: int) -> bool:
    """Whether a square picture of `side` pixels goes through without a pooling that drops a row."""
    return suitable(design, side) and not plan_of(squared(design, side)).uneven
