"""Pixels that the rest of the house can take: of a loaded Pillow picture, or of numbers of any type."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.pictures.png import depth_of

_SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N")


def pixels_of(image: Image.Image) -> NDArray[Any]:
    """A loaded picture of any Pillow mode: (H, W) or (H, W, 3) of uint8 or uint16."""
    if image.mode in _SIXTEEN_BIT:
        return np.asarray(image).astype(np.uint16)
    if image.has_transparency_data:
        grey = image.mode in ("LA", "La")
        opaque = _on_white(image)
        return np.asarray(opaque.convert("L") if grey else opaque)
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))
    return np.asarray(image.convert("RGB"))


def numbers_of(image: Image.Image, data: bytes) -> NDArray[np.uint8] | None:
    """(H, W) palette indices, or grey as it was before Pillow spread few bits to 255; None for any other mode."""
    if image.mode == "P":
        return np.asarray(image)
    if image.mode not in ("1", "L"):
        return None
    bits = 1 if image.mode == "1" else depth_of(data) if image.format == "PNG" else 8
    numbers: NDArray[np.uint8] = np.asarray(image.convert("L")) // (255 // (2 ** min(bits, 8) - 1))
    return numbers


def plain(pixels: NDArray[Any]) -> NDArray[Any]:
    """Any numbers as uint8, uint16 (whole numbers of that range) or finite float32."""
    if pixels.dtype.kind == "b" or pixels.dtype == np.uint8:
        return pixels.astype(np.uint8)
    if pixels.dtype.kind in "ui" and pixels.min() >= 0 and pixels.max() <= 65535:
        return pixels.astype(np.uint16)
    return _finite(pixels)


def loses_bits(numbers: NDArray[Any], pixels: NDArray[Any]) -> bool:
    """Whether finite numbers became others when `plain` made pixels of them."""
    if numbers.dtype.itemsize < 4 or numbers.dtype == np.float32:
        return False
    known = np.isfinite(numbers)
    return bool((numbers[known] != pixels[known].astype(numbers.dtype)).any())


def _on_white(image: Image.Image) -> Image.Image:
    """The picture as it looks on white paper, RGB."""
    rgba = image.convert("RGBA")
    white = Image.new("RGB", rgba.size, "white")
    white.paste(rgba, mask=rgba.getchannel("A"))
    return white


def _finite(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """float32 without NaN and infinity: those take the smallest or largest finite value of the picture.

    Values beyond 1e15, and pictures whose largest is below 1e-15, are scaled to at most 1: brightness is relative,
    and later arithmetic stays in the range of float32.
    """
    values: NDArray[Any] = pixels.astype(np.float32 if pixels.dtype == np.float32 else np.float64)
    known = np.isfinite(values)
    low = float(values.min(where=known, initial=np.inf)) if known.any() else 0.0
    high = float(values.max(where=known, initial=-np.inf)) if known.any() else 0.0
    values[np.isnan(values)] = low
    np.clip(values, low, high, out=values)
    peak = max(abs(low), abs(high))
    if peak > 1e15 or 0 < peak < 1e-15:
        values = values / peak
        peak = 1.0
    values[(values < peak * 1e-15) & (values > -peak * 1e-15)] = 0
    return values.astype(np.float32, copy=False)
