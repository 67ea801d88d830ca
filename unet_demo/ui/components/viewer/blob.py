"""The one blob that a viewer gets: a picture, the maps of its four heads, the truth, and every word.

Layout: header length (4 bytes, little-endian) · header (JSON, UTF-8) · picture (JPEG or PNG) · maps · truth.
The maps of one class are four of probability; of several classes five of labels, five of confidence, five of entropy.
Nothing that a control can change is in it, so that it stays byte for byte the same while a visitor explores,
and Streamlit sends it once.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.viz.kit import style

HEADS = 4
ANSWERS = HEADS + 1  # of several classes: the heads', and last their mean's
UNKNOWN = 255  # in the truth of several classes
JPEG_QUALITY = 92
SMALL_PIXELS = 96 * 96  # up to here PNG: upscaled as far as these are, JPEG's own marks would show

Pixels = NDArray[np.uint8]
Truth = NDArray[np.bool_] | Pixels


@dataclass(frozen=True)
class Kind:
    """A class as the viewer names it: its name in the visitor's language, its colour as "#RRGGBB"."""

    id: str
    name: str
    colour: str


@dataclass(frozen=True, eq=False)
class ClassLayer:
    """What a net for several classes says of every pixel shown, in the terms of core.record.ClassMaps."""

    label: Pixels  # (5, h, w); heads L1..L4, then the mean of all; value v is kinds[v]
    confidence: Pixels  # (5, h, w)
    entropy: Pixels  # (5, h, w)
    kinds: tuple[Kind, ...]

    @classmethod
    def waiting(cls, kinds: tuple[Kind, ...]) -> ClassLayer:
        """The classes alone, while the maps are still being computed."""
        nothing = np.zeros((0, 0, 0), np.uint8)
        return cls(nothing, nothing, nothing, kinds)

    @property
    def maps(self) -> tuple[Pixels, Pixels, Pixels]:
        return self.label, self.confidence, self.entropy

    @property
    def computed(self) -> bool:
        return any(each.size for each in self.maps)


def pack(
    viewer_id: str,
    picture_rgb: Pixels,
    probability: Pixels | None,
    words: Mapping[str, str],
    *,
    lang: str = "en",
    picture_key: str = "",
    truth: Truth | None = None,
    full_size: tuple[int, int] | None = None,
    classes: ClassLayer | None = None,
) -> bytes:
    """The blob of a viewer; equal arguments give equal bytes.

    `picture_rgb` (h, w, 3). `probability` (4, h, w), head d at index d - 1, value v standing for
    [v / 256, (v + 1) / 256); None while it is still being computed. `truth` (h, w). `full_size` (H, W) of the picture
    that `picture_rgb` is a smaller copy of. `picture_key` only labels the event "viewer-painted".
    With `classes` there is no `probability`, and `truth` is uint8 class numbers, 255 where it is unknown.
    Raises ValueError when shapes or types differ.
    """
    _check_picture(picture_rgb)
    height, width = size = picture_rgb.shape[:2]
    if classes is None:
        _check_one(size, probability, truth)
        planes: tuple[Pixels, ...] = () if probability is None else (probability,)
    else:
        _check_several(size, probability, truth, classes)
        planes = classes.maps if classes.computed else ()
    picture, kind = _encoded(picture_rgb)
    maps = zlib.compress(np.ascontiguousarray(np.concatenate(planes)).data, 1) if planes else b""
    outline = b"" if truth is None else zlib.compress(_outline(truth, classes).data, 1)
    header = {
        "viewer_id": viewer_id,
        "picture_key": picture_key,
        "width": width,
        "height": height,
        "full_size": list(full_size or (height, width)),
        "heads": HEADS if planes else 0,
        "classes": [vars(each) for each in classes.kinds] if classes else [],
        "kind": kind,
        "bytes": [len(picture), len(maps), len(outline)],
        "checksum": zlib.crc32(picture + maps + outline),  # by this and the rest of the header a blob is known again
        "sequential": style.sequential_stops(),
        "lang": lang,
        "words": dict(words),
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return b"".join((len(text).to_bytes(4, "little"), text, picture, maps, outline))


def unpack(blob: bytes) -> tuple[dict[str, object], bytes, Pixels | ClassLayer | None, Truth | None]:
    """Header, encoded picture, probability or classes, and truth of a blob: what the browser reads, in Python."""
    start = 4 + int.from_bytes(blob[:4], "little")
    header = json.loads(blob[4:start])
    ends = np.cumsum([start, *header["bytes"]]).tolist()
    picture, maps, outline = (blob[a:b] for a, b in zip(ends[:-1], ends[1:], strict=True))
    size = (header["height"], header["width"])
    planes = np.frombuffer(zlib.decompress(maps), np.uint8).reshape(-1, *size) if maps else None
    truth = np.frombuffer(zlib.decompress(outline), np.uint8) if outline else None
    if header["classes"]:
        kinds = tuple(Kind(**each) for each in header["classes"])
        layer = ClassLayer.waiting(kinds)
        if planes is not None:
            label, confidence, entropy = np.split(planes, 3)
            layer = ClassLayer(label, confidence, entropy, kinds)
        return header, picture, layer, None if truth is None else truth.reshape(size)
    if truth is not None:
        truth = np.unpackbits(truth, count=size[0] * size[1]).reshape(size).astype(bool)
    return header, picture, planes, truth


def _outline(truth: Truth, classes: ClassLayer | None) -> Pixels:
    """The truth as it travels: a bit a pixel, or of several classes a byte."""
    return np.packbits(truth.astype(bool), axis=None) if classes is None else np.ascontiguousarray(truth, np.uint8)


def _encoded(picture_rgb: Pixels) -> tuple[bytes, str]:
    """The picture as (bytes, media type)."""
    image, buffer = Image.fromarray(picture_rgb), io.BytesIO()
    if picture_rgb.shape[0] * picture_rgb.shape[1] <= SMALL_PIXELS:
        image.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue(), "image/png"
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return buffer.getvalue(), "image/jpeg"


def _check_picture(picture_rgb: Pixels) -> None:
    if picture_rgb.ndim != 3 or picture_rgb.shape[2] != 3 or picture_rgb.dtype != np.uint8:
        raise ValueError(
            f"Picture is {picture_rgb.dtype} {picture_rgb.shape}; the viewer needs uint8 (h, w, 3); "
            "give core.images.display_copy(picture)."
        )


def _check_one(size: tuple[int, ...], probability: Pixels | None, truth: Truth | None) -> None:
    if probability is not None and (probability.shape != (HEADS, *size) or probability.dtype != np.uint8):
        raise ValueError(
            f"Probability is {probability.dtype} {probability.shape}; the viewer needs uint8 {(HEADS, *size)}; "
            "give all four heads at the size of the picture shown."
        )
    if truth is not None and truth.shape != size:
        raise ValueError(f"Truth is {truth.shape}; the viewer needs {size}; give it at the size of the picture shown.")


def _check_several(size: tuple[int, ...], probability: Pixels | None, truth: Truth | None, classes: ClassLayer) -> None:
    if probability is not None:
        raise ValueError("Got probability and classes; the viewer needs one of the two; give probability=None.")
    _check_kinds(classes.kinds)
    maps = classes.maps if classes.computed else ()
    for name, each in zip(("Label", "Confidence", "Entropy"), maps, strict=False):
        if each.shape != (ANSWERS, *size) or each.dtype != np.uint8:
            raise ValueError(
                f"{name} is {each.dtype} {each.shape}; the viewer needs uint8 {(ANSWERS, *size)}; "
                "give the four heads and their mean at the size of the picture shown."
            )
    if truth is not None and (truth.shape != size or truth.dtype != np.uint8):
        raise ValueError(
            f"Truth is {truth.dtype} {truth.shape}; the viewer needs uint8 {size}; "
            "give class numbers at the size of the picture shown."
        )
    known = truth[truth != UNKNOWN] if truth is not None else ()
    for name, numbers in (("Label", maps[0] if maps else ()), ("Truth", known)):
        if len(numbers) and np.max(numbers) >= len(classes.kinds):
            raise ValueError(
                f"{name} holds class {np.max(numbers)}; the viewer needs numbers below {len(classes.kinds)}; "
                "give one kind for every class."
            )


def _check_kinds(kinds: tuple[Kind, ...]) -> None:
    if not 2 <= len(kinds) <= UNKNOWN or len({kind.id for kind in kinds}) < len(kinds):
        raise ValueError(
            f"Kinds are {[kind.id for kind in kinds]}; the viewer needs 2 to {UNKNOWN}, each id once; "
            "give one class without kinds, as probability."
        )
    for kind in kinds:
        if not re.fullmatch("#[0-9A-Fa-f]{6}", kind.colour):
            raise ValueError(
                f'Colour of {kind.id} is "{kind.colour}"; the viewer needs "#RRGGBB"; give one of viz.style.CLASS_HUES.'
            )
