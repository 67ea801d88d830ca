"""Watershed on the distance map: touching round objects of a mask are cut where the mask is narrowest.

Every foreground pixel climbs to the neighbour that lies deepest inside the mask, and so on up to a peak; pixels that
reach one peak make a basin (the steepest-ascent watershed). Peaks that barely stand out then join the higher one
over their highest pass, as a reconstruction by h-maxima would have it (Soille, Morphological Image Analysis, ch. 6),
here with h relative to the peak.
Every step looks at direct neighbours only and ranks pixels by (distance, reading order), in whole numbers: a component
is cut alone as in any picture. All is done in bands of rows; beside a few bands that takes 8 bytes a pixel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FARTHEST_PX = 127  # distances are cut off here; pieces wider than 254 px are one plateau and stay whole
BAND_PX = 1 << 20  # pixels worked on at a time
STRIDES = 8  # doublings of a band before the next band's turn: paths of 256 pixels
_STEPS = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1))  # in reading order, itself in the middle
_HEIGHT_BITS = 14  # FARTHEST_PX squared is below 2^14

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Pieces:
    """Basins 0..n-1 in reading order of their peaks: `peaks` squared px (n,), `areas` px (n,), and where they touch.

    `passes` has one sorted code (see `coded`) for the highest pass between each two basins that touch.
    """

    peaks: NDArray[np.int64]
    areas: NDArray[np.int64]
    passes: NDArray[np.int64]


def bands(height: int, width: int) -> list[tuple[int, int]]:
    """(first, past the last) row of each band of about BAND_PX pixels, top to bottom."""
    rows = max(1, BAND_PX // max(1, width))
    return [(top, min(height, top + rows)) for top in range(0, height, rows)]


def squared_distance(mask: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """Squared distance in px from each pixel of (H, W) to the nearest background pixel of the picture, exact.

    0 outside the mask; cut off at FARTHEST_PX squared. What lies beyond the picture's edge is not background.
    """
    height, width = mask.shape
    along, squared = np.empty((height, width), np.uint16), np.empty((height, width), np.uint16)
    for top, end in bands(height, width):
        part = mask[top:end]
        straight = np.minimum(_run_length(part), _run_length(part[:, ::-1])[:, ::-1])
        along[top:end] = straight * straight
    for top, end in bands(height, width):
        squared[top:end] = _nearest_across(along, top, end)
    return squared


def _run_length(mask: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """Columns since the last background pixel to the left, at most FARTHEST_PX."""
    place = np.arange(1, mask.shape[1] + 1, dtype=np.int32)
    last = np.maximum.accumulate(np.where(mask, np.int32(-FARTHEST_PX), place), axis=1)
    run: NDArray[np.uint16] = np.minimum(place - last, FARTHEST_PX).astype(np.uint16)
    return run


def _nearest_across(along: NDArray[np.uint16], top: int, end: int) -> NDArray[np.uint16]:
    """Minimum over rows r of along[r] + (r - row)^2, for the rows of a band: the second half of the distance."""
    found = along[top:end].copy()
    for step in range(1, FARTHEST_PX + 1):
        if step * step >= int(found.max(initial=0)):
            break
        more = np.uint16(step * step)
        above, below = max(0, step - top), max(0, end + step - along.shape[0])
        if above < end - top:
            part = found[above:]
            np.minimum(part, along[top + above - step : end - step] + more, out=part)
        if below < end - top:
            part = found[: end - top - below]
            np.minimum(part, along[top + step : end - below + step] + more, out=part)
    return found


def basins(squared: NDArray[np.uint16]) -> tuple[Labels, Pieces]:
    """(H, W) labels of the basins, 0 outside the mask, and what is known of each."""
    height, width = squared.shape
    labels = np.zeros((height, width), np.int32)
    for top, end in bands(height, width):
        labels[top:end] = _uphill(squared, top, end)
    flat, values = labels.reshape(-1), squared.reshape(-1)
    while sum(_climb(flat, inside) for inside in _inside(squared)):  # all bands take their turn
        pass
    found = [inside[flat[inside] == inside] for inside in _inside(squared)]
    peaks = np.concatenate([np.zeros(0, np.int32), *found])
    flat[peaks] = -1 - np.arange(peaks.size, dtype=np.int32)  # negative: a number; positive: still a place
    areas = np.zeros(peaks.size, np.int64)
    for inside in _inside(squared):
        at = flat[inside]
        flat[inside] = at = np.where(at < 0, at, flat[at])
        areas += np.bincount(-1 - at, minlength=peaks.size)
    np.negative(labels, out=labels)
    return labels, Pieces(values[peaks].astype(np.int64), areas, _passes(labels, squared, peaks.size))


def _inside(squared: NDArray[np.uint16]) -> Iterator[NDArray[np.int32]]:
    """Places (row * width + column) of the foreground, band by band."""
    height, width = squared.shape
    for top, end in bands(height, width):
        yield (np.flatnonzero(squared[top:end]) + top * width).astype(np.int32)


def _uphill(squared: NDArray[np.uint16], top: int, end: int) -> NDArray[np.int32]:
    """Place of the deepest of the nine pixels around each foreground pixel; of equals the first in reading order."""
    height, width = squared.shape
    around = np.zeros((end - top + 2, width + 2), np.uint32)
    low, high = max(0, top - 1), min(height, end + 1)
    around[low - top + 1 : high - top + 1, 1:-1] = squared[low:high]
    around <<= 4  # the last four bits rank the nine steps
    best = np.zeros((end - top, width), np.uint32)
    for index, (down, right) in enumerate(_STEPS):
        ranked = around[1 + down : 1 + down + end - top, 1 + right : 1 + right + width] + np.uint32(8 - index)
        np.maximum(best, ranked, out=best)
    leap = np.array([down * width + right for down, right in reversed(_STEPS)], np.int32)
    place = np.arange(top * width, end * width, dtype=np.int32).reshape(end - top, width)
    return np.where(squared[top:end] > 0, place + leap[best & 15], np.int32(0))


def _climb(flat: NDArray[np.int32], inside: NDArray[np.int32]) -> bool:
    """Follow the steps of these pixels uphill, doubling the stride each time; True when some may not be at their peak.

    A path may lead on through bands whose strides are still short, so all bands take turns.
    """
    at = flat[inside]
    for _ in range(STRIDES):
        further = flat[at]
        if np.array_equal(further, at):
            return False
        flat[inside] = at = further
    return True


def _passes(labels: Labels, squared: NDArray[np.uint16], count: int) -> NDArray[np.int64]:
    """The highest pass between each two basins that touch, coded and sorted (see `Pieces`)."""
    height, width = labels.shape
    found = []
    for top, end in bands(height, width):
        numbers, depths = labels[top : end + 1], squared[top : end + 1]
        for down, right in _STEPS[5:]:
            rows = numbers.shape[0] - down if down else end - top
            here = np.s_[:rows, max(0, -right) : width - max(0, right)]
            there = np.s_[down : down + rows, max(0, right) : width - max(0, -right)]
            one, other = numbers[here], numbers[there]
            touch = np.flatnonzero((one != other) & (one != 0) & (other != 0))
            a, b = one.ravel()[touch] - 1, other.ravel()[touch] - 1
            low = np.minimum(depths[here].ravel()[touch], depths[there].ravel()[touch])
            found.append(coded(a, b, low, count))
    return highest(np.concatenate(found)) if found else np.zeros(0, np.int64)


def coded(a: Labels, b: Labels, height: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    """(smaller, larger, squared height) of passes between basins 0..count-1, packed so that sorting ranks them."""
    pair = np.minimum(a, b).astype(np.int64) * count + np.maximum(a, b)
    codes: NDArray[np.int64] = (pair << _HEIGHT_BITS) | height.astype(np.int64)
    return codes


def highest(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Only the highest pass of each pair, sorted by pair."""
    codes = np.sort(codes)
    pair = codes >> _HEIGHT_BITS
    kept: NDArray[np.int64] = codes[np.append(pair[1:] != pair[:-1], np.ones(min(1, codes.size), np.bool_))]
    return kept


def joined(pieces: Pieces, share: float, slack_px: float, smallest_px: int) -> Labels:
    """(n,) number of the basin that each basin becomes part of (itself where it stays).

    A peak of height p joins the higher one beyond its highest pass s unless p - s > share * p + slack_px: then the
    neck between them is a true one. Afterwards pieces under `smallest_px` join what they touch whatever their neck.
    """
    count = pieces.peaks.size
    into = np.arange(count, dtype=np.int32)
    heights = np.sqrt(pieces.peaks)
    bar = heights * (1 - share) - slack_px  # a pass at least this high is no neck
    codes = _join(into, pieces.passes, pieces.peaks, bar)
    areas = np.bincount(into, weights=pieces.areas, minlength=count)
    _join(into, codes, pieces.peaks, np.where(areas < smallest_px, 0, np.inf))
    return into


def _join(
    into: Labels, codes: NDArray[np.int64], peaks: NDArray[np.int64], bar: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Let every peak whose highest pass reaches its bar join the higher peak beyond, until none does; updates `into`.

    Returns the passes that are left. All peaks of a round move at once: each goes to a strictly higher one.
    """
    count = peaks.size
    while codes.size:
        pair, height = codes >> _HEIGHT_BITS, codes & ((1 << _HEIGHT_BITS) - 1)
        one, other = (pair // count).astype(np.int32), (pair % count).astype(np.int32)
        first = peaks[one] >= peaks[other]
        lower, upper = np.where(first, other, one), np.where(first, one, other)
        top = np.zeros(count, np.int64)
        np.maximum.at(top, lower, height)
        np.maximum.at(top, upper, height)
        moves = (height == top[lower]) & (np.sqrt(height) >= bar[lower])
        if not moves.any():
            break
        to = np.arange(count, dtype=np.int32)
        to[lower[moves][::-1]] = upper[moves][::-1]  # of equal passes the first
        while _climb(to, np.arange(count, dtype=np.int32)):
            pass
        into[:] = to[into]
        one, other = to[one], to[other]
        left = one != other
        codes = highest(coded(one[left], other[left], height[left], count))
    return codes
