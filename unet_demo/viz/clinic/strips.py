"""Maps of a symptom as pictures to look at: each pixel a square, side by side with a gap."""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

HATCH_PX = 8  # from one line of a hatching to the next
SCALE, GAP_PX = 2, 4  # drawn px for one px of a map, and between two maps; the gap is clear


def strip_uri(maps: NDArray[np.floating] | NDArray[np.bool_]) -> str:
    """(P, H, W) in [0, 1], or True and False, as a PNG data URI of greys, side by side."""
    levels = (255 * maps.astype(np.float32)).round().clip(0, 255).astype(np.uint8)
    large = levels.repeat(SCALE, axis=1).repeat(SCALE, axis=2)
    count, height, width = large.shape
    strip = np.zeros((height, count * (width + GAP_PX) - GAP_PX, 2), np.uint8)
    for number, tile in enumerate(large):
        left = number * (width + GAP_PX)
        strip[:, left : left + width] = np.stack([tile, np.full_like(tile, 255)], axis=-1)
    file = io.BytesIO()
    Image.fromarray(strip, "LA").save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def hatched(count: int, side_px: int) -> NDArray[np.float32]:
    """What stands for maps without any number, (count, side, side): slanting lines."""
    rows, cols = np.indices((side_px, side_px))
    lines = ((rows + cols) % HATCH_PX < 2).astype(np.float32)
    return np.stack([0.25 + 0.5 * lines] * count)
