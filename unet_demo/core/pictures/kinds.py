"""What kind of picture a file is by its first bytes, and of how many pieces: judged before anything is decoded."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from unet_demo.core.pictures.refused import MAX_PARTS, Refused, too_many_parts
from unet_demo.core.pictures.tiff.header import is_tiff

NAMES = "PNG, JPEG, TIFF, HEIC, AVIF, WebP, JPEG 2000, BMP, GIF"
MAX_SCANS = 100  # of a progressive JPEG: each passes over the whole picture; writers use ten
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
)
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_BMP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)  # bytes
_READ_FRAMES = (0xC0, 0xC1, 0xC2)  # of JPEG: the coding that cameras and programs write


def kind_of(data: bytes) -> str | None:
    """Pillow's name of the format ("HEIC" where Pillow has none), None for what is no picture that is read here."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if is_tiff(data):
        return "TIFF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return "BMP"
    return _kind_of_boxes(data) if data[4:8] == b"ftyp" else None


def check_parts(data: bytes, kind: str) -> None:
    """Raise Refused for a file of more pieces than a picture needs, and for a JPEG that is coded in a rare way."""
    parts = 0
    for count in _WALKS[kind](data) if kind in _WALKS else ():
        parts += count
        if parts > MAX_PARTS:
            raise too_many_parts(parts)
    if kind == "JPEG":
        scans = data.count(b"\xff\xda")
        if scans > MAX_SCANS:
            raise too_many_parts(scans, MAX_SCANS)


def stored_bits(data: bytes, kind: str) -> int:
    """Bits of a sample that the header of an AVIF or JPEG 2000 names; 0 for other kinds."""
    bits = 0
    if kind == "AVIF":
        at = data.find(b"av1C")
        flags = data[at + 6] if 0 <= at < len(data) - 6 else 0
        bits = (12 if flags & 0x20 else 10) if flags & 0x40 else 8
    elif kind == "JPEG2000":
        at = data.find(b"\xff\x4f\xff\x51")
        bits = (data[at + 42] & 0x7F) + 1 if 0 <= at < len(data) - 42 else 0
    return bits


def _kind_of_boxes(data: bytes) -> str | None:
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[at : at + 4] for at in (8, *range(16, length, 4))}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    return "HEIC" if brands & _HEIF_BRANDS else None


def _jpeg_segments(data: bytes) -> Iterator[int]:
    """1 for each segment before the first scan, and the number of bytes that lie between segments."""
    at = 2
    while True:
        start = data.find(b"\xff", at)
        if start < 0:
            return
        yield 1 + start - at
        marker = data[start + 1 : start + 2]
        if marker in (b"\xff", b"\0", b"\x01") or b"\xd0" <= marker <= b"\xd8":
            at = start + (1 if marker == b"\xff" else 2)
            continue
        if marker in (b"\xda", b"\xd9", b""):
            return
        _check_frame(data, start)
        at = start + 2 + max(2, int.from_bytes(data[start + 2 : start + 4], "big"))


def _check_frame(data: bytes, start: int) -> None:
    """Refuse 12 bits, lossless and arithmetic coding, which nothing here reads though the file is whole."""
    marker, bits = data[start + 1], data[start + 4 : start + 5]
    is_frame = 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)
    if is_frame and (marker not in _READ_FRAMES or bits != b"\x08"):
        raise Refused("rare", format="JPEG")


def _png_chunks(data: bytes) -> Iterator[int]:
    at = 8
    while at + 8 <= len(data):
        yield 1
        (length,) = struct.unpack_from(">I", data, at)
        at += 12 + length


def _gif_blocks(data: bytes) -> Iterator[int]:
    """1 for each block of the extensions that lie before the first frame."""
    if len(data) < 13:
        return
    at = 13 + (3 * 2 ** ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    while at < len(data) and data[at] != 0x2C:
        yield 1
        if data[at] != 0x21:
            at += 1
            continue
        at += 2
        while at < len(data) and data[at]:
            yield 1
            at += 1 + data[at]
        at += 1


def _jp2_pieces(data: bytes) -> Iterator[int]:
    """1 for each box, or for each segment of a bare codestream before its first tile."""
    at = 0 if data[:2] != b"\xff\x4f" else 2
    while at + 8 <= len(data):
        yield 1
        if data[:2] == b"\xff\x4f":
            if data[at : at + 2] == b"\xff\x90":
                return
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
            continue
        length, name = struct.unpack_from(">I4s", data, at)
        if name in (b"jp2c", b"") or (length < 8 and length != 1):
            return
        at += (
            8 if name == b"jp2h" else length if length != 1 else max(16, int.from_bytes(data[at + 8 : at + 16], "big"))
        )


_WALKS: dict[str, Callable[[bytes], Iterator[int]]] = {
    "JPEG": _jpeg_segments,
    "PNG": _png_chunks,
    "GIF": _gif_blocks,
    "JPEG2000": _jp2_pieces,
}
