"""What Pillow does not do with a TIFF: count its pages cheaply, and keep the full depth of unusual samples.

Everything is decided from the header before a pixel is decoded; every function raises only ValueError on bad data.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_PAGES = 10_000  # pages that can be chosen; a longer (or endless) chain is cut here
MAX_TAGS = 200_000  # header entries walked in one file
_LENGTH, _STRIP_OFFSETS, _ROWS_PER_STRIP = 257, 273, 278
_PLAIN, _DEFLATE = 1, (8, 32946)


def is_tiff(data: bytes) -> bool:
    """Whether the file begins as a classic TIFF or a BigTIFF does."""
    return data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def pages_of(data: bytes) -> int:
    """Number of pages (at least 1), found by walking the chain of page headers; a broken or looping link ends it."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    count_format, link_format, entry_bytes = (order + "Q", order + "Q", 20) if big else (order + "H", order + "I", 12)
    seen: set[int] = set()
    tags = 0
    try:
        (offset,) = struct.unpack_from(link_format, data, 8 if big else 4)
        while offset and offset not in seen and len(seen) < MAX_PAGES and tags < MAX_TAGS:
            (entries,) = struct.unpack_from(count_format, data, offset)
            seen.add(offset)
            tags += entries
            (offset,) = struct.unpack_from(
                link_format, data, offset + struct.calcsize(count_format) + entries * entry_bytes
            )
    except (struct.error, OverflowError):
        pass
    return max(1, len(seen))


def is_covered(tags: Mapping[int, Any]) -> bool:
    """Whether the strips that a page header names reach its last row; Pillow would leave the rest black."""
    height = int(tags.get(_LENGTH, 0))
    rows = int(tags.get(_ROWS_PER_STRIP, height))
    return _STRIP_OFFSETS not in tags or len(tags[_STRIP_OFFSETS]) * rows >= height


def decode_page(data: bytes, page: int, max_pixels: int) -> NDArray[np.generic]:
    """One page with its own sample type: (H, W) or (H, W, 3). Alpha, if any, is dropped.

    For what Pillow refuses or reads with 8 bits only: 16-bit colour, 64-bit float, planar channels.
    Uncompressed and deflated files only. Raises ValueError for all else, and before any pixel is decoded when
    the page, one of its tiles or what a deflated part unpacks to is larger than the header may claim.
    """
    import tifffile  # slow to import and rarely needed

    with tifffile.TiffFile(io.BytesIO(data)) as file:
        layout = file.pages[page]
        if not isinstance(layout, tifffile.TiffPage):
            raise ValueError("page header cannot be read")
        _check(layout, data, max_pixels)
        pixels = layout.asarray(maxworkers=1)
        if layout.axes == "SYX":
            pixels = np.moveaxis(pixels, 0, 2)
        if layout.photometric == 0 and pixels.dtype.kind == "u":  # white is zero
            pixels = np.iinfo(pixels.dtype).max - pixels
    if pixels.ndim == 3:
        pixels = pixels[..., :3] if pixels.shape[2] >= 3 else pixels[..., 0]
    return np.asarray(pixels)


def _check(layout: Any, data: bytes, max_pixels: int) -> None:
    """Refuse a page whose layout is unknown or whose decoding could outgrow `max_pixels` of three floats."""
    if layout.axes not in ("YX", "YXS", "SYX") or layout.dtype is None or layout.dtype.kind not in "uif":
        raise ValueError("neither one nor three channels of plain numbers")
    samples = layout.samplesperpixel
    if samples > 4 or layout.photometric not in (0, 1, 2):
        raise ValueError(f"{samples} channels of an unusual kind")
    area = max(layout.imagewidth, layout.tilewidth) * max(layout.imagelength, layout.tilelength)
    if area > max_pixels or area * samples * layout.dtype.itemsize > 12 * max_pixels:
        raise ValueError("more samples than the limit")
    parts = list(zip(layout.dataoffsets, layout.databytecounts, strict=True))
    if not parts or any(offset < 8 or length < 1 or offset + length > len(data) for offset, length in parts):
        raise ValueError("a part lies outside the file")  # tifffile would leave it black
    if layout.compression in _DEFLATE:
        _check_deflated(layout, data)
    elif layout.compression != _PLAIN:
        raise ValueError("a compression that is read with 8 bits only")


def _check_deflated(layout: Any, data: bytes) -> None:
    """Refuse a part that unpacks to more than the header promises (a decompression bomb)."""
    promised = int(np.prod(layout.chunks, dtype=np.int64)) * layout.dtype.itemsize
    for offset, length in zip(layout.dataoffsets, layout.databytecounts, strict=True):
        unpacker = zlib.decompressobj()
        try:
            unpacker.decompress(data[offset : offset + length], promised + 1)
        except zlib.error as error:
            raise ValueError("a deflated part is damaged") from error
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise ValueError("a deflated part is cut off or unpacks to more than the header promises")
