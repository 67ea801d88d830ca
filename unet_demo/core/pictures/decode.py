"""Bytes of unknown origin -> pixels, or one PictureError. The content decides what a file is, never its name."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from unet_demo.core.pictures import tiff

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
_SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N")
_BITS_PER_SAMPLE, _PHOTOMETRIC, _TILE_WIDTH, _TILE_LENGTH, _SAMPLE_FORMAT = 258, 262, 322, 323, 339
_ORIENTATION = 0x0112
_PNG_DEPTH = 24  # where a PNG says how many bits a sample has

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow's own guard, behind ours


SENTENCES = {
    "empty": "Got an empty file (0 bytes); a picture is needed; choose another file.",
    "too_big": "Got {mb:.1f} MB; at most {limit_mb} MB are taken; crop the picture or save it compressed.",
    "too_many_pixels": "Got {megapixels:.1f} megapixels; at most {limit} are taken; crop or shrink the picture.",
    "not_a_picture": "Got a file that is not a picture we can read; {formats} are read; save it as one of these.",
    "damaged": "Got a picture that is cut off or damaged; the whole file is needed; copy or export it once more.",
    "unusual": "Got a TIFF whose pixels or compression cannot be read here, or a damaged one; one or three channels of "
    "8, 16 or 32 bits are needed; save it as an uncompressed TIFF or as PNG.",
    "page": "Got page {page}; this file has pages 1 to {pages}; choose one of them.",
    "truth_size": "Got a truth mask of {truth_width}x{truth_height}; this picture is {width}x{height}; "
    "choose the mask that belongs to it.",
    "truth_objects": "Got a truth mask with {count} objects; at most {limit} can be told apart; "
    "crop the picture and its mask.",
    "truth_classes": "Got a truth mask with labels {foreign}; this task has the classes 0 to {classes}, and {void} "
    "or 255 beside them for what is left out; choose its label picture.",
    "truth_numbers": "Got a truth mask in colour, in fractions or compressed with losses; the numbers of the classes, "
    "0 to {classes}, are needed as grey values or palette indices; save it so as PNG or TIFF.",
    "truth_ask": "Got a truth mask that can be read in {count} ways, some the opposite of others; background has to "
    "be 0 and cover the border, or a reading has to be chosen; save it so, or choose one.",
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
    """Pixels as they are seen, or as the numbers stored: (H, W) or (H, W, 3) of uint8, uint16 or finite float32."""

    pixels: NDArray[Any]
    pages: int
    lossy: bool


def decode(data: bytes, page: int = 0, as_numbers: bool = False) -> Decoded:
    """Decode one page of a picture file; raises PictureError and nothing else, whatever the bytes are.

    Grey stays (H, W) and keeps 16 bits. 16-bit colour keeps them in a plain or deflated TIFF without alpha: all other
    16-bit colour is read with 8 bits. Transparency is laid on white; EXIF rotation is carried out; of an
    animation the first frame is read. `as_numbers` gives what stands in the file where it looks like something else:
    palette indices in place of colours, and small numbers of few bits in place of the grey that they stand for.
    """
    if not data:
        raise PictureError("empty")
    if len(data) > MAX_BYTES:
        raise PictureError("too_big", mb=len(data) / 2**20, limit_mb=MAX_BYTES // 2**20)
    try:
        decoded = _decode(data, page, as_numbers)
        _check_pixels(decoded.pixels)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        found = re.search(r"\d+", str(error))
        raise _too_many(int(found[0]) if found else MAX_PIXELS + 1) from None
    except Exception:  # decoders raise whatever they please on hostile bytes: none of it may leave this door
        if _looks_like_a_picture(data):
            raise PictureError("damaged") from None
        raise PictureError("not_a_picture", formats="PNG, JPEG, TIFF, WebP, BMP, GIF") from None
    return decoded


def _decode(data: bytes, page: int, as_numbers: bool) -> Decoded:
    pages = tiff.pages_of(data) if tiff.is_tiff(data) else 1
    if not 0 <= page < pages:
        raise PictureError("page", page=page + 1, pages=pages)
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        image.seek(page if tiff.is_tiff(data) else 0)
    except (UnidentifiedImageError, SyntaxError):
        if not tiff.is_tiff(data):
            raise
        return Decoded(_unusual_tiff(data, page), pages, False)
    with image:
        _check_size(image)
        pixels = _deep_colour(image, data, page)
        if pixels is None:
            image.load()
            with contextlib.suppress(Exception):  # a broken EXIF block does not spoil the picture
                ImageOps.exif_transpose(image, in_place=True)
            numbers = _numbers_of(image, data) if as_numbers else None
            pixels = _pixels_of(image) if numbers is None else numbers
        return Decoded(pixels, pages, image.format in ("JPEG", "MPO", "WEBP"))


def _check_size(image: Image.Image) -> None:
    """Judge the size that the header claims, tiles of a TIFF included, before anything is decoded."""
    width, height = image.size
    tags = getattr(image, "tag_v2", {})
    area = max(width, int(tags.get(_TILE_WIDTH, 0))) * max(height, int(tags.get(_TILE_LENGTH, 0)))
    if area > MAX_PIXELS:
        raise _too_many(area)
    if width < 1 or height < 1 or not tiff.is_covered(tags):
        raise PictureError("damaged")


def _check_pixels(pixels: NDArray[Any]) -> None:
    """Hold every decoder to what Decoded promises, whatever a damaged header made of it."""
    if pixels.ndim not in (2, 3) or pixels.shape[2:] not in ((), (3,)) or not pixels.size:
        raise PictureError("damaged")


def _deep_colour(image: Image.Image, data: bytes, page: int) -> NDArray[Any] | None:
    """16-bit colour of a TIFF with all its bits, where that can be had; otherwise None, and Pillow reads 8 of them."""
    bits = getattr(image, "tag_v2", {}).get(_BITS_PER_SAMPLE, ())
    if len(bits) != 3 or max(bits) <= 8 or image.getexif().get(_ORIENTATION, 1) != 1:
        return None
    with contextlib.suppress(Exception):
        return _plain(tiff.decode_page(data, page, MAX_PIXELS))
    return None


def _unusual_tiff(data: bytes, page: int) -> NDArray[Any]:
    """A TIFF page that Pillow refuses; raises PictureError "unusual" when tifffile does, too."""
    try:
        return _plain(tiff.decode_page(data, page, MAX_PIXELS))
    except Exception:
        raise PictureError("unusual") from None


def _pixels_of(image: Image.Image) -> NDArray[Any]:
    """A loaded picture of any Pillow mode as an array."""
    if image.mode in _SIXTEEN_BIT:
        pixels = np.asarray(image).astype(np.uint16)
        inverted = getattr(image, "tag_v2", {}).get(_PHOTOMETRIC) == 0
        return np.invert(pixels) if inverted else pixels
    if image.mode in ("I", "F"):
        unsigned = image.mode == "I" and getattr(image, "tag_v2", {}).get(_SAMPLE_FORMAT, (1,))[0] == 1
        return _plain(np.asarray(image).view(np.uint32) if unsigned else np.asarray(image))
    if image.mode == "LAB":
        raise PictureError("unusual")
    if image.has_transparency_data:
        grey = image.mode in ("LA", "La")
        opaque = _on_white(image)
        return np.asarray(opaque.convert("L") if grey else opaque)
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))
    return np.asarray(image.convert("RGB"))


def _numbers_of(image: Image.Image, data: bytes) -> NDArray[np.uint8] | None:
    """(H, W) palette indices, or grey as it was before Pillow spread few bits to 255 or turned black and white round.

    None for a picture of any other mode.
    """
    if image.mode == "P":
        return np.asarray(image)
    if image.mode not in ("1", "L"):
        return None
    tags, grey = getattr(image, "tag_v2", {}), np.asarray(image.convert("L"))
    if tags.get(_PHOTOMETRIC) == 0:
        grey = np.invert(grey)
    bits = data[_PNG_DEPTH] if image.format == "PNG" else int(tags.get(_BITS_PER_SAMPLE, (8,))[0])
    if image.mode == "1":
        bits = 1
    numbers: NDArray[np.uint8] = grey // (255 // (2 ** min(bits, 8) - 1))
    return numbers


def _on_white(image: Image.Image) -> Image.Image:
    """The picture as it looks on white paper, RGB."""
    rgba = image.convert("RGBA")
    white = Image.new("RGB", rgba.size, "white")
    white.paste(rgba, mask=rgba.getchannel("A"))
    return white


def _plain(pixels: NDArray[Any]) -> NDArray[Any]:
    """Any numbers as uint8, uint16 (whole numbers of that range) or finite float32."""
    if pixels.dtype.kind == "b" or pixels.dtype == np.uint8:
        return pixels.astype(np.uint8)
    if pixels.dtype.kind in "ui" and pixels.min() >= 0 and pixels.max() <= 65535:
        return pixels.astype(np.uint16)
    return _finite(pixels)


def _finite(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """float32 without NaN and infinity: those take the smallest or largest finite value of the picture.

    Values beyond 1e15, and pictures whose largest is below 1e-15, are scaled to at most 1: brightness is relative,
    and later arithmetic stays in the range of float32.
    """
    values: NDArray[Any] = pixels.astype(np.float32 if pixels.dtype == np.float32 else np.float64)
    known = np.isfinite(values)
    low = float(values.min(where=known, initial=np.inf)) if known.any() else 0.0
    high = float(values.max(where=known, initial=-np.inf)) if known.any() else 0.0
    values[np.isnan(values)] = low
    np.clip(values, low, high, out=values)
    peak = max(abs(low), abs(high))
    if peak > 1e15 or 0 < peak < 1e-15:
        values = values / peak
        peak = 1.0
    values[(values < peak * 1e-15) & (values > -peak * 1e-15)] = 0
    return values.astype(np.float32, copy=False)


def _looks_like_a_picture(data: bytes) -> bool:
    starts = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    bmp = data[:2] == b"BM" and data[6:10] == bytes(4)
    return data.startswith(starts) or webp or bmp or tiff.is_tiff(data)


def _too_many(pixels: int) -> PictureError:
    return PictureError("too_many_pixels", megapixels=pixels / 1e6, limit=MAX_PIXELS // 10**6)
