"""HEIC, what iPhones save: read by libheif through pi-heif, the decoder alone, and only for files that begin as HEIC.

Nothing is registered with Pillow. How the picture was held stands in the file's own transformations, which libheif
carries out; the EXIF beside them repeats it and is left alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.pictures.meaning import laid_on_white
from unet_demo.core.pictures.refused import Refused, check_area

_CHANNELS = {"L": 1, "I": 1, "LA": 2, "RGB": 3, "RGBA": 4, "RGBa": 4}  # by libheif's mode, ";16" left out


def read_heic(data: bytes) -> NDArray[Any]:
    """(H, W) or (H, W, 3) of uint8, or of uint16 with its 10 or 12 bits. Raises Refused, or what libheif does."""
    import pi_heif  # type: ignore[import-untyped]  # a library of its own, loaded when it is needed

    try:
        image = pi_heif.open_heif(data, convert_hdr_to_8bit=False)
        check_area(image.size)
        pixels, bits = _pixels_of(image), int(image.info["bit_depth"])
    except (RuntimeError, ValueError) as error:
        if "nsupported" in str(error):
            raise Refused("rare", format="HEIC") from error
        raise
    if pixels.dtype == np.uint16:
        pixels = pixels >> (16 - bits)
    if image.has_alpha:
        pixels = laid_on_white(pixels[..., :-1], pixels[..., -1:], bits, image.premultiplied_alpha)
    return pixels[..., 0] if pixels.shape[2] == 1 else pixels


def _pixels_of(image: Any) -> NDArray[Any]:
    """(H, W, channels) of an opened file, decoded here; a copy, since libheif lets go of its memory with the file."""
    width, height = image.size
    dtype = np.dtype("<u2" if image.mode.endswith(";16") else "u1")
    rows = np.frombuffer(image.data, np.uint8).reshape(height, image.stride)
    channels = _CHANNELS[image.mode.partition(";")[0]]
    octets = rows[:, : width * channels * dtype.itemsize].copy()
    return octets.view(dtype).reshape(height, width, channels)
