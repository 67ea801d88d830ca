"""PNG of 16 bits, HEIC, AVIF and JPEG 2000: every bit that the file has, or a sentence that names what was dropped."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pictures import colours, file_of, ramp
from PIL import Image
from tiffs import COLOUR_HEIC, DEEP_HEIC, GREY_HEIC, TURNED_HEIC, deep_png

from unet_demo.core.pictures import heic, refused
from unet_demo.core.pictures.decode import decode
from unet_demo.core.pictures.images import PictureError, read_picture
from unet_demo.core.pictures.kinds import kind_of, stored_bits

DEEP = np.random.default_rng(3).integers(0, 65536, (31, 22, 4)).astype(np.uint16)


def refusal(data: bytes) -> PictureError:
    with pytest.raises(PictureError) as caught:
        read_picture(data)
    return caught.value


@pytest.mark.parametrize("pixels", [DEEP[..., 0], DEEP[..., :3], DEEP[..., :3] % 300], ids=["grey", "colour", "dim"])
def test_png_keeps_16_bits(pixels: NDArray[np.uint16]) -> None:
    result = read_picture(deep_png(pixels)).pixels
    assert result.dtype == np.uint16
    np.testing.assert_array_equal(result, pixels)


@pytest.mark.parametrize("channels", [1, 3])
def test_png_keeps_16_bits_beside_alpha(channels: int) -> None:
    alpha = np.where(np.arange(22) < 9, 0, 65535).astype(np.uint16)
    pixels = np.dstack([DEEP[..., :channels], np.broadcast_to(alpha, (31, 22))])
    result = read_picture(deep_png(pixels)).pixels.reshape(31, 22, channels)
    assert (result[:, :9] == 65535).all()
    np.testing.assert_array_equal(result[:, 9:], DEEP[:, 9:, :channels])


@pytest.mark.parametrize("channels", [1, 3])
def test_the_transparent_value_of_a_deep_png_is_white(channels: int) -> None:
    pixels = DEEP[..., 0] if channels == 1 else DEEP[..., :3]
    clear = tuple(int(value) for value in np.atleast_1d(pixels[4, 5]))
    result = read_picture(deep_png(pixels, clear)).pixels
    assert (result[4, 5] == 65535).all()
    np.testing.assert_array_equal(result[5:], pixels[5:])


def test_heic_keeps_every_pixel_and_stands_upright() -> None:
    picture = read_picture(GREY_HEIC)
    np.testing.assert_array_equal(picture.pixels, ramp())
    assert picture.dropped is None
    np.testing.assert_array_equal(read_picture(TURNED_HEIC).pixels, np.rot90(ramp()[:24, :32], -1))
    assert decode(GREY_HEIC).lossy


def test_heic_keeps_colour_on_white_and_ten_bits() -> None:
    pixels = read_picture(COLOUR_HEIC).pixels
    assert (pixels[:, :9] == 255).all()
    np.testing.assert_array_equal(pixels[:, 9:], colours(37, 45)[:, 9:])
    deep = read_picture(DEEP_HEIC)
    np.testing.assert_array_equal(deep.pixels, ramp(37, 45).astype(np.uint16) * 4 + 3)
    assert deep.dropped is None


@pytest.mark.parametrize("angle", range(4))
def test_heic_is_turned_as_the_file_says_and_not_as_its_exif_does(angle: int) -> None:
    data = bytearray(TURNED_HEIC)  # EXIF asks for a quarter turn all the time
    data[data.find(b"irot") + 4] = angle
    np.testing.assert_array_equal(read_picture(bytes(data)).pixels, np.rot90(ramp()[:24, :32], angle))


def test_nobody_but_this_door_reads_heic() -> None:
    read_picture(GREY_HEIC)
    assert "HEIF" not in Image.OPEN
    assert "pi_heif" not in sys.modules


def test_the_size_of_a_heic_is_judged_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "MAX_PIXELS", 48 * 64 - 1)
    assert refusal(GREY_HEIC).code == "too_many_pixels"


@pytest.mark.parametrize("script", ["import os; os.abort()", "import time; time.sleep(60)", "print('{}')"])
def test_a_heic_that_breaks_its_process_is_damaged(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.py").write_text(script)
    monkeypatch.setattr(heic, "_SCRIPT", tmp_path / "broken.py")
    monkeypatch.setattr(heic, "LONGEST_S", 1)
    assert refusal(GREY_HEIC).code == "damaged"


@pytest.mark.parametrize("format", ["AVIF", "JPEG2000"])
@pytest.mark.parametrize("pixels", [ramp(), colours()])
def test_avif_and_jpeg_2000(format: str, pixels: NDArray[np.uint8]) -> None:
    options = {"quality": 100, "subsampling": "4:4:4"} if format == "AVIF" else {}
    data = file_of(pixels, format, **options)
    shown = read_picture(data)
    grey_or_colour = shown.pixels if shown.pixels.ndim == pixels.ndim else shown.pixels[..., 0]
    assert np.abs(grey_or_colour.astype(int) - pixels).max() <= (4 if format == "AVIF" else 0)
    assert shown.dropped is None
    assert decode(data).lossy
    assert refusal(data[: len(data) // 2]).code == "damaged"


@pytest.mark.parametrize("format", ["AVIF", "JPEG2000"])
def test_sizes_are_judged_before_anything_is_decoded(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "MAX_PIXELS", 48 * 64 - 1)
    assert refusal(file_of(colours(), format)).code == "too_many_pixels"


def test_jpeg_2000_keeps_grey_of_16_bits() -> None:
    deep = ramp().astype(np.uint16) * 200 + 3
    picture = read_picture(file_of(deep, "JPEG2000"))
    np.testing.assert_array_equal(picture.pixels, deep)
    assert picture.dropped is None


def test_bits_that_pillow_drops_are_told_by_the_header() -> None:
    """No library here writes them: the header of a file of 8 bits is told to have more."""
    avif = bytearray(file_of(colours(), "AVIF"))
    at = avif.find(b"av1C")
    for flags, bits in ((0, 8), (0x40, 10), (0x60, 12)):
        avif[at + 6] = (avif[at + 6] & 0x9F) | flags
        assert stored_bits(bytes(avif), "AVIF") == bits
    jpeg_2000 = bytearray(file_of(colours(), "JPEG2000"))
    at = jpeg_2000.find(b"\xff\x4f\xff\x51")
    for bits in (8, 12, 16):
        jpeg_2000[at + 42] = bits - 1
        assert stored_bits(bytes(jpeg_2000), "JPEG2000") == bits
    assert stored_bits(file_of(colours()), "PNG") == 0


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (b"heic\0\0\0\0mif1heic", "HEIC"),
        (b"mif1\0\0\0\0mif1heic", "HEIC"),
        (b"mif1\0\0\0\0mif1avif", "AVIF"),
        (b"avif\0\0\0\0avifmif1", "AVIF"),
        (b"isom\0\0\0\0isommp42", None),
    ],
)
def test_boxes_are_told_apart_by_their_brands(brands: bytes, kind: str | None) -> None:
    assert kind_of(struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands) == kind


def test_a_jpeg_of_12_bits_is_whole_and_of_a_rare_kind() -> None:
    data = bytearray(file_of(ramp(), "JPEG"))
    at = data.find(b"\xff\xc0")
    for change in ({at + 4: 12}, {at + 1: 0xC3}, {at + 1: 0xC9}):
        changed = bytearray(data)
        for place, value in change.items():
            changed[place] = value
        error = refusal(bytes(changed))
        assert (error.code, error.values) == ("rare", {"format": "JPEG"})
