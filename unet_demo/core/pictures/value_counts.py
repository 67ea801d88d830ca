"""How often each number occurs in a mask, and how its numbers lie: what every judgement of it rests on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_RUNS = 3_000_000  # with more the file is no mask but a photograph, and every pixel is sorted instead
BAND_PX = 1 << 22  # pixels counted at once
PLAIN = (np.dtype(np.uint8), np.dtype(np.uint16))


def value_counts(numbers: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """(n,) different numbers of (H, W), rising, and (n,) how many pixels hold each. Exact at any size."""
    flat = numbers.ravel()
    if flat.dtype in PLAIN:
        counts = np.zeros(int(flat.max()) + 1, np.int64)
        for start in range(0, flat.size, BAND_PX):
            counts += np.bincount(flat[start : start + BAND_PX], minlength=counts.size)
        values = np.flatnonzero(counts)
        return values.astype(flat.dtype), counts[values]
    heads = np.append(0, np.flatnonzero(flat[1:] != flat[:-1]) + 1)
    if heads.size > MOST_RUNS:
        values, every = np.unique(flat, return_counts=True)
        return values, every.astype(np.int64)
    lengths = np.diff(np.append(heads, flat.size))
    values, where = np.unique(flat[heads], return_inverse=True)
    return values, np.bincount(where, lengths, values.size).astype(np.int64)


def unlike_neighbour(numbers: NDArray[Any]) -> float:
    """Share of the pixels (H, W) that differ from the next one in their row: low where areas are filled evenly."""
    return float((numbers[:, 1:] != numbers[:, :-1]).mean()) if numbers.shape[1] > 1 else 0.0


def flat_pixels(numbers: NDArray[Any]) -> NDArray[np.bool_]:
    """(H, W): whether a pixel and its four neighbours hold the same number; those at the picture's border never do."""
    flat = np.zeros(numbers.shape, np.bool_)
    middle = numbers[1:-1, 1:-1]
    if middle.size:
        same = (middle == numbers[:-2, 1:-1]) & (middle == numbers[2:, 1:-1])
        same &= middle == numbers[1:-1, :-2]
        same &= middle == numbers[1:-1, 2:]
        flat[1:-1, 1:-1] = same
    return flat


def border_of(numbers: NDArray[Any]) -> NDArray[Any]:
    """(n,) the pixels along the four sides of (H, W), corners twice."""
    return np.concatenate([numbers[0], numbers[-1], numbers[:, 0], numbers[:, -1]])
