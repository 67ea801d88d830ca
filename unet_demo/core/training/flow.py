"""How much of one loss reaches each block of a net, for several seeds; no torch in here."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Literal

from unet_demo.core.nets.grid import Node

Start = Literal["he", "default"]


STARTS: tuple[Start, ...] = ("he", "default")


def counted_by_he(into: int, out: int, window_px: int, stride: int, transposed: bool) -> tuple[int, int]:
    """What kaiming_normal_ divides 2 by for such a convolution, and how many values are really added up (both counts).

    PyTorch takes the numbers in weight[0], and a transposed convolution has its output channels there; each of its
    outputs is reached by (window / stride)^2 windows. `window_px` is divided by `stride`, or there is no transposing.
    """
    if transposed:
        return out * window_px**2, into * (window_px // stride) ** 2
    return into * window_px**2, into * window_px**2


@dataclass(frozen=True)
class Flow:
    """Gradients of one kind of net: `values` holds a row for each seed, root mean squares by block in order of nodes.

    `losses` are the losses that were followed, one for each seed.
    """

    kind: str
    trained: bool
    nodes: tuple[Node, ...]
    values: tuple[tuple[float, ...], ...]
    losses: tuple[float, ...]

    @property
    def middle(self) -> tuple[float, ...]:
        """The middle seed, block by block."""
        return tuple(median(each) for each in zip(*self.values, strict=True))

    @property
    def low(self) -> tuple[float, ...]:
        """The smallest of the seeds, block by block."""
        return tuple(map(min, zip(*self.values, strict=True)))

    @property
    def high(self) -> tuple[float, ...]:
        """The largest of the seeds, block by block."""
        return tuple(map(max, zip(*self.values, strict=True)))

    @property
    def shares(self) -> tuple[float, ...]:
        """First block over last block, seed by seed: what is left of the gradient at the net's entrance."""
        return tuple(row[0] / row[-1] if row[-1] else 0.0 for row in self.values)
