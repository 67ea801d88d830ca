"""What stored numbers stand for: white that is zero, inks, transparency, few bits, a picture lying on its side."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_BAND_ROWS = 256  # worked on at once, so that no second picture of wide numbers is ever held


def inverted(numbers: NDArray[Any], bits: int) -> NDArray[Any]:
    """Bright for dark: whole numbers in the range of their bits, all others between their least and their largest."""
    if numbers.dtype.kind == "u":
        return np.asarray(np.array(2**bits - 1, numbers.dtype) - numbers)
    known = np.isfinite(numbers)
    low = numbers.min(where=known, initial=np.inf) if numbers.dtype.kind == "f" else numbers.min()
    high = numbers.max(where=known, initial=-np.inf) if numbers.dtype.kind == "f" else numbers.max()
    return np.asarray(high - numbers + low)


def spread_to_8_bits(numbers: NDArray[Any], bits: int) -> NDArray[np.uint8]:
    """Grey or colour of 1, 2 or 4 bits, from black to white."""
    return np.asarray(numbers * np.uint8(255 // (2**bits - 1)), np.uint8)


def from_inks(inks: NDArray[Any], bits: int) -> NDArray[Any]:
    """(H, W, 4) of cyan, magenta, yellow and black as (H, W, 3) of red, green and blue, both of `bits`."""
    most = 2**bits - 1
    colour = np.empty((*inks.shape[:2], 3), inks.dtype)
    for top in range(0, len(inks), _BAND_ROWS):
        band = most - inks[top : top + _BAND_ROWS].astype(np.uint32)
        colour[top : top + _BAND_ROWS] = (band[..., :3] * band[..., 3:] + most // 2) // most
    return colour


def laid_on_white(colour: NDArray[Any], alpha: NDArray[Any], bits: int, is_multiplied: bool = False) -> NDArray[Any]:
    """(H, W, C) of at most 16 bits as they look on white paper; `alpha` is (H, W, 1), perhaps multiplied in already."""
    most = 2**bits - 1
    if (alpha == most).all():
        return colour
    paper = np.empty(colour.shape, colour.dtype)
    for top in range(0, len(colour), _BAND_ROWS):
        seen, share = (part[top : top + _BAND_ROWS].astype(np.uint32) for part in (colour, alpha))
        if not is_multiplied:
            seen = (seen * share + most // 2) // most
        paper[top : top + _BAND_ROWS] = np.minimum(seen + (most - share), most)
    return paper


def turned(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """The picture as orientation 1 to 8 of EXIF and TIFF asks for; any other number leaves it."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels
