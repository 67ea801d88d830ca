"""Scores of a mask against the truth, and of a count against the true one. Masks are boolean arrays of equal shape."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def iou(mask: Mask, truth: Mask) -> float:
    """Intersection over union of the foreground, in [0, 1]; two empty masks agree fully: 1.

    Raises ValueError when the shapes differ.
    """
    both, either = _overlap(mask, truth)
    return both / either if either else 1.0


def dice(mask: Mask, truth: Mask) -> float:
    """2 |A and B| / (|A| + |B|), in [0, 1]; two empty masks agree fully: 1. Raises ValueError as `iou` does."""
    both, either = _overlap(mask, truth)
    return 2 * both / (both + either) if either else 1.0


def confusion(chosen: NDArray[np.integer], target: NDArray[np.integer], classes: int) -> NDArray[np.int64]:
    """(classes, classes) pixels of true class (row) that were given a class (column); targets beyond are left out.

    Raises ValueError when the shapes differ.
    """
    if chosen.shape != target.shape:
        raise ValueError(f"Classes are {chosen.shape}, truth is {target.shape}; both need the same shape.")
    known = target < classes
    pairs = target[known].astype(np.int64) * classes + chosen[known]
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def class_ious(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """(classes,) intersection over union of each class from a confusion table; NaN for one that occurs nowhere."""
    both = np.diag(table).astype(np.float64)
    either = table.sum(axis=0) + table.sum(axis=1) - both
    ious: NDArray[np.float64] = np.divide(both, either, out=np.full(len(table), np.nan), where=either > 0)
    return ious


class CountError(NamedTuple):
    """`absolute` = found - true, in objects; `percent` of the true count, never negative (of 1 where none is true)."""

    absolute: int
    percent: float


def count_error(found: int, true: int) -> CountError:
    """How far a count is off. Raises ValueError for a negative one."""
    if found < 0 or true < 0:
        raise ValueError(f"Got counts {found} and {true}; none may be negative; give the number of objects.")
    return CountError(found - true, 100 * abs(found - true) / max(1, true))


def _overlap(mask: Mask, truth: Mask) -> tuple[int, int]:
    """Pixels in both and pixels in either."""
    if mask.shape != truth.shape:
        raise ValueError(
            f"Mask is {mask.shape[1]}x{mask.shape[0]}, truth is {truth.shape[1]}x{truth.shape[0]}; "
            "both need the same size; give the truth of this picture."
        )
    return int(np.count_nonzero(mask & truth)), int(np.count_nonzero(mask | truth))
