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


def read_heic(data: bytes) -> NDArray[Any]:
    """(H, W) or (H, W, 3) of uint8, or of uint16 with its 10 or 12 bits. Raises Refused, or what libheif does."""
    import pi_heif  # type: ignore[import-untyped]  # a library of its own, loaded when it is needed

    try:
        image = pi_heif.open_heif(data, convert_hdr_to_8bit=False)
        check_area(image.size)
        pixels, bits = np.asarray(image), int(image.info["bit_depth"])
    except (RuntimeError, ValueError) as error:
        if "nsupported" in str(error):
            raise Refused("rare", format="HEIC") from error
        raise
    if pixels.dtype == np.uint16:
        pixels = pixels >> (16 - bits)
    if not image.has_alpha:
        return pixels
    pixels = laid_on_white(pixels[..., :-1], pixels[..., -1:], bits, image.premultiplied_alpha)
    return pixels[..., 0] if pixels.shape[2] == 1 else pixels
