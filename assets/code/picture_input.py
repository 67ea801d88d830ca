"""Reads a picture file as the app does, or says in a sentence why it does not, and scales its numbers to [0, 1].

Needs numpy and pillow. tifffile, where it is installed, adds 16-bit colour, 16-bit and 64-bit fractions of a TIFF.
What could be read otherwise than in the app is refused.
"""

import contextlib
import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF", b"BM", b"II", b"MM")
SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N")
MOST_PIXELS = 200_000_000
LOW_PERCENT, HIGH_PERCENT, SAMPLED_PIXELS = 0.5, 99.8, 4_000_000
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, STRIPS, ORIENTATION = 256, 257, 258, 259, 262, 273, 274  # tags of a TIFF
SAMPLES, ROWS_PER_STRIP, PLANAR, TILE_WIDTH, TILE_LENGTH, EXTRA, FORMAT = 277, 278, 284, 322, 323, 338, 339
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR = 0, 1, 2, 3, 5, 6  # values of PHOTOMETRIC
UNCOMPRESSED_OR_DEFLATED = (1, 8, 32946)


class PictureRefused(ValueError):
    """A picture that is not read here; str() says what was got, what is needed and what to do."""


def read_picture(path):
    """(H, W) or (H, W, 3) of uint8, uint16 or finite float32, and how many pages the file has; the first is read.

    A photograph is turned as it asks for, transparency is laid on white. Raises PictureRefused and nothing else.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise PictureRefused(f"Got {path}: {error.strerror}; a picture file is needed; check its name.") from None
    if not data:
        raise PictureRefused(f"Got {path}, an empty file; a picture is needed; choose another file.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read_bytes(data)
    except (PictureRefused, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise too_large(2 * MOST_PIXELS) from None
    except Exception:  # decoders raise whatever they please on damaged files
        if data.startswith(STARTS):
            told = "Got a picture that is cut off or damaged; the whole file is needed; copy or export it once more."
        else:
            told = f"Got a file that is not a picture read here; {', '.join(FORMATS)} are read; save it as PNG or TIFF."
        raise PictureRefused(told) from None


def read_bytes(data):
    """As `read_picture`, of the bytes of a file. Raises what the decoders raise for a damaged one."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # twice as many and Pillow raises by itself
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (UnidentifiedImageError, SyntaxError):
        if not data.startswith((b"II", b"MM")):
            raise
        return deep_tiff(data)
    with image:
        tags = getattr(image, "tag_v2", {})
        check_size(image, tags)
        check_depth(image, data)
        if tags and deep_colour(image, tags):
            return deep_tiff(data)
        image.load()
        with contextlib.suppress(Exception):  # a broken EXIF block does not spoil the picture
            ImageOps.exif_transpose(image, in_place=True)
        return pixels_of(image, tags), pages_of(image)


def check_size(image, tags):
    """Judges what the header claims, tiles of a TIFF included, before anything is decoded."""
    width, height = image.size
    area = max(width, int(tags.get(TILE_WIDTH, 0))) * max(height, int(tags.get(TILE_LENGTH, 0)))
    if area > MOST_PIXELS:
        raise too_large(area)
    rows = int(tags.get(ROWS_PER_STRIP, height))
    if min(image.size) < 1 or (STRIPS in tags and len(tags[STRIPS]) * rows < int(tags.get(HEIGHT, 0))):
        raise ValueError("strips that do not reach the last row")


def check_depth(image, data):
    """Refuses a PNG of which Pillow would drop bits or alpha without a word."""
    if image.format == "PNG" and data[24] == 16 and (data[25] != 0 or "transparency" in image.info):
        raise unread("a PNG of 16-bit colour or with alpha of 16 bits")


def deep_colour(image, tags):
    """Whether Pillow would cut a TIFF's colours to 8 bits. Raises PictureRefused for layouts it reads otherwise."""
    bits, samples = tags.get(BITS, (1,)), int(tags.get(SAMPLES, 1))
    photometric, extra = tags.get(PHOTOMETRIC), tags.get(EXTRA, ())
    channels = {WHITE_IS_ZERO: 1, BLACK_IS_ZERO: 1, RGB: 3, PALETTE: 1, CMYK: 4, YCBCR: 3}.get(photometric, 0)
    alpha = samples == channels + 1 and tuple(extra) in ((1,), (2,)) and photometric in (BLACK_IS_ZERO, RGB)
    if samples != channels and not alpha:
        raise unread(f"a TIFF of {samples} channels of an unusual kind")
    if len(set(bits)) != 1 or (tags.get(PLANAR, 1) != 1 and samples > 1 and (alpha or photometric != RGB)):
        raise unread("a TIFF whose channels are laid out in an unusual way")
    whole = set(tags.get(FORMAT, (1,))) == {1}
    if not whole and (max(bits) <= 8 or samples > 1 or photometric != BLACK_IS_ZERO):
        raise unread("a TIFF of signed numbers or fractions of an unusual kind")
    if photometric == WHITE_IS_ZERO and max(bits) not in (1, 2, 4, 8, 16):
        raise unread("a TIFF in which white is zero, of an unusual depth")
    if photometric == PALETTE and max(bits) > 8:
        raise unread("a TIFF with a palette of more than 8 bits")
    return samples > 1 and max(bits) > 8


def deep_tiff(data):
    """The first page of a TIFF that Pillow refuses or cuts to 8 bits, by tifffile: plain or deflated, one or three
    channels of real numbers. Raises PictureRefused for all else, and where tifffile is not installed."""
    try:
        import tifffile
    except ImportError:
        raise unread("a TIFF of 16-bit colour or 64-bit numbers", "install tifffile, or save it as") from None
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page, pages = file.pages[0], len(file.pages)
        plain = page.compression in UNCOMPRESSED_OR_DEFLATED and page.dtype is not None and page.dtype.kind in "uif"
        turned = page.tags.get(ORIENTATION)
        layout = page.axes, page.samplesperpixel, int(page.photometric)
        known = (("YX", 1, BLACK_IS_ZERO), ("YXS", 3, RGB), ("SYX", 3, RGB))
        if not plain or layout not in known or (turned is not None and turned.value != 1):
            raise unread("a TIFF whose channels, numbers or compression are unusual")
        check_parts(page, data)
        pixels = page.asarray(maxworkers=1)
    return numbers_of(np.moveaxis(pixels, 0, 2) if layout[0] == "SYX" else pixels), pages


def check_parts(page, data):
    """Raises ValueError for parts outside the file, which tifffile would leave black, and PictureRefused for a page
    or tile that is too large."""
    area = max(page.imagewidth, page.tilewidth) * max(page.imagelength, page.tilelength)
    if area > MOST_PIXELS:
        raise too_large(area)
    parts = list(zip(page.dataoffsets, page.databytecounts, strict=True))
    if not parts or any(start < 8 or length < 1 or start + length > len(data) for start, length in parts):
        raise ValueError("a part lies outside the file")


def pixels_of(image, tags):
    """A loaded picture of any Pillow mode as an array: the numbers of the file, before any conversion to 8 bits."""
    if image.mode in SIXTEEN_BIT:
        pixels = np.asarray(image).astype(np.uint16)
        return np.invert(pixels) if tags.get(PHOTOMETRIC) == WHITE_IS_ZERO else pixels
    if image.mode in ("I", "F"):
        unsigned = image.mode == "I" and tags.get(FORMAT, (1,))[0] == 1
        return numbers_of(np.asarray(image).view(np.uint32) if unsigned else np.asarray(image))
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        white = Image.new("RGB", rgba.size, "white")
        white.paste(rgba, mask=rgba.getchannel("A"))
        return np.asarray(white.convert("L") if image.mode in ("LA", "La") else white)
    return np.asarray(image.convert("L" if image.mode in ("1", "L") else "RGB"))


def pages_of(image):
    """How many pages a TIFF has; 1 for every other file, of which the first frame is read."""
    with contextlib.suppress(Exception):
        return image.n_frames if image.format == "TIFF" else 1
    return 1


def numbers_of(pixels):
    """Whole numbers of 0 to 65535 as uint8 or uint16; all others as float32 without NaN and infinity.

    Those take the smallest or largest finite value of the picture. Values beyond 1e15, and pictures whose largest is
    below 1e-15, are scaled to at most 1.
    """
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype.kind in "ui" and pixels.min() >= 0 and pixels.max() <= 65535:
        return pixels.astype(np.uint16)
    values = pixels.astype(np.float32 if pixels.dtype == np.float32 else np.float64)
    known = np.isfinite(values)
    low = float(values.min(where=known, initial=np.inf)) if known.any() else 0.0
    high = float(values.max(where=known, initial=-np.inf)) if known.any() else 0.0
    values[np.isnan(values)] = low
    np.clip(values, low, high, out=values)
    peak = max(abs(low), abs(high))
    if peak > 1e15 or 0 < peak < 1e-15:
        values, peak = values / peak, 1.0
    values[(values < peak * 1e-15) & (values > -peak * 1e-15)] = 0
    return values.astype(np.float32, copy=False)


def levels_of(pixels):
    """The numbers that become 0 and 1: percentiles 0.5 and 99.8 of all values; of a large picture, of an even grid."""
    step = max(1, int(np.ceil(np.sqrt(pixels.shape[0] * pixels.shape[1] / SAMPLED_PIXELS))))
    low, high = np.percentile(np.asarray(pixels[::step, ::step], np.float64), (LOW_PERCENT, HIGH_PERCENT))
    return float(low), float(high)


def stretched(pixels, low, high):
    """(H, W) or (H, W, 3) -> float32 (H, W, 3) in [0, 1]: `low` becomes 0, `high` 1, for all colours alike."""
    share = np.float32(1 / (high - low) if high > low else 0)
    image = np.clip((pixels.astype(np.float32) - np.float32(low)) * share, 0, 1)
    return np.repeat(image[..., None], 3, axis=2) if image.ndim == 2 else image


def unread(kind, do="save it as"):
    """What is said of a kind of picture that would not be read as the app reads it."""
    needed = "8 bits, or one channel of 16 or 32 bits, are needed"
    return PictureRefused(f"Got {kind}; {needed}; {do} such a PNG or TIFF.")


def too_large(area):
    """What is said of a picture, or a tile of one, of at least so many pixels."""
    most = MOST_PIXELS // 10**6
    return PictureRefused(f"Got {area / 1e6:.0f} megapixels or more; at most {most} are taken; crop or shrink it.")
