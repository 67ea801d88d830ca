"""Which part of a picture goes through the net at once. Pixels outside the picture are its own, mirrored.

A pixel of head L4 depends on pixels up to 107 px away, but on none more than 94 px outside the square of 16x16 that it
stands in (nets.fields, `beyond_square`). Cores are whole squares of that grid: windows that reach 96 px beyond them, so
that those of neighbours share 192, give what one pass over the whole picture gives, but for rounding.
With border "single" windows end where the padded picture ends, as the single pass does; with "mirror" the picture
is continued by 96 mirrored pixels on every side (the overlap-tile strategy of Ronneberger et al. 2015, figure 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Border = Literal["single", "mirror"]

STEP_PX = 16  # 2 ** 4: four poolings
CONTEXT_PX = 96
CORE_PX = 512
SINGLE_PASS_PX = 768 * 768  # larger pictures are cut into tiles
ROUNDING_LEVELS = 1  # of 256: by how much tiles may differ from the single pass; tests measure it


@dataclass(frozen=True)
class Box:
    """Rows `top` to `bottom` and columns `left` to `right`, ends excluded, in picture pixels; may lie outside it."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Tile:
    """`window` goes through the net, `core` is what is kept of it; `core` lies inside the picture."""

    window: Box
    core: Box


def ceil_to_step(length: int) -> int:
    """The next multiple of 16 px, at least 16."""
    return -(-length // STEP_PX) * STEP_PX


def whole(height: int, width: int, border: Border = "single") -> Tile:
    """The single pass: the padded picture, and the picture as its core."""
    margin = CONTEXT_PX if border == "mirror" else 0
    window = Box(-margin, ceil_to_step(height) + margin, -margin, ceil_to_step(width) + margin)
    return Tile(window, Box(0, height, 0, width))


def tiles_of(height: int, width: int, border: Border = "single", core_px: int = CORE_PX) -> list[Tile]:
    """Tiles whose cores cover the picture once, row by row. `core_px` must be a multiple of 16 (ValueError)."""
    if core_px < STEP_PX or core_px % STEP_PX:
        raise ValueError(f"core_px is {core_px}; a multiple of {STEP_PX} is needed; use {ceil_to_step(core_px)}.")
    rows, cols = _spans(height, border, core_px), _spans(width, border, core_px)
    return [
        Tile(Box(r.window[0], r.window[1], c.window[0], c.window[1]), Box(r.core[0], r.core[1], c.core[0], c.core[1]))
        for r in rows
        for c in cols
    ]


def needs_tiles(height: int, width: int) -> bool:
    """Whether a picture of this size is too large for one pass."""
    return ceil_to_step(height) * ceil_to_step(width) > SINGLE_PASS_PX


def cut(pixels: NDArray[np.generic], box: Box) -> NDArray[np.generic]:
    """The pixels of `box`, mirrored where it reaches beyond the picture; (h, w) or (h, w, 3), a copy."""
    height, width = pixels.shape[:2]
    if box.top >= 0 and box.left >= 0 and box.bottom <= height and box.right <= width:
        return pixels[box.top : box.bottom, box.left : box.right].copy()
    return pixels[np.ix_(_mirrored(box.top, box.bottom, height), _mirrored(box.left, box.right, width))]


def _mirrored(start: int, stop: int, length: int) -> NDArray[np.intp]:
    """Indices start..stop-1 folded into 0..length-1; the edge pixel is repeated once, any distance is allowed."""
    around = np.arange(start, stop) % (2 * length)
    return np.where(around < length, around, 2 * length - 1 - around)


@dataclass(frozen=True)
class _Span:
    window: tuple[int, int]
    core: tuple[int, int]


def _spans(length: int, border: Border, core_px: int) -> list[_Span]:
    """One axis of the tiling."""
    end = ceil_to_step(length)
    spans = []
    for start in range(0, length, core_px):
        stop = min(start + core_px, length)
        window = (start - CONTEXT_PX, ceil_to_step(stop) + CONTEXT_PX)
        if border == "single":
            window = (max(0, window[0]), min(end, window[1]))
        spans.append(_Span(window, (start, stop)))
    return spans
