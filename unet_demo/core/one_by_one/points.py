"""What 1x1 operations are, as records without torch: where the nets hold them, one pixel's product, and counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.nets.grid import Architecture, Node, inputs_of

Numbers = NDArray[np.float64]
Lift = Literal["random", "copies", "steps", "trained"]
RTOL = 1e-9  # a singular value counts for a rank when it is above this share of the largest


@dataclass(frozen=True)
class Operation:
    """A 1x1 operation of a trained net: the head on X(0, depth), or the up-convolution that leads into `node`."""

    node: Node
    is_head: bool = False

    def source(self, net: Architecture) -> Node:
        """The node whose maps it receives."""
        return self.node if self.is_head else inputs_of(net, self.node)[-1]

    @property
    def taps(self) -> int:
        """How many matrices it has."""
        return 1 if self.is_head else 4


def operations_of(net: Architecture) -> tuple[Operation, ...]:
    """The deepest head, then the up-convolution of every node that has one, the top row first."""
    ups = sorted(node for node in net.nodes if node.col)
    return (Operation(Node(0, net.depth), True), *(Operation(node) for node in ups))


@dataclass(frozen=True)
class Sameness:
    """A layer as the net runs it beside F.linear with the same numbers: largest absolute difference for each tap.

    `entered` and `left` are (C, H, W), `largest` is the largest absolute value that left.
    """

    entered: tuple[int, ...]
    left: tuple[int, ...]
    gaps: tuple[float, ...]
    largest: float


@dataclass(frozen=True, eq=False)
class Product:
    """One pixel: `vector` (C_in,), `matrix` (C_out, C_in), `bias` (C_out,), `result` (C_out,) in double precision.

    `tensor` (C_out,) is what the net's own layer gives at `at`, (row, column) of its result.
    """

    vector: NDArray[np.float32]
    matrix: Numbers
    bias: Numbers
    result: Numbers
    tensor: NDArray[np.float32]
    at: tuple[int, int]

    @property
    def gap(self) -> float:
        """How far the product is from the tensor, at most."""
        return float(np.abs(self.result - self.tensor).max())

    @property
    def probabilities(self) -> Numbers:
        """(C_out,): what a head's scores mean: a sigmoid of one, a softmax of several."""
        if len(self.result) == 1:
            share: Numbers = 1 / (1 + np.exp(-self.result))
            return share
        raised = np.exp(self.result - self.result.max())
        shares: Numbers = raised / raised.sum()
        return shares


@dataclass(frozen=True)
class Counts:
    """A 1x1 and a 3x3 convolution between the same channels, with bias, padded, on maps of the same size.

    `macs` are multiply-accumulates, biases not counted.
    """

    weights: tuple[int, int]
    params: tuple[int, int]
    macs: tuple[int, int]


def counts_of(c_in: int, c_out: int, height: int, width: int) -> Counts:
    """(1x1, 3x3) of everything. Raises ValueError for a number below 1."""
    if min(c_in, c_out, height, width) < 1:
        raise ValueError(f"Got {c_in}, {c_out}, {height}x{width}; all need to be 1 or more; give larger ones.")
    weights = c_in * c_out, 9 * c_in * c_out
    return Counts(
        weights,
        (weights[0] + c_out, weights[1] + c_out),
        (weights[0] * height * width, weights[1] * height * width),
    )
