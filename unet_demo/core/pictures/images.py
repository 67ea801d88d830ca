"""A picture as it walks through the house: pixels at full resolution, its levels, its truth if one is known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from unet_demo.core.nets.tasks import TASKS, ForeignLabels, target_of
from unet_demo.core.pictures.decode import MAX_BYTES, MAX_PIXELS, Decoded, PictureError, decode
from unet_demo.core.pictures.normalise import Levels, levels_of, normalise

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
]

BAND_ROWS = 256  # rows stretched at once, so that no second picture of floats is ever held
MAX_LABEL = 65535
MOST_UNLIKE = 0.5  # of the pixels of a label picture differ from their neighbour; of a photograph nearly all do


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


def read_truth(data: bytes, picture: Picture, task: str = "nuclei") -> Picture:
    """`picture` with the truth in `data`: 0 (black) is background, anything else an object; or the classes of a task.

    Of several classes the numbers in the file are the labels: grey values, or the indices of a palette. Of one, three
    and more values or colours are labels, one object each, and their numbers are kept; in a mask of two values, and in
    lossy files, the 8-connected pieces are the objects. Raises PictureError, for a photograph too.
    """
    several = TASKS[task].outputs > 1
    decoded = decode(data, as_numbers=several)
    height, width = decoded.pixels.shape[:2]
    if (height, width) != (picture.height, picture.width):
        raise PictureError(
            "truth_size",
            truth_width=width,
            truth_height=height,
            width=picture.width,
            height=picture.height,
        )
    labels = _classes_of(decoded, TASKS[task].outputs) if several else _labels_of(decoded)
    try:
        target_of(TASKS[task], labels)
    except ForeignLabels as error:
        raise PictureError("truth_classes", foreign=error.numbers, classes=TASKS[task].outputs - 1) from error
    return replace(picture, truth=_frozen(labels))


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


def _classes_of(decoded: Decoded, classes: int) -> NDArray[np.uint16]:
    """The numbers of a label picture as they are; raises PictureError where it has none: colours, losses, fractions."""
    pixels = decoded.pixels
    if pixels.ndim == 3 and (pixels == pixels[..., :1]).all():
        pixels = pixels[..., 0]
    whole = pixels.dtype.kind == "u" or bool((pixels == np.clip(np.rint(pixels), 0, MAX_LABEL)).all())
    if decoded.lossy or pixels.ndim == 3 or not whole:
        raise PictureError("truth_numbers", classes=classes - 1)
    return pixels.astype(np.uint16)


def _labels_of(decoded: Decoded) -> NDArray[np.uint16]:
    """Decoded truth of one class as labels; raises PictureError when there are more than 65535 objects."""
    pixels = decoded.pixels
    if pixels.ndim == 3:
        pixels = _one_number_per_colour(pixels)
    if decoded.lossy:
        pixels = pixels > pixels.max() / 2
    values = np.unique(pixels)
    if values.size > 2 and _unlike_neighbour(pixels) > MOST_UNLIKE:
        raise PictureError("truth_photo", colours=int(values.size))
    if values.size <= 2:
        labels, count = ndimage.label(pixels != 0, np.ones((3, 3)))
    elif pixels.dtype in (np.uint8, np.uint16):
        labels, count = pixels, int(values[-1])
    else:
        values = values[values != 0]
        labels = np.where(pixels != 0, np.searchsorted(values, pixels) + 1, 0)
        count = values.size
    if count > MAX_LABEL:
        raise PictureError("truth_objects", count=int(count), limit=MAX_LABEL)
    return np.asarray(labels).astype(np.uint16)


def _unlike_neighbour(pixels: NDArray[Any]) -> float:
    """Share of the pixels (H, W) that differ from the next one in their row: low where objects are filled evenly."""
    return float((pixels[:, 1:] != pixels[:, :-1]).mean()) if pixels.shape[1] > 1 else 0.0


def _one_number_per_colour(pixels: NDArray[Any]) -> NDArray[Any]:
    """(H, W, 3) -> (H, W): the grey value where all channels agree everywhere, otherwise a number for each colour."""
    if (pixels == pixels[..., :1]).all():
        return pixels[..., 0]
    if pixels.dtype.kind == "f":
        return np.asarray(pixels.any(axis=2))
    wide = pixels.astype(np.uint64)
    return (wide[..., 0] << 32) | (wide[..., 1] << 16) | wide[..., 2]
