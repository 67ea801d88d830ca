"""Nuclei one by one: touching ones taken apart, numbered in reading order, measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.scoring.watershed import Labels, bands, basins, joined, squared_distance

# Chosen on the nuclei training split only, for the smallest relative count error over true masks, the same eroded and
# dilated by one pixel, and the masks of the four heads. The optimum is flat. Mean errors there (every sixth picture):
# true 6 %, eroded 8 %, dilated 6 %, L4 13 %, L3 13 %, L2 14 %, L1 41 % (its nuclei are hollow and ragged).
# Connected components alone: true 13 %, L4 19 %.
NECK_SHARE = 0.1  # of the smaller nucleus' inner radius: a neck must be narrower than the nucleus by this much …
NECK_SLACK_PX = 0.75  # … and by so much more, since a ragged outline alone makes dents
SMALLEST_PX = 25  # area of the smallest nucleus that counts; the smallest in the training truth has 21
HOLE_PX = 400  # holes up to this area do not cut a nucleus: the shallow heads leave large nuclei hollow

ROW = np.dtype(
    [
        ("label", np.int32),
        ("area_px", np.int64),
        ("centroid_x_px", np.float64),
        ("centroid_y_px", np.float64),
        ("equivalent_diameter_px", np.float64),
        ("left_px", np.int32),
        ("top_px", np.int32),
        ("width_px", np.int32),
        ("height_px", np.int32),
        ("touches_edge", np.bool_),
    ]
)


def separate(
    mask: NDArray[np.bool_],
    neck_share: float = NECK_SHARE,
    neck_slack_px: float = NECK_SLACK_PX,
    smallest_px: int = SMALLEST_PX,
    hole_px: int = HOLE_PX,
) -> Labels:
    """(H, W) mask -> (H, W) labels: 0 background, 1..n one number per nucleus, by first pixel in reading order.

    Touching nuclei are cut where the mask is narrowest (see `watershed`); pieces under `smallest_px` are left out.
    Beside the result about 5 bytes a pixel are needed, whatever the mask. Raises ValueError for another shape.
    """
    if mask.ndim != 2 or mask.dtype != np.bool_:
        raise ValueError(
            f"Mask is {mask.dtype} of shape {mask.shape}; nuclei are separated in a boolean (H, W); "
            "compare the probability with a threshold first."
        )
    labels, pieces = basins(squared_distance(_without_holes(mask, hole_px)))
    into = joined(pieces, neck_share, neck_slack_px, smallest_px)
    first, areas = np.full(into.size, labels.size, np.int64), np.zeros(into.size, np.int64)
    flat, width = labels.reshape(-1), labels.shape[1]
    for top, end in reversed(bands(*labels.shape)):
        inside = np.flatnonzero(mask[top:end])[::-1] + top * width
        piece = into[flat[inside] - 1]
        first[piece] = inside  # of equals the last write stands: the first pixel
        areas += np.bincount(piece, minlength=into.size)
    kept = np.flatnonzero(areas >= max(1, smallest_px))
    number = np.zeros(into.size, np.int32)
    number[kept[np.argsort(first[kept])]] = np.arange(1, kept.size + 1)
    final = np.append(np.int32(0), number[into])
    for top, end in bands(*labels.shape):
        labels[top:end] = final[labels[top:end]] * mask[top:end]
    return labels


def _without_holes(mask: NDArray[np.bool_], largest_px: int) -> NDArray[np.bool_]:
    """The mask with every hole of up to `largest_px` pixels closed; what meets the picture's edge is no hole."""
    ground, count = ndimage.label(~mask)
    areas = np.zeros(count + 1, np.int64)
    for top, end in bands(*mask.shape):
        areas += np.bincount(ground[top:end].ravel(), minlength=count + 1)
    hole = areas <= largest_px
    for edge in (ground[:1], ground[-1:], ground[:, :1], ground[:, -1:]):
        hole[edge] = False
    hole[0] = True
    filled = np.empty_like(mask)
    for top, end in bands(*mask.shape):
        filled[top:end] = hole[ground[top:end]]
    return filled


def sizes(labels: NDArray[np.integer]) -> NDArray[np.int64]:
    """Areas in pixels (n,) of labels 1..n in (H, W)."""
    height, width = labels.shape
    areas = np.zeros(int(labels.max(initial=0)) + 1, np.int64)
    for top, end in bands(height, width):
        areas += np.bincount(labels[top:end].ravel(), minlength=areas.size)
    return areas[1:]


def table(labels: NDArray[np.integer]) -> NDArray[np.void]:
    """One row of type ROW per label that occurs in (H, W), by label.

    Pixel centres have whole coordinates, (0, 0) is the top left one; the box is left, top, width, height in pixels.
    The equivalent diameter is that of the disk of equal area.
    """
    height, width = labels.shape
    count = int(labels.max(initial=0)) + 1
    areas, across, down = np.zeros(count, np.int64), np.zeros(count), np.zeros(count)
    low = np.full((2, count), max(height, width), np.int64)
    high = np.full((2, count), -1, np.int64)
    for top, end in bands(height, width):
        row, col = np.nonzero(labels[top:end])
        label = labels[top:end][row, col]
        for axis, place in enumerate((row + top, col)):
            np.minimum.at(low[axis], label, place)
            np.maximum.at(high[axis], label, place)
        areas += np.bincount(label, minlength=count)
        down += np.bincount(label, row + top, minlength=count)
        across += np.bincount(label, col, minlength=count)
    found = np.flatnonzero(areas)
    rows = np.zeros(found.size, ROW)
    rows["label"], rows["area_px"] = found, areas[found]
    rows["centroid_x_px"], rows["centroid_y_px"] = across[found] / areas[found], down[found] / areas[found]
    rows["equivalent_diameter_px"] = np.sqrt(4 * areas[found] / np.pi)
    (top_px, left_px), (bottom_px, right_px) = low[:, found], high[:, found]
    rows["left_px"], rows["top_px"] = left_px, top_px
    rows["width_px"], rows["height_px"] = right_px - left_px + 1, bottom_px - top_px + 1
    rows["touches_edge"] = (left_px == 0) | (top_px == 0) | (right_px == width - 1) | (bottom_px == height - 1)
    return rows
