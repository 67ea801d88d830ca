"""What meets at a decoder node, in which order, and how maps are enlarged, as plain records; no torch in here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.nets.grid import Node


@dataclass(frozen=True)
class Order:
    """One order of operations, run on the maps of a node: the shape that came out and the multiply-accumulates.

    `apart` is how far its answer is, on average, from that of the other order; None where they cannot be compared.
    """

    id: str
    shape: tuple[int, ...]
    macs: int
    apart: float | None = None


@dataclass(frozen=True, eq=False)
class Joined:
    """What meets at a decoder node, in order: `parts` are (origin, node, maps (C, H, W)); `shape` (C, H, W) together.

    `kept` says for each part whether its channels stand in the result bit for bit, `sum_gap` how far conv(cat(…)) is
    from the sum of the part's own convolutions, with this node's weights.
    """

    node: Node
    parts: tuple[tuple[str, Node, NDArray[np.float32]], ...]
    shape: tuple[int, int, int]
    kept: tuple[bool, ...]
    sum_gap: float
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, eq=False)
class Enlarged:
    """One way to upsample a map: what came out (H, W) in [0, 1], and how many inputs reach each output pixel."""

    id: str
    maps: NDArray[np.float32]
    overlap: NDArray[np.int64]  # (8, 8), from the middle: of interpolation the kernel's own weights do not count
    kernel: int
    stride: int
    padding: int
    extra: int  # output_padding
