"""One truth, a disc on a field, in every file that people keep it in; and labels of a street."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pictures import file_of, tiff_of
from PIL import Image

ROWS, COLS = np.mgrid[:64, :64]
DISC: NDArray[np.bool_] = (ROWS - 32) ** 2 + (COLS - 32) ** 2 < 200  # 15 % of the field
GREY = DISC.astype(np.uint8)
BANDS = (ROWS // 6).astype(np.uint8)  # the eleven classes of a street, 0 to 10


def transparent(colour: tuple[int, int, int] = (255, 255, 255)) -> NDArray[np.uint8]:
    """(64, 64, 4) the disc in a colour, everything around it transparent and black."""
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[DISC] = (*colour, 255)
    return rgba


def smooth(resampling: Image.Resampling = Image.Resampling.BILINEAR) -> Image.Image:
    """The disc made half as large and large again, as an image editor does it."""
    return Image.fromarray(GREY * 255).resize((32, 32), resampling).resize((64, 64), resampling)


def palette_of(labels: NDArray[np.uint8], colours: list[int] | None = None) -> Image.Image:
    """Labels as a palette picture; its colours say nothing of the numbers unless they are given."""
    image = Image.fromarray(labels, "P")
    image.putpalette(colours or [value * by % 256 for value in range(256) for by in (70, 130, 210)])
    return image


Make = Callable[[], bytes]
SAME: Mapping[str, Make] = {  # read without a question, and as the plain mask is
    "0 and 255": lambda: file_of(GREY * 255),
    "0 and 1": lambda: file_of(GREY),
    "white on transparency": lambda: file_of(transparent()),
    "black on transparency": lambda: file_of(transparent((0, 0, 0))),
    "bool tiff": lambda: tiff_of(DISC),
    "jpeg": lambda: file_of(GREY * 255, "JPEG", quality=60),
    "jpeg saved as png": lambda: file_of(Image.open(_opened(file_of(GREY * 255, "JPEG", quality=60)))),
    "16 bit": lambda: file_of(GREY.astype(np.uint16) * 65535),
    "float": lambda: tiff_of(GREY.astype(np.float32)),
    "palette": lambda: file_of(palette_of(GREY)),
    "one bit": lambda: file_of(Image.fromarray(DISC)),
    "colour": lambda: file_of(np.repeat(GREY[..., None] * 255, 3, axis=2) * np.array([1, 0, 0], np.uint8)),
}
ASKED: Mapping[str, Make] = {  # could as well mean the opposite; the first reading is the plain mask
    "one and two": lambda: file_of(GREY + 1),
    "inverted": lambda: file_of(255 - GREY * 255),
    "white is zero": lambda: tiff_of(255 - GREY * 255, photometric="miniswhite"),
}


def _opened(data: bytes) -> Any:
    import io

    return io.BytesIO(data)
