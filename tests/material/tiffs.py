"""TIFFs that no library here writes: packed by LZW or PackBits, by planes; and other files with all their bits."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
import tifffile
from numpy.typing import NDArray

# Lossless, written once with pillow-heif, whose encoder nobody needs to read: `ramp()`; `ramp()[:24, :32]` turned;
# `colours(37, 45)`, transparent in nine columns; `4 * ramp(37, 45) + 3` in ten bits.
GREY_HEIC, TURNED_HEIC, COLOUR_HEIC, DEEP_HEIC = (
    Path(__file__).with_name(f"{name}.heic").read_bytes() for name in ("grey", "turned", "colour", "deep")
)
ROWS = 7  # of a strip: the last one is shorter
TILE = (16, 32)


def lzw(data: bytes) -> bytes:
    """LZW as TIFF has it, in its plainest form: codes of 9 bits, the table cleared before it grows."""
    codes: list[int] = []
    for at in range(0, len(data), 250):
        codes += (256, *data[at : at + 250])
    bits = (np.array([*codes, 257])[:, None] >> np.arange(8, -1, -1)) & 1
    return np.packbits(bits.astype(np.uint8).ravel()).tobytes()


def pack_bits(data: bytes) -> bytes:
    """PackBits: runs of up to 128 equal bytes, or of one."""
    packed, at = bytearray(), 0
    while at < len(data):
        end = at + 1
        while end < len(data) and end - at < 128 and data[end] == data[at]:
            end += 1
        packed += bytes(((257 - (end - at)) & 255, data[at])) if end - at > 1 else bytes((0, data[at]))
        at = end
    return bytes(packed)


PACKERS: dict[int, Callable[[bytes], bytes]] = {1: bytes, 5: lzw, 8: zlib.compress, 32773: pack_bits}


def packed_tiff(
    pixels: NDArray[Any], compression: int, tiled: bool = False, predictor: int = 1, **options: Any
) -> bytes:
    """`pixels` (H, W), (H, W, C), or (C, H, W) with planarconfig="separate", packed part by part."""
    is_planar = options.get("planarconfig") == "separate"
    order: Literal["<", ">"] = options.get("byteorder", "<")
    planes = pixels if is_planar else pixels[None]
    parts = [PACKERS[compression](_differences(part, predictor, order)) for part in _parts(planes, tiled)]
    shape = {"tile": TILE} if tiled else {"rowsperstrip": ROWS}
    target = io.BytesIO()
    tifffile.imwrite(
        target,
        iter(parts),
        shape=pixels.shape,
        dtype=pixels.dtype,
        compression="zlib",
        metadata=None,
        **shape,
        **options,
    )
    data = bytearray(target.getvalue())
    tags = tifffile.TiffFile(io.BytesIO(bytes(data))).pages[0].tags  # type: ignore[union-attr]
    struct.pack_into(order + "H", data, tags[259].valueoffset, compression)
    if predictor > 1:
        return with_tag(bytes(data), 317, predictor)
    return bytes(data)


def with_tag(data: bytes, tag: int, value: int) -> bytes:
    """A classic TIFF of one page with one more entry (a whole number), its header moved to the end."""
    order = "<" if data[:2] == b"II" else ">"
    (offset,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, offset)
    entries = [data[offset + 2 + 12 * at : offset + 14 + 12 * at] for at in range(count)]
    entries = [entry for entry in entries if struct.unpack_from(order + "H", entry)[0] != tag]
    entries.append(struct.pack(order + "HHII", tag, 4, 1, value))
    entries.sort(key=lambda entry: struct.unpack_from(order + "H", entry)[0])
    data += b"\0" * (len(data) % 2)
    end = struct.pack(order + "H", len(entries)) + b"".join(entries) + bytes(4)
    return data[:4] + struct.pack(order + "I", len(data)) + data[8:] + end


def deep_png(pixels: NDArray[np.uint16], clear: tuple[int, ...] = ()) -> bytes:
    """(H, W) or (H, W, 2..4) as a PNG of 16 bits whose rows use all five filters; `clear` is its transparent value."""
    height, width = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    raw = pixels.astype(">u2").reshape(height, -1).view(np.uint8).astype(int)
    up = np.vstack([np.zeros_like(raw[:1]), raw[:-1]])
    left, corner = (np.pad(rows, ((0, 0), (2 * channels, 0)))[:, : raw.shape[1]] for rows in (raw, up))
    away = [np.abs(left + up - corner - near) for near in (left, up, corner)]
    paeth = np.where((away[0] <= away[1]) & (away[0] <= away[2]), left, np.where(away[1] <= away[2], up, corner))
    guesses = (0 * raw, left, up, (left + up) // 2, paeth)
    rows = b"".join(
        bytes([at % 5]) + ((raw[at] - guesses[at % 5][at]) % 256).astype(np.uint8).tobytes() for at in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    if clear:
        chunks.insert(1, (b"tRNS", struct.pack(f">{len(clear)}H", *clear)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, body) for kind, body in chunks)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk with its length and checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _parts(planes: NDArray[Any], tiled: bool) -> Iterator[NDArray[Any]]:
    """(rows, columns, C) of each strip or tile in the order of the file, tiles filled up."""
    for plane in planes:
        rows = plane if plane.ndim == 3 else plane[..., None]
        if not tiled:
            yield from (rows[top : top + ROWS] for top in range(0, len(rows), ROWS))
            continue
        filled = np.pad(rows, ((0, -rows.shape[0] % TILE[0]), (0, -rows.shape[1] % TILE[1]), (0, 0)))
        for top in range(0, filled.shape[0], TILE[0]):
            for at in range(0, filled.shape[1], TILE[1]):
                yield filled[top : top + TILE[0], at : at + TILE[1]]


def _differences(part: NDArray[Any], predictor: int, order: Literal["<", ">"]) -> bytes:
    """A part as bytes, after predictor 2 (differences) or 3 (of the bytes of floats, sorted by weight)."""
    if predictor == 2:
        part = np.diff(part, axis=1, prepend=part[:, :1] * 0)
    if predictor == 3:
        rows, width, channels = part.shape
        size = part.itemsize
        octets = part.astype(part.dtype.newbyteorder(">")).reshape(rows, -1).view(np.uint8)
        sorted_ones = octets.reshape(rows, -1, size).swapaxes(1, 2).reshape(rows, width * size, channels)
        return np.diff(sorted_ones, axis=1, prepend=sorted_ones[:, :1] * 0).tobytes()
    return part.astype(part.dtype.newbyteorder(order)).tobytes()
