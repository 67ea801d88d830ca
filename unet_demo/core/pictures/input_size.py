"""The size at which a net looks at a picture. Large things need it: a cat must fit into what one pixel can see.

A head of depth 4 sees 188 or 204 pixels a side, see nets.fields; a task may therefore ask for a smaller copy of every
picture (Task.side_px). Its answer is enlarged again, so that masks and scores are those of the picture's own size.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.pictures.images import Picture, display_copy
from unet_demo.core.pictures.normalise import Levels

BYTE = Levels(0, 255)


def working_size(side_px: int | None, height: int, width: int) -> tuple[int, int]:
    """(H, W) at which a net looks at a picture: its own, or with a long side of `side_px` where it is larger."""
    longest = max(height, width)
    if side_px is None or longest <= side_px:
        return height, width
    return max(1, round(height * side_px / longest)), max(1, round(width * side_px / longest))


def working_pixels(picture: Picture, size: tuple[int, int]) -> tuple[NDArray[Any], Levels]:
    """Pixels and levels of a picture at this size (H, W): its own, or a smaller 8-bit copy."""
    if size == (picture.height, picture.width):
        return picture.pixels, picture.levels
    levels = picture.levels if picture.pixels.dtype == np.uint8 else BYTE  # a display copy is stretched already
    return shrunk(display_copy(picture, 4 * max(size)), size), levels


def shrunk(rgb: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """(h, w, 3) or (h, w) at another size (H, W), smoothly; itself where it has that size."""
    if rgb.shape[:2] == size:
        return rgb
    return np.asarray(Image.fromarray(rgb).resize(size[::-1], Image.Resampling.LANCZOS))


def enlarged(levels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """(…, h, w) 8-bit probabilities at the size (H, W), bilinearly."""
    if levels.shape[-2:] == size:
        return levels
    flat = levels.reshape(-1, *levels.shape[-2:])
    large = [np.asarray(Image.fromarray(each).resize(size[::-1], Image.Resampling.BILINEAR)) for each in flat]
    return np.stack(large).reshape(*levels.shape[:-2], *size)


def enlarged_label(label: NDArray[np.uint8], confidence: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """(h, w) classes at the size (H, W): the confidence of every class is enlarged bilinearly, the largest wins."""
    if label.shape == size:
        return label
    chosen, best = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for number in np.unique(label):
        share = enlarged(np.where(label == number, confidence, 0).astype(np.uint8), size)
        chosen[share > best] = number
        np.maximum(best, share, out=best)
    return chosen


def enlarged_maps(maps: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """`Pass.maps` of the working size at the picture's own: (1 or 3, heads, h, w) -> (1 or 3, heads, H, W)."""
    if len(maps) == 1 or maps.shape[-2:] == size:
        return enlarged(maps, size)
    large = np.empty((*maps.shape[:2], *size), np.uint8)  # filled in place: of a huge picture no second copy is held
    for head, (label, confidence, entropy) in enumerate(maps.swapaxes(0, 1)):
        large[0, head] = enlarged_label(label, confidence, size)
        large[1, head], large[2, head] = enlarged(confidence, size), enlarged(entropy, size)
    return large
