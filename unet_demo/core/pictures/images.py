"""A picture as it walks through the house: pixels at full resolution, its levels, its truth if one is known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.pictures.decode import MAX_BYTES, MAX_PIXELS, PictureError, decode
from unet_demo.core.pictures.normalise import Levels, levels_of, normalise
from unet_demo.core.pictures.readings import Readings, readings_of_stored, truth_of
from unet_demo.core.pictures.stored import stored_of

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "Picture",
    "PictureError",
    "display_copy",
    "padded",
    "picture_of",
    "read_picture",
    "read_truth",
    "truth_readings",
    "with_truth",
]

BAND_ROWS = 256  # rows stretched at once, so that no second picture of floats is ever held


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture, never changed: `pixels` (H, W) or (H, W, 3), uint8 | uint16 | float32, contiguous, read-only.

    `key` is the sha256 of type, shape and pixels: the identity for caches, see `Subject`. `name` is only shown.
    `truth` is uint16 (H, W): 0 background, 1..n one number per object; None when not known. `page` counts from 0 over
    the `pages` and channels of the file; `dropped` is (bits of a sample in it, bits read) where these are fewer.
    """

    pixels: NDArray[Any]
    levels: Levels
    key: str
    name: str = ""
    page: int = 0
    pages: int = 1
    truth: NDArray[np.uint16] | None = None
    dropped: tuple[int, int] | None = None

    @cached_property
    def truth_key(self) -> str:
        """The sha256 of the truth's shape and labels, "" where there is none: `key` says nothing of the truth."""
        if self.truth is None:
            return ""
        digest = hashlib.sha256(str(self.truth.shape).encode())
        digest.update(self.truth.data)
        return digest.hexdigest()

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


def picture_of(
    pixels: NDArray[Any],
    name: str = "",
    truth: NDArray[np.uint16] | None = None,
    page: int = 0,
    pages: int = 1,
) -> Picture:
    """Wrap (H, W) or (H, W, 3) pixels of uint8, uint16 or float32, and (H, W) truth; both become read-only."""
    pixels = _frozen(pixels)
    digest = hashlib.sha256(f"{pixels.dtype.str}{pixels.shape}".encode())
    digest.update(pixels.data)
    labels = None if truth is None else _frozen(truth)
    return Picture(pixels, levels_of(pixels), digest.hexdigest(), name, page, pages, labels)


def read_picture(data: bytes, name: str = "", page: int = 0) -> Picture:
    """Read the bytes of a picture file; `page` (from 0) chooses among pages and channels. See `decode` for the rules.

    Raises PictureError, and nothing else, for bytes that cannot be taken.
    """
    decoded = decode(data, page)
    picture = picture_of(decoded.pixels, name, None, page, decoded.pages)
    return replace(picture, dropped=decoded.dropped)


def read_truth(data: bytes, picture: Picture, task: str = "nuclei", reading: str = "") -> Picture:
    """`picture` with the truth in `data`, as the task reads it: see `readings`. `reading` is the id of another way.

    Raises PictureError: for a file that is no truth of this task or of this size, and "truth_ask" where several
    readings are as likely and none is named.
    """
    return with_truth(picture, truth_of(truth_readings(data, picture, task), reading))


def truth_readings(data: bytes, picture: Picture, task: str) -> Readings:
    """Every way to read a truth for this picture, the likeliest first. Raises PictureError as `read_truth` does."""
    stored = stored_of(data)
    height, width = stored.size
    if (height, width) != (picture.height, picture.width):
        raise PictureError(
            "truth_size",
            truth_width=width,
            truth_height=height,
            width=picture.width,
            height=picture.height,
        )
    return readings_of_stored(stored, task)


def with_truth(picture: Picture, labels: NDArray[np.uint16] | None) -> Picture:
    """The same picture with these labels (H, W), or with none."""
    return replace(picture, truth=None if labels is None else _frozen(labels))


def display_copy(picture: Picture, side_px: int = 1024) -> NDArray[np.uint8]:
    """(h, w, 3) for the eye, long side at most `side_px`: 8 bit as it is, 16 bit and float stretched by the levels."""
    pixels = picture.pixels if picture.pixels.dtype == np.uint8 else _stretched(picture)
    image = Image.fromarray(pixels)
    scale = side_px / max(image.size)
    if scale < 1:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.BOX)
    return np.array(image.convert("RGB"))


def padded(pixels: NDArray[Any], multiple: int) -> NDArray[Any]:
    """Mirror (H, W) or (H, W, C) at the bottom and right until both sides divide by `multiple`.

    The edge pixel is repeated by the mirror (numpy "symmetric"), as often as needed: a 1x1 picture works too.
    """
    height, width = pixels.shape[:2]
    gap = ((0, -height % multiple), (0, -width % multiple), *((0, 0),) * (pixels.ndim - 2))
    return np.pad(pixels, gap, "symmetric") if height % multiple or width % multiple else pixels


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    """A contiguous array that cannot be written to; the caller's own array stays as it was."""
    array = np.ascontiguousarray(array).view()
    array.flags.writeable = False
    return array


def _stretched(picture: Picture) -> NDArray[np.uint8]:
    """16-bit or float pixels as 8 bit between the picture's levels, band by band."""
    result = np.empty(picture.pixels.shape, np.uint8)
    for top in range(0, picture.height, BAND_ROWS):
        band = picture.pixels[top : top + BAND_ROWS]
        scaled = np.rint(normalise(band, picture.levels) * 255)
        result[top : top + BAND_ROWS] = scaled[..., 0] if band.ndim == 2 else scaled
    return result
