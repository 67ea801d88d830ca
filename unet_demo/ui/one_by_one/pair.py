"""What a bottleneck costs, told beside the pair of plain convolutions that its paper compares it with."""

from __future__ import annotations

from unet_demo.core.one_by_one.blocks.steps import Block
from unet_demo.core.one_by_one.blocks.zoo import in_points, narrow_pair
from unet_demo.ui.frame.prose import T

ALIKE = (0.8, 1.25)  # a ratio of weights between these is told as "about the same"


def beside_pair(block: Block) -> str:
    """A bottleneck beside two 3x3 in its narrow channels, and how much of its weights its 1x1 take."""
    pair, points = narrow_pair(block.form), in_points(block)
    times = block.weights / pair.weights
    cost = "alike" if ALIKE[0] <= times <= ALIKE[1] else "apart"
    values = {"middle": pair.form.out, "weights": f"{block.weights:,}", "pair": f"{pair.weights:,}"}
    values |= {"times": f"{times:.1f}", "points": f"{points:,}", "share": f"{points / block.weights:.0%}"}
    return T(f"blocks.read.bottleneck_{cost}", **values)
