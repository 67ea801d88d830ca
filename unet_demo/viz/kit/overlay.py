"""Masks, numbered nuclei and doubt as arrays of colour or number, at full resolution and in bands of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.scoring.watershed import bands
from unet_demo.viz.kit.style import CLASS_HUES, rgb_of, sequential_stops

FILL_SHARE = 0.75  # of the strength: how far the fill covers the picture, as in the viewer
LINE_GAIN = 5  # the contour is at full strength from 0.2 on, as in the viewer
LINE_PER_PX = 1024  # the contour is one pixel wide for every so many pixels of the longer side, at least one
NEAR_PX = 3  # nuclei no further apart than this get different colours
TONES = 7

RGB = NDArray[np.uint8]


def overlay_rgb(picture: RGB, labels: NDArray[np.generic], strength: float) -> RGB:
    """(H, W, 3) picture with its mask or labels (H, W) on top: a translucent fill and a contour inside each object.

    `strength` 0 gives the picture back, 1 the strongest overlay. A mask may be boolean; anything but 0 is object.
    Raises ValueError when the sizes differ or the strength leaves [0, 1].
    """
    if picture.shape != (*labels.shape, 3) or not 0 <= strength <= 1:
        raise ValueError(
            f"Got a picture of shape {picture.shape}, labels of {labels.shape} and strength {strength}; "
            "needed are (H, W, 3), (H, W) and 0 to 1; give the labels of this picture."
        )
    height, width = labels.shape
    line_px = max(1, round(max(height, width) / LINE_PER_PX))
    fill, line = FILL_SHARE * strength, min(1.0, LINE_GAIN * strength)
    painted = picture.copy()
    for top, end in bands(height, width):
        inside = labels[top:end] != 0
        edge = _contour(labels, top, end, line_px)
        part = painted[top:end]
        part[inside] = _mixed(part[inside], rgb_of("mask"), fill)
        part[edge] = _mixed(picture[top:end][edge], rgb_of("mask_edge"), line)
    return painted


def classes_rgb(picture: RGB, label: NDArray[np.uint8], names: Sequence[str], strength: float) -> RGB:
    """(H, W, 3) picture under the colours of its classes (H, W), class v that of `names[v]`; strength as above.

    Raises ValueError when the sizes differ or the strength leaves [0, 1].
    """
    if picture.shape != (*label.shape, 3) or not 0 <= strength <= 1:
        raise ValueError(
            f"Got a picture of shape {picture.shape}, classes of {label.shape} and strength {strength}; "
            "needed are (H, W, 3), (H, W) and 0 to 1; give the classes of this picture."
        )
    colours = np.array([rgb_of(CLASS_HUES[name]) for name in names], np.float32)
    painted = np.empty_like(picture)
    for top, end in bands(*label.shape):
        mixed = picture[top:end] * np.float32(1 - strength) + colours[label[top:end]] * np.float32(strength)
        painted[top:end] = np.rint(mixed)
    return painted


def _contour(labels: NDArray[np.generic], top: int, end: int, line_px: int) -> NDArray[np.bool_]:
    """Object pixels of these rows with another label within `line_px` in the same row or column."""
    low, high = max(0, top - line_px), min(labels.shape[0], end + line_px)
    part = labels[low:high]
    edge = np.zeros(part.shape, np.bool_)
    for here, there in _shifts(part, line_px, ((1, 0), (0, 1))):
        differs = part[here] != part[there]
        edge[here] |= differs
        edge[there] |= differs
    cut: NDArray[np.bool_] = (edge & (part != 0))[top - low : end - low]
    return cut


def _shifts(
    part: NDArray[np.generic], farthest_px: int, ways: tuple[tuple[int, int], ...]
) -> Iterator[tuple[tuple[slice, slice], tuple[slice, slice]]]:
    """(here, there): pairs of windows that lie 1..farthest apart in each way (down, right)."""
    height, width = part.shape
    for px in range(1, farthest_px + 1):
        for down, right in ((px * a, px * b) for a, b in ways):
            left, begin = max(0, right), max(0, -right)
            rows = max(0, height - down)
            here = np.s_[:rows, begin : max(begin, width - left)]
            there = np.s_[down : down + rows, left : max(left, width - begin)]
            yield here, there


def _mixed(pixels: RGB, colour: tuple[int, int, int], share: float) -> RGB:
    """(n, 3) pixels moved towards a colour."""
    table = np.rint(np.arange(256)[:, None] * (1 - share) + np.array(colour) * share).astype(np.uint8)
    return np.stack([table[:, channel][pixels[:, channel]] for channel in range(3)], axis=1)


def labels_rgb(labels: NDArray[np.integer]) -> RGB:
    """(H, W) labels 0..n -> (H, W, 3): every nucleus in a tone that its neighbours do not have.

    Tones of the sequential scale differ in lightness, so that they stay apart without hue; the darkest is background.
    """
    tone = np.append(0, 1 + _tones(int(labels.max(initial=0)), _neighbours(labels)))
    shown = _sampled(np.linspace(0, 1, TONES + 3))[[0, *range(3, TONES + 3)]]
    painted = np.empty((*labels.shape, 3), np.uint8)
    for top, end in bands(*labels.shape):
        painted[top:end] = shown[tone[labels[top:end]]]
    return painted


def _neighbours(labels: NDArray[np.integer]) -> NDArray[np.int64]:
    """(m, 2) pairs of labels that come within NEAR_PX of each other along a row, a column or a diagonal."""
    pairs = [np.zeros((0, 2), np.int64)]
    for top, end in bands(*labels.shape):
        part = labels[top : end + NEAR_PX]
        for here, there in _shifts(part, NEAR_PX, ((1, 0), (0, 1), (1, 1), (1, -1))):
            one, other = part[here], part[there]
            met = (one != other) & (one != 0) & (other != 0)
            both = np.stack([one[met], other[met]], axis=1).astype(np.int64)
            pairs.append(np.unique(np.sort(both, axis=1), axis=0))
    return np.unique(np.concatenate(pairs), axis=0)


def _tones(count: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """(count,) tone 0..TONES-1 of each label: the least used among its neighbours so far, from its own turn on."""
    around: list[list[int]] = [[] for _ in range(count)]
    for one, other in (pairs - 1).tolist():
        around[other].append(one)
    tones: list[int] = []
    for label, others in enumerate(around):
        taken = [tones[other] for other in others]
        tones.append(min(range(TONES), key=lambda tone: (taken.count(tone), (tone - 3 * label) % TONES)))
    return np.array(tones, np.int64)


def _sampled(positions: NDArray[np.float64]) -> RGB:
    """(n, 3) colours of the sequential scale at positions in [0, 1]."""
    at, colours = zip(*sequential_stops(), strict=True)
    channels = np.array([rgb_of(colour) for colour in colours], np.float64)
    return np.stack([np.rint(np.interp(positions, at, channels[:, c])) for c in range(3)], axis=1).astype(np.uint8)


def spread(probability: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(heads, H, W) 8-bit probabilities -> (H, W): the highest head less the lowest, in 256ths."""
    apart: NDArray[np.uint8] = np.ptp(probability, axis=0)
    return apart
