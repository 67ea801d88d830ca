"""Bytes of unknown origin -> pixels, or one PictureError. The content decides what a file is, never its name."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import warnings
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from PIL import Image, ImageOps

from unet_demo.core.pictures.heic import read_heic
from unet_demo.core.pictures.kinds import NAMES, check_parts, kind_of, stored_bits
from unet_demo.core.pictures.meaning import turned
from unet_demo.core.pictures.pixels import loses_bits, numbers_of, pixels_of, plain
from unet_demo.core.pictures.png import depth_of, read_deep_png
from unet_demo.core.pictures.refused import MAX_BYTES, MAX_PIXELS, Refused, check_area, too_many_pixels
from unet_demo.core.pictures.tiff.choices import choices_of
from unet_demo.core.pictures.tiff.page import read_choice

__all__ = ["MAX_BYTES", "MAX_PIXELS", "SENTENCES", "Decoded", "PictureError", "decode"]

_ORIENTATION = 0x0112
_LOSSY = ("JPEG", "MPO", "WEBP", "AVIF", "JPEG2000")

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow's own guard, behind ours
warnings.filterwarnings("ignore", module=r"PIL\.")  # what it thinks of odd metadata; a picture counts, or is refused
logging.getLogger("PIL").setLevel(logging.CRITICAL)

SENTENCES = {
    "empty": "Got an empty file (0 bytes); a picture is needed; choose another file.",
    "too_big": "Got {mb:.1f} MB; at most {limit_mb} MB are taken; crop the picture or save it compressed.",
    "too_many_pixels": "Got {megapixels:.1f} megapixels; at most {limit} are taken; crop or shrink the picture.",
    "not_a_picture": "Got a file that is not a picture we can read; {formats} are read; save it as one of these.",
    "damaged": "Got a picture that is cut off or damaged; the whole file is needed; copy or export it once more.",
    "unusual": "Got a TIFF with compression {compression}, colours {colours} and {samples} x {bits} bits (numbers of "
    "its standard); no compression, LZW, deflate, PackBits, ZSTD or JPEG and grey, RGB, palette or CMYK are needed; "
    "save it as an uncompressed TIFF or as PNG.",
    "rare": "Got a {format} of a rare kind (12 bits, lossless coding or the like); the usual kind is needed; "
    "save it as PNG.",
    "too_many_parts": "Got a file cut into more than {limit} pieces before its picture; a picture needs few; "
    "save it anew with another program.",
    "too_many_bytes": "Got a page of {mb:.0f} MB when unpacked; at most {limit_mb} MB are taken; "
    "crop it or save fewer channels.",
    "page": "Got page {page}; this file has pages 1 to {pages}; choose one of them.",
    "truth_size": "Got a truth mask of {truth_width}x{truth_height}; this picture is {width}x{height}; "
    "choose the mask that belongs to it.",
    "truth_objects": "Got a truth mask with {count} objects; at most {limit} can be told apart; "
    "crop the picture and its mask.",
    "truth_classes": "Got a truth mask with labels {foreign}; this task has the classes 0 to {classes}; "
    "choose its label picture.",
    "truth_numbers": "Got a truth mask in colour, in fractions or compressed with losses; the numbers of the classes, "
    "0 to {classes}, are needed as grey values or palette indices; save it so as PNG or TIFF.",
    "truth_photo": "Got a truth mask with {colours} colours that looks like a photograph; a black-and-white mask or "
    "one even number for each nucleus is needed; choose such a file.",
}


class PictureError(ValueError):
    """A file that cannot be taken. `code` and `values` fill the prose id `errors.<code>`; str() is plain English."""

    def __init__(self, code: str, **values: str | int | float) -> None:
        super().__init__(SENTENCES[code].format(**values))
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Decoded:
    """Pixels as they are seen, or as the numbers stored: (H, W) or (H, W, 3) of uint8, uint16 or finite float32.

    `pages` counts all that can be chosen: pages, and channels that stand alone. `dropped` is (bits of a sample in the
    file, bits that were read) where bits were dropped, else None.
    """

    pixels: NDArray[Any]
    pages: int
    lossy: bool
    dropped: tuple[int, int] | None = None


def decode(data: bytes, page: int = 0, as_numbers: bool = False) -> Decoded:
    """Decode one page or channel of a picture file; raises PictureError and nothing else, whatever the bytes are.

    `page` counts from 0 over everything that a TIFF offers. All bits are kept but for AVIF and JPEG 2000 in colour,
    and for numbers that float32 cannot hold. Transparency is laid on white; the picture is turned upright; of an
    animation the first frame is read. `as_numbers` gives what stands in the file where it looks like something else:
    palette indices in place of colours, and small numbers of few bits in place of the grey that they stand for.
    """
    if not data:
        raise PictureError("empty")
    if len(data) > MAX_BYTES:
        raise PictureError("too_big", mb=len(data) / 2**20, limit_mb=MAX_BYTES // 2**20)
    kind = kind_of(data)
    if kind is None:
        raise PictureError("not_a_picture", formats=NAMES)
    try:
        decoded = _decode(data, kind, page, as_numbers)
        _check_pixels(decoded.pixels)
    except Refused as error:
        raise PictureError(error.code, **error.values) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        number = re.search(r"\d+", str(error))
        refused = too_many_pixels(int(number[0]) if number else MAX_PIXELS + 1)
        raise PictureError(refused.code, **refused.values) from None
    except Exception:  # decoders raise whatever they please on hostile bytes: none of it may leave this door
        raise PictureError("damaged") from None
    return decoded


def _decode(data: bytes, kind: str, page: int, as_numbers: bool) -> Decoded:
    choices = choices_of(data) if kind == "TIFF" else [None]
    if not 0 <= page < len(choices):
        raise Refused("page", page=page + 1, pages=len(choices))
    check_parts(data, kind)
    if choice := choices[page]:
        numbers, bits, lossy = read_choice(data, choice, as_numbers)
        pixels = plain(numbers)
        kept = 32 if numbers.dtype.kind == "f" else 24
        return Decoded(pixels, len(choices), lossy, (bits, kept) if loses_bits(numbers, pixels) else None)
    if kind == "HEIC":
        return Decoded(plain(read_heic(data)), 1, True)
    with Image.open(io.BytesIO(data), formats=(kind,)) as image:
        check_area(image.size)
        if kind == "PNG" and depth_of(data) == 16:
            return Decoded(turned(read_deep_png(data, image), _orientation(image)), 1, False)
        image.load()
        with contextlib.suppress(Exception):  # a broken EXIF block does not spoil the picture
            ImageOps.exif_transpose(image, in_place=True)
        numbers_there = numbers_of(image, data) if as_numbers else None
        pixels = pixels_of(image) if numbers_there is None else numbers_there
        bits, kept = stored_bits(data, kind), 8 * pixels.itemsize
        return Decoded(pixels, 1, kind in _LOSSY, (bits, kept) if bits > kept else None)


def _orientation(image: Image.Image) -> int:
    with contextlib.suppress(Exception):
        return int(image.getexif().get(_ORIENTATION, 1))
    return 1


def _check_pixels(pixels: NDArray[Any]) -> None:
    """Hold every decoder to what Decoded promises, whatever a damaged header made of it."""
    if pixels.ndim not in (2, 3) or pixels.shape[2:] not in ((), (3,)) or not pixels.size:
        raise Refused("damaged")
