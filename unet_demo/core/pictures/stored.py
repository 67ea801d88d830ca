"""What stands in a mask file before anybody reads a meaning into it: its numbers, its alpha, and what its header says.

Everything goes through `decode` first, which judges size and layout and refuses hostile files. No torch in here.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from unet_demo.core.pictures.colour_tables import RGB
from unet_demo.core.pictures.decode import decode
from unet_demo.core.pictures.kinds import kind_of
from unet_demo.core.pictures.png import depth_of
from unet_demo.core.pictures.tiff.choices import choices_of
from unet_demo.core.pictures.tiff.header import header_at
from unet_demo.core.pictures.tiff.layout import WHITE_IS_ZERO, layout_of

LUMA = (0.299, 0.587, 0.114)  # of red, green and blue


@dataclass(frozen=True)
class Header:
    """`mode` is Pillow's name for the layout ("" where Pillow cannot read it); `palette` holds every colour in it."""

    format: str
    mode: str
    bits: int
    samples: int
    palette: tuple[RGB, ...] = ()
    white_is_zero: bool = False


@dataclass(frozen=True, eq=False)
class Stored:
    """`numbers` (H, W) or (H, W, 3) as stored: palette indices, grey of few bits as it was before it was spread.

    `alpha` (H, W) uint8, None where nothing is transparent. `lossy` by the format: JPEG and WebP.
    """

    header: Header
    numbers: NDArray[Any]
    alpha: NDArray[np.uint8] | None
    lossy: bool
    pages: int

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) in pixels."""
        return int(self.numbers.shape[0]), int(self.numbers.shape[1])

    @cached_property
    def grey(self) -> NDArray[Any] | None:
        """(H, W) of one number for each pixel, None for real colour: three channels that agree everywhere are one."""
        if self.numbers.ndim == 2:
            return self.numbers
        first = self.numbers[..., 0]
        same = all(bool((self.numbers[..., at] == first).all()) for at in (1, 2))
        return np.ascontiguousarray(first) if same else None

    @property
    def has_tones(self) -> bool:
        """Whether one number says how bright a pixel is: grey, and colour with losses, which is seldom meant."""
        return self.grey is not None or self.lossy

    @cached_property
    def tones(self) -> NDArray[Any]:
        """(H, W) of one number for each pixel: grey, the brightness of colour with losses, else a number a colour."""
        if self.grey is not None:
            return self.grey
        if not self.lossy:
            return self.colours
        grey = sum(self.numbers[..., at] * np.float32(weight) for at, weight in enumerate(LUMA))
        brightness: NDArray[np.uint8] = np.rint(np.asarray(grey)).astype(np.uint8)
        return brightness

    @cached_property
    def colours(self) -> NDArray[Any]:
        """(H, W) of one whole number for every colour, 0 for black: red, green and blue side by side in its bits."""
        if self.numbers.ndim == 2:
            return self.numbers
        if self.numbers.dtype.kind == "f":
            return np.asarray(self.numbers.any(axis=2)).astype(np.uint8)
        deep = self.numbers.dtype.itemsize > 1
        packed: NDArray[Any] = self.numbers[..., 0].astype(np.uint64 if deep else np.uint32)
        for channel in (1, 2):
            packed <<= 16 if deep else 8
            packed |= self.numbers[..., channel]
        return packed


def stored_of(data: bytes, page: int = 0) -> Stored:
    """One page of a mask file. Raises PictureError, and nothing else, for bytes that cannot be taken."""
    decoded = decode(data, page, as_numbers=True)
    numbers, alpha = decoded.pixels, None
    kind = kind_of(data) or ""
    header = Header(kind, "", 8 * numbers.dtype.itemsize, 1 if numbers.ndim == 2 else 3)
    with contextlib.suppress(Exception), Image.open(io.BytesIO(data), formats=(kind,)) as image:
        header = _header(image, data, page)  # what Pillow cannot open holds one or three channels, and no alpha
        is_whole = kind != "TIFF" or (page == 0 and choices_of(data)[0].channel is None)
        if is_whole and image.has_transparency_data:
            numbers, alpha = _transparent(image, numbers)
    return Stored(header, numbers, alpha, decoded.lossy, decoded.pages)


def _header(image: Image.Image, data: bytes, page: int) -> Header:
    bits, white = 8, False
    if image.format == "PNG":
        bits = depth_of(data)
    elif image.format == "TIFF":
        layout = layout_of(header_at(data, choices_of(data)[page].offset))
        bits, white = layout.bits, layout.colours == WHITE_IS_ZERO
    flat = (image.getpalette("RGB") or []) if image.mode in ("P", "PA") else []
    palette = tuple((flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat) - 2, 3))
    bits = 1 if image.mode == "1" else bits
    return Header(image.format or "", image.mode, bits, len(image.getbands()), palette, white)


def _transparent(image: Image.Image, numbers: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.uint8] | None]:
    """Numbers that are not laid on white, and the alpha beside them; None where every pixel is opaque."""
    image.load()
    with contextlib.suppress(Exception):  # a broken EXIF block does not spoil the picture
        ImageOps.exif_transpose(image, in_place=True)
    whole = image if image.mode == "RGBA" else image.convert("RGBA")
    alpha = np.asarray(whole.getchannel("A"))
    if image.mode not in ("P", "L", "1"):
        red, green, blue = (np.asarray(whole.getchannel(name)) for name in "RGB")
        same = bool((red == green).all()) and bool((red == blue).all())
        numbers = red if same else np.stack([red, green, blue], axis=2)
    return numbers, None if (alpha == 255).all() else alpha
