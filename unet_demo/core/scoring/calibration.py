"""What thresholds and probabilities are worth: a mask for every threshold, and whether 80 % sure is right 80 times.

All of it from 8-bit probabilities, value v standing for [v / 256, (v + 1) / 256). NumPy only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVELS, BINS = 256, 10

Levels = NDArray[np.uint8]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Thresholds:
    """For every level t, mask = level >= t: its `pixels` (256,), and where the truth is known `dice` and `iou` (256,).

    `total` pixels are counted; those whose truth is unknown are in neither.
    """

    pixels: NDArray[np.int64]
    total: int
    dice: NDArray[np.float64] | None = None
    iou: NDArray[np.float64] | None = None

    @property
    def best(self) -> int | None:
        """The level of the largest Dice, of several the one nearest to 128; None without a truth."""
        if self.dice is None:
            return None
        highest = np.flatnonzero(self.dice == self.dice[1:].max())
        highest = highest[highest > 0]  # level 0 marks every pixel: no threshold at all
        return int(highest[np.abs(highest - LEVELS // 2).argmin()])


def thresholds_of(levels: Levels, truth: Flags | None = None, known: Flags | None = None) -> Thresholds:
    """Every threshold at once, by counting downwards from the top. `levels`, `truth` and `known` are (H, W).

    Two empty masks agree fully: 1, as in `metrics`. Raises ValueError when the shapes differ.
    """
    for name, each in (("Truth", truth), ("Known", known)):
        if each is not None and each.shape != levels.shape:
            raise ValueError(f"{name} is {each.shape}, probabilities are {levels.shape}; both need the same shape.")
    counted = np.ones(levels.shape, np.bool_) if known is None else known
    pixels = _at_least(levels[counted])
    total = int(counted.sum())
    if truth is None:
        return Thresholds(pixels, total)
    both, true = _at_least(levels[counted & truth]), int((counted & truth).sum())
    sizes, either = pixels + true, pixels + true - both
    dice = np.divide(2 * both, sizes, out=np.ones(LEVELS), where=sizes > 0)
    iou = np.divide(both, either, out=np.ones(LEVELS), where=either > 0)
    return Thresholds(pixels, total, dice, iou)


def _at_least(levels: Levels) -> NDArray[np.int64]:
    """(256,): how many of the levels (n,) reach each level."""
    counts = np.bincount(levels, minlength=LEVELS)
    return np.cumsum(counts[::-1])[::-1].astype(np.int64)


@dataclass(frozen=True, eq=False)
class Reliability:
    """What a net said beside what was so, in equal bins of probability from 0 to 1: all (bins,), NaN where none fell.

    `said` is the mean probability in a bin, `held` the share that was true, `counts` the pixels. `ece` is the expected
    calibration error, the mean distance of the two, weighted by pixels (Guo et al. 2017, equation 3).
    """

    said: NDArray[np.float64]
    held: NDArray[np.float64]
    counts: NDArray[np.int64]
    ece: float


def reliability(levels: Levels, held: Flags, bins: int = BINS) -> Reliability:
    """Of pixels (n,) with 8-bit probability `levels`: how often what the probability speaks of was so.

    Raises ValueError when the shapes differ or there is no pixel.
    """
    if levels.shape != held.shape or not levels.size:
        raise ValueError(
            f"Probabilities are {levels.shape}, truth is {held.shape}; both need the same shape and at least one pixel."
        )
    flat, true = levels.ravel(), held.ravel()
    said_each = (np.arange(LEVELS) + 0.5) / LEVELS
    bin_of = np.minimum((said_each * bins).astype(np.int64), bins - 1)
    by_level, true_by_level = (np.bincount(each, minlength=LEVELS) for each in (flat, flat[true]))
    counts, trues = (np.bincount(bin_of, each, bins) for each in (by_level, true_by_level))
    sums = np.bincount(bin_of, by_level * said_each, bins)
    some = counts > 0
    said, share = (np.divide(each, counts, out=np.full(bins, np.nan), where=some) for each in (sums, trues))
    ece = float((counts[some] * np.abs(said[some] - share[some])).sum() / flat.size)
    return Reliability(said, share, counts.astype(np.int64), ece)
