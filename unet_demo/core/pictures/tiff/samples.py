"""Numbers from the bytes of a TIFF page: what a predictor took away, samples of any number of bits."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.pictures.tiff.layout import Layout, unusual

_BAND_ROWS = 256  # unpacked to single bits at once
_DIFFERENCES, _FLOATS = 2, 3


def check_samples(layout: Layout) -> None:
    """Raise Refused for samples that are not read: floats of 24 bits, whole numbers of 5, an unknown predictor."""
    whole = layout.kind != "f" and layout.bits in (8, 16, 32, 64)
    few = layout.kind == "u" and layout.bits in (1, 2, 4, 10, 12, 14)
    floats = layout.kind == "f" and layout.bits in (16, 32, 64)
    by_bytes = layout.bits % 8 == 0
    predicted = layout.predictor == 1 or (
        (layout.predictor == _DIFFERENCES and by_bytes and layout.kind != "f")
        or (layout.predictor == _FLOATS and layout.kind == "f")
    )
    if not (whole or few or floats) or not predicted:
        raise unusual(layout)


def samples_of(stored: NDArray[np.uint8], layout: Layout, order: Literal["<", ">"]) -> NDArray[Any]:
    """(rows, tiles across, bytes of a row) as numbers (height, width, samples that lie together)."""
    numbers = _numbers(stored, layout, order)  # (rows, across, tile_width * per_part)
    rows, across, _ = numbers.shape
    numbers = numbers.reshape(rows, across, layout.tile_width, layout.per_part)
    if layout.predictor == _DIFFERENCES:
        numbers = np.cumsum(numbers, axis=2, dtype=numbers.dtype)
    flat = numbers.reshape(rows, across * layout.tile_width, layout.per_part)
    return flat[: layout.height, : layout.width]


def _numbers(stored: NDArray[np.uint8], layout: Layout, order: Literal["<", ">"]) -> NDArray[Any]:
    if layout.bits % 8:
        return _of_bits(stored, layout)
    dtype = np.dtype(f"{layout.kind}{layout.bits // 8}")
    if layout.predictor == _FLOATS:
        return _of_byte_planes(stored, layout).view(dtype.newbyteorder(">")).astype(dtype)
    numbers = stored.view(dtype.newbyteorder(order))
    return numbers.astype(dtype, copy=False)


def _of_byte_planes(stored: NDArray[np.uint8], layout: Layout) -> NDArray[np.uint8]:
    """Floats whose bytes were sorted by weight, highest first, and then replaced by their differences."""
    rows, across, length = stored.shape
    size, count = layout.bits // 8, layout.per_part
    steps = stored.reshape(rows, across, length // count, count)
    summed = np.cumsum(steps, axis=2, dtype=np.uint8).reshape(rows, across, size, length // size)
    return np.ascontiguousarray(summed.swapaxes(2, 3)).reshape(rows, across, length)


def _of_bits(stored: NDArray[np.uint8], layout: Layout) -> NDArray[Any]:
    """Samples of 1 to 14 bits, each row beginning at a byte, the highest bit first."""
    rows, across, _ = stored.shape
    count, bits = layout.tile_width * layout.per_part, layout.bits
    numbers = np.zeros((rows, across, count), np.uint8 if bits < 8 else np.uint16)
    for top in range(0, rows, _BAND_ROWS):
        spread = np.unpackbits(stored[top : top + _BAND_ROWS], axis=2)[..., : count * bits]
        spread = spread.reshape(*spread.shape[:2], count, bits)
        for bit in range(bits):
            numbers[top : top + _BAND_ROWS] |= spread[..., bit].astype(numbers.dtype) << (bits - 1 - bit)
    return numbers
