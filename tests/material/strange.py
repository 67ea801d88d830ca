"""Pictures that are easily read otherwise than they are meant, as files in memory: those read, and those refused."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pictures
from numpy.typing import NDArray
from pictures import animation, file_of, stack_of, tiff_of
from PIL import Image

from unet_demo.core.scenes.nuclei import nuclei

DIM = nuclei(9, 8, 0.2, 0.1, "fluorescence", 2, 70, 90).pixels
GREY = DIM if DIM.ndim == 2 else DIM[..., 0]
COLOUR = np.stack([GREY, GREY // 2 + 40, 255 - GREY], axis=2)
TWELVE = GREY.astype(np.uint16) * 16  # 12 bits in 16
DEEP = (COLOUR[..., None, :].astype(np.uint16) * 13).reshape(*COLOUR.shape)
FRACTIONS = (GREY / np.float32(700) - np.float32(0.1)).astype(np.float32)
HOLES = FRACTIONS.copy()
HOLES[0, :3] = np.nan, np.inf, -np.inf
CLEAR = np.dstack([COLOUR, np.where(GREY > 90, 255, 40).astype(np.uint8)])


def turned_jpeg(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return file_of(COLOUR, "JPEG", quality=90, exif=exif)


def palette() -> bytes:
    return file_of(Image.fromarray(COLOUR).quantize(40), transparency=3)


def deep_png() -> bytes:
    """A whole PNG of 16-bit colour, which Pillow reads with 8 bits."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    height, width = DEEP.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in DEEP)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def lzw(pixels: NDArray[Any]) -> bytes:
    return file_of(pixels, "TIFF", compression="tiff_lzw")


READ: dict[str, Callable[[], bytes]] = {
    "grey png": lambda: file_of(GREY),
    "colour png": lambda: file_of(COLOUR),
    "1 bit": lambda: file_of(Image.fromarray(GREY > 90)),
    "4 bits": lambda: file_of(Image.fromarray(GREY // 16).quantize(16)),
    "palette": palette,
    "rgba": lambda: file_of(CLEAR),
    "rgba tiff": lambda: file_of(CLEAR, "TIFF"),
    "rgba webp": lambda: file_of(CLEAR, "WEBP", lossless=True),
    "grey and alpha": lambda: file_of(CLEAR[..., ::3].copy()),
    "cmyk jpeg": lambda: file_of(Image.fromarray(COLOUR).convert("CMYK"), "JPEG"),
    "cmyk tiff": lambda: file_of(Image.fromarray(COLOUR).convert("CMYK"), "TIFF"),
    "bmp": lambda: file_of(COLOUR, "BMP"),
    "gif": lambda: file_of(COLOUR, "GIF"),
    "animation": animation,
    "12 bits in a 16-bit png": lambda: file_of(TWELVE),
    "16-bit tiff": lambda: file_of(TWELVE, "TIFF"),
    "16-bit big-endian": lambda: tiff_of(TWELVE, byteorder=">"),
    "16-bit bigtiff": lambda: tiff_of(TWELVE, bigtiff=True),
    "16-bit lzw": lambda: lzw(TWELVE),
    "16-bit deflate": lambda: tiff_of(TWELVE, compression="zlib", predictor=True),
    "16-bit white is zero": lambda: tiff_of(np.invert(TWELVE), photometric="miniswhite"),
    "white is zero": lambda: tiff_of(np.invert(GREY), photometric="miniswhite"),
    "8-bit lzw": lambda: lzw(COLOUR),
    "8-bit planes": lambda: tiff_of(np.moveaxis(COLOUR, 2, 0).copy(), photometric="rgb", planarconfig="separate"),
    "int16": lambda: tiff_of(TWELVE.astype(np.int16) - 500),
    "int32": lambda: tiff_of(TWELVE.astype(np.int32) * -7),
    "uint32": lambda: tiff_of(TWELVE.astype(np.uint32) * 900_000),
    "uint32 lzw": lambda: lzw(TWELVE.astype(np.int32)),
    "float32": lambda: tiff_of(FRACTIONS),
    "float32 lzw": lambda: lzw(FRACTIONS),
    "float16": lambda: tiff_of(FRACTIONS.astype(np.float16)),
    "float64": lambda: tiff_of(FRACTIONS.astype(np.float64) * 1e200),
    "float with holes": lambda: tiff_of(HOLES),
    "16-bit colour": lambda: tiff_of(DEEP, photometric="rgb"),
    "16-bit colour deflate": lambda: tiff_of(DEEP, photometric="rgb", compression="zlib", tile=(16, 16)),
    "16-bit colour planes": lambda: tiff_of(np.moveaxis(DEEP, 2, 0).copy(), photometric="rgb", planarconfig="separate"),
    "fractions of colour": lambda: tiff_of(COLOUR.astype(np.float32), photometric="rgb"),
    "stack": lambda: stack_of(GREY, TWELVE),
    "one row": lambda: file_of(GREY[:1]),
    **{f"exif {orientation}": partial(turned_jpeg, orientation) for orientation in (3, 6, 7)},
}
REFUSED: dict[str, Callable[[], bytes]] = {
    "16-bit colour png": deep_png,
    "4 planes": lambda: tiff_of(np.stack([TWELVE] * 4), photometric="minisblack", planarconfig="separate"),
    "2 channels": lambda: tiff_of(np.stack([TWELVE] * 2, 2), photometric="minisblack", planarconfig="contig"),
    "16-bit colour with alpha": lambda: tiff_of(np.dstack([DEEP, DEEP[..., 0]]), photometric="rgb", extrasamples=[2]),
    "16-bit cmyk": lambda: tiff_of(np.dstack([DEEP, DEEP[..., 0]]), photometric="separated"),
    "int8": lambda: tiff_of((GREY // 2).astype(np.int8)),
    "cut off": lambda: file_of(COLOUR)[:900],
    "missing strips": pictures.tiff_with_missing_strips,
    "a lost strip": pictures.tiff_with_a_lost_strip,
    "a huge tile": pictures.tiff_with_huge_tile,
    "a bomb": lambda: pictures.png_claiming(60000, 60000),
    "text": lambda: b"no picture",
    "nothing": lambda: b"",
}
