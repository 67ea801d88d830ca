"""PNG of 16 bits with all of them: Pillow unpacks such a file right, but keeps the high byte of colour and alpha alone.

Its decoder is asked twice, once for the high bytes and once for the low ones.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from unet_demo.core.pictures.meaning import laid_on_white

_DEPTH, _COLOUR_TYPE = 24, 25  # places in the file
_GREY, _COLOUR, _GREY_ALPHA, _COLOUR_ALPHA = 0, 2, 4, 6


def depth_of(data: bytes) -> int:
    """Bits of a sample, as the header says."""
    return data[_DEPTH] if len(data) > _DEPTH else 0


def read_deep_png(data: bytes, image: Image.Image) -> NDArray[np.uint16]:
    """(H, W) or (H, W, 3) of a PNG of 16 bits that Pillow has opened as `image`, on white where it is transparent."""
    colour_type = data[_COLOUR_TYPE]
    if colour_type == _GREY:
        pixels = np.asarray(image).astype(np.uint16)[..., None]
    elif colour_type == _GREY_ALPHA:
        octets = _octets(data, "RGBA")  # high and low byte of grey, high and low byte of alpha
        pixels = octets[..., ::2] << 8 | octets[..., 1::2]
    else:
        mode = "RGB" if colour_type == _COLOUR else "RGBA"
        pixels = _octets(data, f"{mode};16B") << 8 | _octets(data, f"{mode};16L")
    if colour_type in (_GREY_ALPHA, _COLOUR_ALPHA):
        pixels = laid_on_white(pixels[..., :-1], pixels[..., -1:], 16)
    elif (clear := image.info.get("transparency")) is not None:
        pixels = pixels.copy()
        pixels[(pixels == np.array(clear)).all(axis=2)] = 65535
    return pixels[..., 0] if pixels.shape[2] == 1 else pixels


def _octets(data: bytes, order: str) -> NDArray[Any]:
    """One byte of each sample, as uint16; `order` is Pillow's name of where it lies."""
    image = PngImagePlugin.PngImageFile(io.BytesIO(data))
    image._mode = order.partition(";")[0]
    image.tile = [tile._replace(args=order) for tile in image.tile]
    return np.asarray(image).astype(np.uint16)
