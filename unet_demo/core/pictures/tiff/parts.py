"""The strips and tiles of a TIFF page, unpacked and put side by side as bytes.

Every part is judged before it is unpacked: where it lies, and that it becomes no more than the header says. libtiff,
which writes what it thinks of a file to the process's own stderr, gets a file of a few entries made here, and only for
packings that are undone nowhere else.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from unet_demo.core.pictures.kinds import check_parts
from unet_demo.core.pictures.refused import Refused, check_area, too_many_parts
from unet_demo.core.pictures.tiff.header import Header
from unet_demo.core.pictures.tiff.layout import JPEG, YCBCR, Layout, unusual

MAX_TILES = 300_000  # 50 megapixels in tiles of 16 x 16
PLAIN, DEFLATE, PACK_BITS, LIBTIFF = (1,), (8, 32946), (32773,), (5, 50000)  # LZW, ZSTD
_REVERSED = np.array([int(f"{byte:08b}"[::-1], 2) for byte in range(256)], np.uint8).tobytes()


def parts_of(header: Header, layout: Layout, plane: int) -> tuple[list[int], list[int]]:
    """Where the parts of one plane (0 where channels lie together) begin, and how many bytes each has.

    Raises Refused where one lies outside the file, or there are too few of them or too many.
    """
    count = layout.across * layout.down
    if count > MAX_TILES:
        raise too_many_parts(count, MAX_TILES)
    offsets = header.numbers(324 if layout.is_tiled else 273)[plane * count : (plane + 1) * count]
    if len(offsets) < count:
        raise Refused("damaged")
    if layout.compression in PLAIN:
        lengths = np.array([layout.row_bytes * rows for _, rows in _places(layout)])
    else:
        lengths = header.numbers(325 if layout.is_tiled else 279)[plane * count : (plane + 1) * count]
    if len(lengths) < count or (offsets < 8).any() or (lengths < 1).any():
        raise Refused("damaged")
    if (offsets + lengths > len(header.data)).any() or int(lengths.sum()) > 2 * len(header.data):
        raise Refused("damaged")
    return offsets.tolist(), lengths.tolist()


def bytes_of(header: Header, layout: Layout, plane: int) -> NDArray[np.uint8]:
    """(rows, tiles across, bytes of a tile's row) of one plane. Raises Refused; anything else is damage, too."""
    offsets, lengths = parts_of(header, layout, plane)
    shape = layout.rows, layout.across, layout.row_bytes
    if layout.compression in LIBTIFF:
        return _by_libtiff(header, layout, offsets, lengths).reshape(shape)
    unpacked = np.zeros(shape, np.uint8)
    tables = header.raw(347)
    for (index, rows), offset, length in zip(_places(layout), offsets, lengths, strict=True):
        top, column = index // layout.across * layout.tile_height, index % layout.across
        part = _part(header.data[offset : offset + length], tables, layout, rows)
        unpacked[top : top + rows, column] = part
    return unpacked


def _places(layout: Layout) -> Iterator[tuple[int, int]]:
    """Number of each part, and how many rows it has."""
    for index in range(layout.across * layout.down):
        top = index // layout.across * layout.tile_height
        yield index, min(layout.tile_height, layout.rows - top)


def _part(data: bytes, tables: bytes, layout: Layout, rows: int) -> NDArray[np.uint8]:
    """(rows, bytes of a row) of one part."""
    if layout.compression == JPEG:
        return _from_jpeg(data, tables, layout, rows)
    if layout.is_reversed:
        data = data.translate(_REVERSED)
    if layout.compression in DEFLATE:
        data = _inflated(data, rows * layout.row_bytes)
    elif layout.compression in PACK_BITS:
        data = Image.frombytes("L", (rows * layout.row_bytes, 1), data, "packbits", "L").tobytes()
    elif layout.compression not in PLAIN:
        raise unusual(layout)
    return np.frombuffer(data, np.uint8, rows * layout.row_bytes).reshape(rows, layout.row_bytes)


def _inflated(data: bytes, promised: int) -> bytes:
    """What a deflated part unpacks to, `promised` bytes and no more. Raises Refused, or zlib.error."""
    unpacked = zlib.decompressobj().decompress(data, promised + 1)
    if len(unpacked) != promised:
        raise Refused("damaged")
    return unpacked


def _from_jpeg(data: bytes, tables: bytes, layout: Layout, rows: int) -> NDArray[np.uint8]:
    """One part that is a JPEG of its own; its tables may stand in the page header."""
    if layout.bits != 8 or layout.per_part not in (1, 3) or data[:2] != b"\xff\xd8":
        raise unusual(layout)
    colours = struct.pack(">HH5sHHHB", 0xFFEE, 14, b"Adobe", 100, 0, 0, int(layout.colours == YCBCR))
    whole = data[:2] + colours + (tables[2:-2] if len(tables) > 4 else b"") + data[2:]
    check_parts(whole, "JPEG")
    with Image.open(io.BytesIO(whole), formats=("JPEG",)) as image:
        check_area(image.size)
        width, height = image.size
        if width != layout.tile_width or not rows <= height <= layout.tile_height:
            raise Refused("damaged")
        pixels = np.asarray(image)
    return pixels[:rows].reshape(rows, layout.row_bytes)


def _by_libtiff(header: Header, layout: Layout, offsets: list[int], lengths: list[int]) -> NDArray[np.uint8]:
    """All parts of a plane at once, as a grey picture of bytes: a file of ours around the parts as they are."""
    size = layout.across * layout.row_bytes, layout.rows
    file = _wrapped(header.data, layout, size, offsets, lengths)
    image = TiffImagePlugin.TiffImageFile(io.BytesIO(file))
    if (image.mode, image.size) != ("L", size):
        raise Refused("damaged")
    return np.asarray(image)


def _wrapped(data: bytes, layout: Layout, size: tuple[int, int], offsets: list[int], lengths: list[int]) -> bytes:
    """The file with a page header of our own behind it, for grey bytes of `size` (width, height)."""
    places = struct.pack(f"<{2 * len(offsets)}I", *offsets, *lengths)
    width, height = size
    tags = {256: width, 257: height, 258: 8, 259: layout.compression, 262: 1, 266: 2 if layout.is_reversed else 1}
    tags |= {277: 1, 284: 1}
    if layout.is_tiled:
        tags |= {322: layout.row_bytes, 323: layout.tile_height}
    else:
        tags |= {278: layout.tile_height}
    arrays = (324, 325) if layout.is_tiled else (273, 279)
    start = len(data) + len(data) % 2
    body = start + 2 + 12 * (len(tags) + 2) + 4
    entries = {tag: (1, value) for tag, value in tags.items()}
    for at, tag in enumerate(arrays):
        alone = (offsets, lengths)[at][0]
        entries[tag] = len(offsets), alone if len(offsets) == 1 else body + 4 * at * len(offsets)
    packed = b"".join(struct.pack("<HHII", tag, 4, *entry) for tag, entry in sorted(entries.items()))
    front = b"II*\0" + struct.pack("<I", start) + data[8:].ljust(start - 8, b"\0")
    return front + struct.pack("<H", len(entries)) + packed + struct.pack("<I", 0) + places
