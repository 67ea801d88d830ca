"""Small pictures of everything that can be chosen from a file, where they cost little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.pictures.decode import PictureError
from unet_demo.core.pictures.images import display_copy, read_picture
from unet_demo.core.pictures.refused import MAX_PIXELS, Refused
from unet_demo.core.pictures.tiff.choices import choices_of
from unet_demo.core.pictures.tiff.header import header_at, is_tiff
from unet_demo.core.pictures.tiff.layout import layout_of

MOST_PREVIEWS = 12
_NOTHING = np.zeros((1, 1, 3), np.uint8)  # of a page that is refused


def previews_of(data: bytes, side_px: int) -> list[NDArray[np.uint8]]:
    """(h, w, 3) of each page and channel, long side at most `side_px`; black where one cannot be read.

    Empty where there are more than `MOST_PREVIEWS`, or more samples in all than one picture may have pixels.
    """
    choices = choices_of(data) if is_tiff(data) else []
    if not 1 < len(choices) <= MOST_PREVIEWS:
        return []
    if sum(_samples_at(data, choice.offset) for choice in choices) > MAX_PIXELS:
        return []
    return [_preview(data, page, side_px) for page in range(len(choices))]


def _samples_at(data: bytes, offset: int) -> int:
    """How many samples are unpacked to show what lies there; 0 for a page that will be refused."""
    try:
        layout = layout_of(header_at(data, offset))
    except Refused:
        return 0
    return layout.rows * layout.across * layout.tile_width * layout.per_part


def _preview(data: bytes, page: int, side_px: int) -> NDArray[np.uint8]:
    try:
        return display_copy(read_picture(data, page=page), side_px)
    except PictureError:
        return _NOTHING
