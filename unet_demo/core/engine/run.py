"""Run: the one frozen record that travels upstairs. NumPy only, bounded bytes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.nets.grid import Node

MEAN = "mean"  # all heads averaged: the paper's accurate mode (Zhou et al. 2018, section 3.2)
AGREEMENT = 0.995  # share of a picture's labels that bfloat16 has to leave as they are before it is offered


@dataclass(frozen=True, eq=False)
class ClassMaps:
    """What a net for several classes says of every pixel: each head's answer, shallow first, and last their mean's.

    `confidence` is the probability of the class in `label`; `entropy` is a share of the largest possible, log2(classes)
    bits. Value v of both stands for [v / 256, (v + 1) / 256).
    """

    label: NDArray[np.uint8]  # (heads + 1, H, W)
    confidence: NDArray[np.uint8]  # (heads + 1, H, W)
    entropy: NDArray[np.uint8]  # (heads + 1, H, W)


@dataclass(frozen=True, eq=False)
class Run:
    """What one picture gave: the probability of every head that ran, and what the running took.

    Of a task with several classes `probability` is that of the class chosen, and `classes` says which one that is.
    """

    task: str
    picture_key: str
    heads: tuple[int, ...]  # depths, shallow first
    probability: NDArray[np.uint8]  # (heads, H, W); value v stands for [v / 256, (v + 1) / 256)
    blocks: int  # convolution blocks that really ran, counted where they ran (summed over tiles)
    tiles: int  # passes it took; 1 = the whole picture at once
    latency_ms: float  # wall clock of the passes, without waiting in the queue
    device: str
    precision: str
    border: str
    activations: Mapping[Node, NDArray[np.floating]] = field(default_factory=dict)  # (C, H, W) of the nodes asked for
    build: str = "unetpp"  # which of the task's nets
    classes: ClassMaps | None = None
    quiet: bool = True  # whether nothing else ran while the passes were timed

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Names by value the net, the picture and the way it ran: equal for runs that say the same."""
        return self.task, self.build, self.picture_key, self.device, self.precision, self.border, self.heads

    @property
    def size(self) -> tuple[int, int]:
        """(H, W) of the picture in pixels."""
        return self.probability.shape[1], self.probability.shape[2]

    def at(self, depth: str) -> NDArray[np.uint8]:
        """(H, W) 8-bit probability of head "1", "2" … or of "mean", the average of all heads, rounded.

        Of several classes: of the class chosen. Raises ValueError for a head that did not run.
        """
        if self.classes is not None:
            return cast(NDArray[np.uint8], self.classes.confidence[self.index(depth)])
        if depth == MEAN:
            total = self.probability.sum(axis=0, dtype=np.uint16)
            mean: NDArray[np.uint8] = ((total + len(self.heads) // 2) // len(self.heads)).astype(np.uint8)
            return mean
        return cast(NDArray[np.uint8], self.probability[self.index(depth)])

    def index(self, depth: str) -> int:
        """Where a head stands among the heads, the mean behind them all. Raises ValueError for one that did not run."""
        if depth == MEAN:
            return len(self.heads)
        if depth not in map(str, self.heads):
            raise ValueError(f'Depth is "{depth}"; this run has heads {self.heads}; choose one of them or "{MEAN}".')
        return self.heads.index(int(depth))

    def label(self, depth: str) -> NDArray[np.uint8]:
        """(H, W) class chosen by a head, or by the mean. Raises ValueError for a task of one class."""
        if self.classes is None:
            raise ValueError(f"Task {self.task} has one class; its answer is a mask; ask for mask(depth, threshold).")
        return cast(NDArray[np.uint8], self.classes.label[self.index(depth)])

    def mask(self, depth: str, threshold: float) -> NDArray[np.bool_]:
        """(H, W): where the probability of `depth` reaches `threshold`, both in steps of 1 / 256."""
        return self.at(depth) >= level_of(threshold)


def level_of(threshold: float) -> int:
    """The 8-bit level of a threshold in [0, 1]: 0.5 is 128."""
    return round(threshold * 256)


def to_levels(probability: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Probability in [0, 1] -> 8 bit: floor(256 p), at most 255, so that p >= 0.5 exactly where the value is >= 128."""
    levels: NDArray[np.uint8] = np.minimum(probability * np.float32(256), np.float32(255)).astype(np.uint8)
    return levels
