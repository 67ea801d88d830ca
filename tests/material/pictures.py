"""Files that a visitor might bring: ordinary, odd and hostile ones, each built from scratch as bytes."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.pictures.images import Picture


def ramp(height: int = 48, width: int = 64) -> NDArray[np.uint8]:
    """(H, W) that differs in every corner, so that a turn or flip shows."""
    rows, cols = np.mgrid[:height, :width]
    grey: NDArray[np.uint8] = (rows * 150 // max(1, height - 1) + cols * 100 // max(1, width - 1)).astype(np.uint8)
    return grey


def truth_of(picture: Picture) -> NDArray[np.uint16]:
    """The truth of a picture that has one."""
    assert picture.truth is not None
    return picture.truth


def colours(height: int = 48, width: int = 64) -> NDArray[np.uint8]:
    """(H, W, 3) with three different channels."""
    grey = ramp(height, width)
    return np.stack([grey, 255 - grey, grey[::-1]], axis=2)


def file_of(picture: NDArray[Any] | Image.Image, format: str = "PNG", **options: Any) -> bytes:
    """An array or Pillow picture as a file in memory."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    target = io.BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def tiff_of(pixels: NDArray[Any], **options: Any) -> bytes:
    """A TIFF as microscopes write it (tifffile), for kinds of pixels that Pillow cannot write."""
    target = io.BytesIO()
    tifffile.imwrite(target, pixels, **options)
    return target.getvalue()


def stack_of(*pages: NDArray[Any]) -> bytes:
    """A TIFF of several pages, each of its own size and type."""
    target = io.BytesIO()
    with tifffile.TiffWriter(target) as writer:
        for page in pages:
            writer.write(page, photometric="rgb" if page.ndim == 3 else "minisblack")
    return target.getvalue()


def rotated(orientation: int) -> bytes:
    """A JPEG of `ramp()` whose EXIF asks the reader to turn it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return file_of(ramp(), "JPEG", quality=95, exif=exif)


def animation(format: str = "GIF") -> bytes:
    """Two frames: the first is all 200, the second all 20."""
    first, second = (Image.new("L", (20, 10), value) for value in (200, 20))
    options = {"lossless": True} if format == "WEBP" else {}
    return file_of(first, format, save_all=True, append_images=[second], duration=100, **options)


def png_claiming(width: int, height: int) -> bytes:
    """A tiny but well-formed PNG whose header claims a huge picture (a decompression bomb)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def gif_claiming(width: int, height: int) -> bytes:
    """A real GIF whose screen size was overwritten."""
    data = bytearray(file_of(ramp(), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def tiff_page(tags: dict[int, tuple[int, int]], body: bytes = b"", following: int = 0) -> bytes:
    """A little-endian TIFF of one page header, by hand; `tags` are {number: (type 3 or 4, value)}; body after it."""
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, (kind, value) in sorted(tags.items()))
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", following) + body


def tiff_with_huge_tile() -> bytes:
    """A 10x10 TIFF that claims to be stored in one tile of 60000x60000."""
    body = zlib.compress(bytes(1000))
    tags = {256: (3, 10), 257: (3, 10), 258: (3, 8), 259: (3, 8), 262: (3, 1), 277: (3, 1)}
    tags |= {322: (4, 60000), 323: (4, 60000), 324: (4, 0), 325: (4, len(body))}
    tags[324] = (4, 8 + 2 + 12 * len(tags) + 4)
    return tiff_page(tags, body)


@cache
def tiff_bomb() -> bytes:
    """A float64 TIFF of 8x8 (which Pillow refuses) whose only strip unpacks to 64 MB."""
    body = zlib.compress(bytes(64 * 2**20), 9)
    tags = {256: (3, 8), 257: (3, 8), 258: (3, 64), 259: (3, 8), 262: (3, 1), 277: (3, 1), 278: (3, 8), 339: (3, 3)}
    tags |= {273: (4, 0), 279: (4, len(body))}
    tags[273] = (4, 8 + 2 + 12 * len(tags) + 4)
    return tiff_page(tags, body)


def tiff_in_a_loop() -> bytes:
    """A TIFF whose page header names itself as the next page."""
    body = bytes(100)
    tags = {256: (3, 10), 257: (3, 10), 258: (3, 8), 259: (3, 1), 262: (3, 1), 277: (3, 1), 278: (3, 10)}
    tags |= {273: (4, 0), 279: (4, 100)}
    tags[273] = (4, 8 + 2 + 12 * len(tags) + 4)
    return tiff_page(tags, body, following=8)


def tiff_with_missing_strips() -> bytes:
    """A TIFF that claims 1000 rows and holds 10."""
    tags = {256: (3, 10), 257: (3, 1000), 258: (3, 8), 259: (3, 1), 262: (3, 1), 277: (3, 1), 278: (3, 10)}
    tags |= {273: (4, 0), 279: (4, 100)}
    tags[273] = (4, 8 + 2 + 12 * len(tags) + 4)
    return tiff_page(tags, bytes(100))


def tiff_with_a_lost_strip() -> bytes:
    """A deflated float64 TIFF (which Pillow refuses) whose only strip has no bytes."""
    tags = {256: (3, 8), 257: (3, 8), 258: (3, 64), 259: (3, 8), 262: (3, 1), 277: (3, 1), 278: (3, 8), 339: (3, 3)}
    return tiff_page(tags | {273: (4, 0), 279: (4, 0)}, bytes(100))


def jpeg_of_12_bits() -> bytes:
    """A JPEG whose header names 12 bits a sample."""
    data = bytearray(file_of(ramp(), "JPEG"))
    data[data.find(b"\xff\xc0") + 4] = 12
    return bytes(data)


def jpeg_of_segments(count: int) -> bytes:
    """A JPEG with this many empty segments before its picture."""
    data = file_of(ramp(), "JPEG")
    return data[:2] + b"\xff\xe1\0\x02" * count + data[2:]


def tiff_of_many_channels() -> bytes:
    """A TIFF that claims 64 channels of 7000x7000 pixels."""
    tags = {256: (3, 7000), 257: (3, 7000), 258: (3, 8), 259: (3, 8), 262: (3, 1), 277: (3, 64), 278: (3, 7000)}
    return tiff_page(tags | {273: (4, 8), 279: (4, 100)}, bytes(100))


def blobs_mask() -> NDArray[np.uint8]:
    """(48, 64) of 0 and 255: three objects, two pixels of one touching by a corner only."""
    mask = np.zeros((48, 64), np.uint8)
    mask[4:12, 4:12] = mask[12:20, 12:20] = mask[30:40, 5:15] = mask[10:30, 40:60] = 255
    return mask
