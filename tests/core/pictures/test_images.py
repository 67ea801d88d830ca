"""Files of every ordinary and odd kind become the right pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pictures
import pytest
from numpy.typing import NDArray
from pictures import animation, colours, file_of, ramp, rotated, stack_of, tiff_of
from PIL import Image

from unet_demo.core.pictures.images import display_copy, padded, read_picture
from unet_demo.core.pictures.normalise import normalise

DEEP = (np.random.default_rng(0).integers(0, 65536, (48, 64))).astype(np.uint16)


def pixels_of(data: bytes, page: int = 0) -> NDArray[Any]:
    return read_picture(data, page=page).pixels


@pytest.mark.parametrize("format", ["PNG", "TIFF", "BMP", "GIF"])
def test_grey_formats_keep_every_pixel(format: str) -> None:
    pixels = pixels_of(file_of(ramp(), format))
    np.testing.assert_array_equal(pixels if pixels.ndim == 2 else pixels[..., 0], ramp())


@pytest.mark.parametrize(
    ("format", "options"),
    [("PNG", {}), ("TIFF", {"compression": "tiff_lzw"}), ("BMP", {}), ("WEBP", {"lossless": True})],
)
def test_colour_formats_keep_every_pixel(format: str, options: dict[str, Any]) -> None:
    np.testing.assert_array_equal(pixels_of(file_of(colours(), format, **options)), colours())


def test_jpeg_is_close() -> None:
    assert np.abs(pixels_of(file_of(ramp(), "JPEG", quality=95)).astype(int) - ramp()).max() < 12


def test_the_name_decides_nothing() -> None:
    picture = read_picture(file_of(ramp(), "PNG"), "<b>scan</b>.jpg")
    np.testing.assert_array_equal(picture.pixels, ramp())
    assert picture.name == "<b>scan</b>.jpg"


@pytest.mark.parametrize("format", ["TIFF", "JPEG"])
def test_cmyk(format: str) -> None:
    cmyk = Image.new("CMYK", (16, 8), (0, 255, 255, 0))  # red ink only
    red, green, blue = pixels_of(file_of(cmyk, format))[4, 8].astype(int)
    assert red > 240
    assert max(green, blue) < 15


def test_palette() -> None:
    image = Image.new("P", (16, 8), 1)
    image.putpalette([0, 0, 0, 10, 200, 30])
    assert pixels_of(file_of(image)).shape == (8, 16, 3)
    assert pixels_of(file_of(image))[0, 0].tolist() == [10, 200, 30]


def test_transparent_palette_entry_is_white() -> None:
    image = Image.new("P", (16, 8), 0)
    image.putpalette([0, 0, 0, 10, 200, 30])
    image.paste(1, (8, 0, 16, 8))
    pixels = pixels_of(file_of(image, transparency=0))
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[0, 15].tolist() == [10, 200, 30]


def test_alpha_is_laid_on_white() -> None:
    rgba = np.zeros((8, 16, 4), np.uint8)
    rgba[:, 8:, 3] = 255
    rgba[:, 4:8, 3] = 128
    pixels = pixels_of(file_of(rgba))
    assert pixels[0, :, 0].tolist() == [255] * 4 + [127] * 4 + [0] * 8


def test_grey_with_alpha_stays_grey() -> None:
    image = Image.merge("LA", (Image.new("L", (16, 8), 90), Image.new("L", (16, 8), 255)))
    pixels = pixels_of(file_of(image))
    assert pixels.shape == (8, 16)
    assert (pixels == 90).all()


def test_one_bit() -> None:
    mask = ramp() > 120
    np.testing.assert_array_equal(pixels_of(file_of(Image.fromarray(mask))), mask * np.uint8(255))


@pytest.mark.parametrize(
    "data",
    [
        file_of(DEEP, "PNG"),
        file_of(DEEP, "TIFF"),
        tiff_of(DEEP, byteorder=">"),
        tiff_of(DEEP, compression="zlib", predictor=True),
        tiff_of(DEEP, bigtiff=True),
        tiff_of(np.invert(DEEP), photometric="miniswhite"),
    ],
    ids=["png", "tiff", "big-endian", "deflate", "bigtiff", "white-is-zero"],
)
def test_16_bit_grey_keeps_16_bits(data: bytes) -> None:
    pixels = pixels_of(data)
    assert pixels.dtype == np.uint16
    np.testing.assert_array_equal(pixels, DEEP)


@pytest.mark.parametrize(
    "options",
    [{}, {"byteorder": ">"}, {"compression": "zlib"}, {"tile": (16, 16), "compression": "zlib"}],
    ids=["plain", "big-endian", "deflate", "tiles"],
)
def test_16_bit_colour_tiff_keeps_dark_values(options: dict[str, Any]) -> None:
    deep = (DEEP[..., None] % np.array([4096, 200, 100])).astype(np.uint16)
    np.testing.assert_array_equal(pixels_of(tiff_of(deep, photometric="rgb", **options)), deep)


def test_16_bit_colour_in_planes() -> None:
    deep = np.stack([DEEP, DEEP // 2, DEEP // 3])
    pixels = pixels_of(tiff_of(deep, photometric="rgb", planarconfig="separate"))
    np.testing.assert_array_equal(pixels, np.moveaxis(deep, 0, 2))


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.float16])
def test_float_tiff_becomes_finite(kind: type[np.floating[Any]]) -> None:
    values = np.linspace(-2, 5, 48 * 64).reshape(48, 64).astype(kind)
    values[0, :3] = np.nan, np.inf, -np.inf
    pixels = pixels_of(tiff_of(values))
    assert pixels.dtype == np.float32
    assert np.isfinite(pixels).all()
    low, high = values[0, 3], values[-1, -1]
    np.testing.assert_allclose(pixels[0, :3], [low, high, low], rtol=1e-6)
    np.testing.assert_allclose(pixels[1:], values[1:], rtol=1e-6)


@pytest.mark.parametrize("scale", [1e-300, 1e-30, 1e30, 1e300])
def test_float_of_any_size_can_be_normalised(scale: float) -> None:
    picture = read_picture(tiff_of(np.linspace(0, 1, 48 * 64).reshape(48, 64) * scale))
    image = normalise(picture.pixels, picture.levels)
    assert np.isfinite(image).all()
    assert image.max() == 1


def test_float_of_nothing_but_nan() -> None:
    assert (pixels_of(tiff_of(np.full((8, 8), np.nan, np.float32))) == 0).all()


@pytest.mark.parametrize("kind", [np.int16, np.int32, np.uint32])
def test_whole_numbers_of_other_kinds(kind: type[np.integer[Any]]) -> None:
    values = ramp().astype(kind) * 100
    pixels = pixels_of(tiff_of(values))
    assert pixels.dtype == np.uint16
    np.testing.assert_array_equal(pixels, values)


def test_large_unsigned_numbers_do_not_turn_negative() -> None:
    values = ramp().astype(np.uint32) * 16_000_000
    np.testing.assert_allclose(pixels_of(tiff_of(values)), values, rtol=1e-6)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_is_carried_out(orientation: int) -> None:
    turned: dict[int, NDArray[np.uint8]] = {
        1: ramp(),
        2: ramp()[:, ::-1],
        3: ramp()[::-1, ::-1],
        4: ramp()[::-1],
        5: ramp().T,
        6: np.rot90(ramp(), -1),
        7: ramp()[::-1, ::-1].T,
        8: np.rot90(ramp(), 1),
    }
    pixels = pixels_of(rotated(orientation))
    assert pixels.shape == turned[orientation].shape
    assert np.abs(pixels.astype(int) - turned[orientation]).max() < 12


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_first_frame_of_an_animation(format: str) -> None:
    picture = read_picture(animation(format))
    assert (picture.pixels == 200).all()
    assert picture.pages == 1


@pytest.mark.parametrize("page", [0, 1, 2, 3])
def test_a_chosen_page_of_a_stack(page: int) -> None:
    pages = [ramp(), DEEP, ramp(20, 30), (DEEP[..., None] % np.array([900, 80, 7])).astype(np.uint16)]
    picture = read_picture(stack_of(*pages), page=page)
    np.testing.assert_array_equal(picture.pixels, pages[page])
    assert (picture.page, picture.pages) == (page, 4)


def test_a_page_that_pillow_refuses_in_a_stack() -> None:
    pages: list[NDArray[Any]] = [ramp(), np.linspace(0, 9, 80).reshape(8, 10)]
    np.testing.assert_allclose(pixels_of(stack_of(*pages), 1), pages[1], rtol=1e-6)


def test_pages_in_a_loop_are_counted_once() -> None:
    assert read_picture(pictures.tiff_in_a_loop()).pages == 1


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 5000), (5000, 1)])
def test_extreme_shapes(height: int, width: int) -> None:
    picture = read_picture(file_of(ramp(height, width)))
    assert (picture.height, picture.width) == (height, width)
    assert padded(picture.pixels, 16).shape == (-(-height // 16) * 16, -(-width // 16) * 16)
    assert max(display_copy(picture).shape[:2]) <= 1024


def test_8_and_16_bit_give_the_same_normalised_picture() -> None:
    shallow, deep = (read_picture(file_of(p)) for p in (ramp(), ramp().astype(np.uint16) * 257))
    difference = normalise(shallow.pixels, shallow.levels) - normalise(deep.pixels, deep.levels)
    assert np.abs(difference).max() < 1e-5
