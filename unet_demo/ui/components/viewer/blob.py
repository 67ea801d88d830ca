"""The one blob that a viewer gets: a picture, the probability maps of its four heads, the truth, and every word.

Layout: header length (4 bytes, little-endian) · header (JSON, UTF-8) · picture (JPEG or PNG) · maps · truth.
Nothing that a control can change is in it, so that it stays byte for byte the same while a visitor explores,
and Streamlit sends it once.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.viz import style

HEADS = 4
JPEG_QUALITY = 92
SMALL_PIXELS = 96 * 96  # up to here PNG: upscaled as far as these are, JPEG's own marks would show

Pixels = NDArray[np.uint8]


def pack(
    viewer_id: str,
    picture_rgb: Pixels,
    probability: Pixels | None,
    words: Mapping[str, str],
    *,
    lang: str = "en",
    picture_key: str = "",
    truth: NDArray[np.bool_] | None = None,
    full_size: tuple[int, int] | None = None,
) -> bytes:
    """The blob of a viewer; equal arguments give equal bytes.

    `picture_rgb` (h, w, 3). `probability` (4, h, w), head d at index d - 1, value v standing for
    [v / 256, (v + 1) / 256); None while it is still being computed. `truth` (h, w). `full_size` (H, W) of the picture
    that `picture_rgb` is a smaller copy of. `picture_key` only labels the event "viewer-painted".
    Raises ValueError when shapes or types differ.
    """
    _check(picture_rgb, probability, truth)
    height, width = picture_rgb.shape[:2]
    picture, kind = _encoded(picture_rgb)
    maps = b"" if probability is None else zlib.compress(np.ascontiguousarray(probability).data, 1)
    outline = b"" if truth is None else zlib.compress(np.packbits(truth.astype(bool), axis=None).data, 1)
    header = {
        "viewer_id": viewer_id,
        "picture_key": picture_key,
        "width": width,
        "height": height,
        "full_size": list(full_size or (height, width)),
        "heads": 0 if probability is None else HEADS,
        "kind": kind,
        "bytes": [len(picture), len(maps), len(outline)],
        "checksum": zlib.crc32(picture + maps + outline),  # by this and the rest of the header a blob is known again
        "sequential": style.sequential_stops(),
        "lang": lang,
        "words": dict(words),
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return b"".join((len(text).to_bytes(4, "little"), text, picture, maps, outline))


def unpack(blob: bytes) -> tuple[dict[str, object], bytes, Pixels | None, NDArray[np.bool_] | None]:
    """Header, encoded picture, probability (4, h, w) and truth (h, w) of a blob: what the browser reads, in Python."""
    start = 4 + int.from_bytes(blob[:4], "little")
    header = json.loads(blob[4:start])
    ends = np.cumsum([start, *header["bytes"]]).tolist()
    picture, maps, outline = (blob[a:b] for a, b in zip(ends[:-1], ends[1:], strict=True))
    size = (header["height"], header["width"])
    probability = np.frombuffer(zlib.decompress(maps), np.uint8).reshape(HEADS, *size) if maps else None
    if not outline:
        return header, picture, probability, None
    bits = np.unpackbits(np.frombuffer(zlib.decompress(outline), np.uint8), count=size[0] * size[1])
    return header, picture, probability, bits.reshape(size).astype(bool)


def _encoded(picture_rgb: Pixels) -> tuple[bytes, str]:
    """The picture as (bytes, media type)."""
    image, buffer = Image.fromarray(picture_rgb), io.BytesIO()
    if picture_rgb.shape[0] * picture_rgb.shape[1] <= SMALL_PIXELS:
        image.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue(), "image/png"
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return buffer.getvalue(), "image/jpeg"


def _check(picture_rgb: Pixels, probability: Pixels | None, truth: NDArray[np.bool_] | None) -> None:
    if picture_rgb.ndim != 3 or picture_rgb.shape[2] != 3 or picture_rgb.dtype != np.uint8:
        raise ValueError(
            f"Picture is {picture_rgb.dtype} {picture_rgb.shape}; the viewer needs uint8 (h, w, 3); "
            "give core.images.display_copy(picture)."
        )
    size = picture_rgb.shape[:2]
    if probability is not None and (probability.shape != (HEADS, *size) or probability.dtype != np.uint8):
        raise ValueError(
            f"Probability is {probability.dtype} {probability.shape}; the viewer needs uint8 {(HEADS, *size)}; "
            "give all four heads at the size of the picture shown."
        )
    if truth is not None and truth.shape != size:
        raise ValueError(f"Truth is {truth.shape}; the viewer needs {size}; give it at the size of the picture shown.")
