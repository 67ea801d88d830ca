"""The copy of a picture that the lessons open up: at most 256 pixels a side, and sides that four poolings divide."""

from __future__ import annotations

import numpy as np
from PIL import Image

from unet_demo.core.pictures.images import Picture, display_copy, picture_of

SIDE_PX, STEP_PX = 256, 16


def lesson_copy(picture: Picture, side_px: int | None = None) -> Picture:
    """The picture itself where it suits, else a copy: 8 bit, sides of 16, 32 … 256 pixels, as near its shape as that.

    A task that looks at smaller copies gives its own `side_px`.

    A truth is shrunk along, each pixel taken from the nearest.
    """
    height, width = lesson_size(picture.height, picture.width, side_px or SIDE_PX)
    if (height, width) == (picture.height, picture.width):
        return picture
    small = Image.fromarray(display_copy(picture, 4 * SIDE_PX)).resize((width, height), Image.Resampling.LANCZOS)
    truth = None
    if picture.truth is not None:
        rows = (np.arange(height) * picture.height + picture.height // 2) // height
        cols = (np.arange(width) * picture.width + picture.width // 2) // width
        truth = picture.truth[np.ix_(rows.clip(max=picture.height - 1), cols.clip(max=picture.width - 1))]
    return picture_of(np.asarray(small), picture.name, truth)


def lesson_size(height: int, width: int, side_px: int = SIDE_PX) -> tuple[int, int]:
    """(H, W) of the copy of a picture of this size, in pixels."""
    scale = min(1.0, side_px / max(height, width))
    sides = (max(1, round(side * scale / STEP_PX)) * STEP_PX for side in (height, width))
    tall, wide = (min(side_px, side) for side in sides)
    return tall, wide
