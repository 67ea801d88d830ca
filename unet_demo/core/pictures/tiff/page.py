"""A page of a TIFF, or one of its channels, as pixels: everything is decided from the header before one is decoded.

Nothing of Pillow's own reading of TIFFs is used, which shows many of them as something else than they hold: here the
samples come out as they were stored, and what they mean (white is zero, palette, inks, alpha) is carried out after.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.pictures.meaning import from_inks, inverted, laid_on_white, spread_to_8_bits, turned
from unet_demo.core.pictures.refused import MAX_UNPACKED_BYTES, Refused, check_area
from unet_demo.core.pictures.tiff.choices import Choice
from unet_demo.core.pictures.tiff.header import Header, header_at
from unet_demo.core.pictures.tiff.layout import (
    BLACK_IS_ZERO,
    INKS,
    JPEG,
    MASK,
    PALETTE,
    RGB,
    WHITE_IS_ZERO,
    YCBCR,
    Layout,
    colour_samples,
    layout_of,
    unusual,
)
from unet_demo.core.pictures.tiff.parts import DEFLATE, LIBTIFF, PACK_BITS, PLAIN, bytes_of
from unet_demo.core.pictures.tiff.samples import check_samples, samples_of

_ORIENTATION, _COLOUR_MAP = 274, 320
_GREY = (WHITE_IS_ZERO, BLACK_IS_ZERO, MASK)


def read_choice(data: bytes, choice: Choice, as_numbers: bool = False) -> tuple[NDArray[Any], int, bool]:
    """(H, W) or (H, W, 3) of any plain type, the bits of a sample in the file, and whether JPEG packed it.

    `as_numbers` leaves grey and palette indices as they are stored. Raises Refused; anything else is damage, too.
    """
    header = header_at(data, choice.offset)
    layout = layout_of(header)
    _check(layout)
    samples = _samples(header, layout, _wanted(layout, choice.channel))
    if choice.channel is not None:
        colours = WHITE_IS_ZERO if layout.colours == WHITE_IS_ZERO else BLACK_IS_ZERO
        layout = replace(layout, colours=colours, samples=1, extra=())
    pixels = samples if as_numbers and samples.shape[2] == 1 else _meaning(samples, header, layout)
    pixels = pixels[..., 0] if pixels.shape[2] == 1 else pixels
    return turned(pixels, header.number(_ORIENTATION, 1)), layout.bits, layout.compression == JPEG


def _check(layout: Layout) -> None:
    """Refuse what is not read, and what would outgrow the limits, before anything is unpacked."""
    check_area(
        (layout.width, layout.height),
        (max(layout.width, layout.tile_width), max(layout.height, layout.tile_height)),
    )
    unpacked = layout.rows * layout.across * layout.row_bytes
    if unpacked > MAX_UNPACKED_BYTES:
        raise Refused("too_many_bytes", mb=unpacked / 2**20, limit_mb=MAX_UNPACKED_BYTES // 2**20)
    if layout.compression not in (*PLAIN, *DEFLATE, *PACK_BITS, *LIBTIFF, JPEG):
        raise unusual(layout)
    if layout.colours not in (*_GREY, RGB, PALETTE, INKS) and (layout.colours, layout.compression) != (YCBCR, JPEG):
        raise unusual(layout)
    check_samples(layout)


def _wanted(layout: Layout, channel: int | None) -> range:
    """The samples of a pixel that are needed: one channel, or the colour and its alpha."""
    if channel is not None:
        return range(channel, channel + 1)
    count = colour_samples(layout.colours, layout.samples)
    has_alpha = layout.samples > count and layout.extra[:1] in ((1,), (2,))
    return range(count + has_alpha)


def _samples(header: Header, layout: Layout, wanted: range) -> NDArray[Any]:
    """(H, W, wanted samples) as they are stored."""
    if layout.is_planar:
        planes = [samples_of(bytes_of(header, layout, plane), layout, header.order) for plane in wanted]
        return np.concatenate(planes, axis=2)
    samples = samples_of(bytes_of(header, layout, 0), layout, header.order)
    return samples[..., wanted.start : wanted.stop]


def _meaning(samples: NDArray[Any], header: Header, layout: Layout) -> NDArray[Any]:
    """What the samples stand for: (H, W, 1) of grey or (H, W, 3) of colour, on white where they are transparent."""
    count, bits = colour_samples(layout.colours, layout.samples), layout.bits
    colour, alpha = samples[..., :count], samples[..., count:]
    if layout.colours == PALETTE:
        return _of_palette(colour[..., 0], header, layout)
    if count != (1 if layout.colours in _GREY else 4 if layout.colours == INKS else 3):
        raise Refused("damaged")
    if bits < 8:
        colour, alpha, bits = spread_to_8_bits(colour, bits), spread_to_8_bits(alpha, bits), 8
    if layout.colours == WHITE_IS_ZERO:
        colour = inverted(colour, bits)
    elif layout.colours == INKS:
        if layout.kind != "u" or bits > 16:
            raise unusual(layout)
        colour = from_inks(colour, bits)
    if alpha.shape[2] and layout.kind == "u" and bits <= 16:
        colour = laid_on_white(colour, alpha, bits, is_multiplied=layout.extra[0] == 1)
    return colour


def _of_palette(indices: NDArray[Any], header: Header, layout: Layout) -> NDArray[Any]:
    """(H, W, 3) of the colours that (H, W) indices stand for."""
    entries = header.numbers(_COLOUR_MAP)
    if layout.kind != "u" or layout.bits > 16 or len(entries) < 3 << layout.bits:
        raise Refused("damaged")
    table = entries[: 3 << layout.bits].reshape(3, -1).T
    return np.asarray((table if table.max() < 256 else table >> 8).astype(np.uint8)[indices])
