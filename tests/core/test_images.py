"""Bytes of every kind become the right picture, or a PictureError with its sentence, and nothing else."""

from __future__ import annotations

import re
import string
import tomllib
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pictures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pictures import animation, blobs_mask, colours, file_of, ramp, rotated, stack_of, tiff_of
from PIL import Image, ImageFile

from unet_demo.core import decode
from unet_demo.core.images import PictureError, display_copy, padded, picture_of, read_picture, read_truth
from unet_demo.core.normalise import normalise

PROSE = Path(__file__).resolve().parents[2] / "assets" / "prose"
DEEP = (np.random.default_rng(0).integers(0, 65536, (48, 64))).astype(np.uint16)


def refusal(data: bytes, page: int = 0) -> PictureError:
    with pytest.raises(PictureError) as caught:
        read_picture(data, page=page)
    return caught.value


def pixels_of(data: bytes, page: int = 0) -> NDArray[Any]:
    return read_picture(data, page=page).pixels


# Read correctly


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
def test_float_tiff_becomes_finite(kind: type) -> None:
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
def test_whole_numbers_of_other_kinds(kind: type) -> None:
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
    pages = [ramp(), np.linspace(0, 9, 80).reshape(8, 10)]
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


# Refused


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello, world", "not_a_picture"),
        (b"%PDF-1.7 and so on", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"BMW is a car, this is a text", "not_a_picture"),
        (bytes(1000), "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (bytes(decode.MAX_BYTES + 1), "too_big"),
        (pictures.png_claiming(7100, 7100), "too_many_pixels"),
        (pictures.png_claiming(2**31 - 1, 2**31 - 1), "too_many_pixels"),
        (pictures.gif_claiming(65535, 65535), "too_many_pixels"),
        (pictures.tiff_with_huge_tile(), "too_many_pixels"),
        (pictures.tiff_bomb(), "unusual"),
        (pictures.tiff_with_missing_strips(), "damaged"),
        (pictures.tiff_with_a_lost_strip(), "unusual"),
        (tiff_of(np.ones((8, 8), np.complex64)), "unusual"),
        (tiff_of(np.ones((8, 8, 7), np.uint16), photometric="minisblack", planarconfig="contig"), "unusual"),
        (tiff_of(np.zeros((8, 8, 3), np.uint8), photometric="cielab"), "unusual"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    error = refusal(data)
    assert error.code == code
    assert re.fullmatch(r"Got .+; .+; .+\.", str(error))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
def test_cut_off_files_are_damaged(format: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    data = file_of(noise, format)
    assert refusal(data[: len(data) // 2]).code in ("damaged", "unusual")


def test_a_later_page_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MAX_PIXELS", 2000)
    data = stack_of(ramp(20, 30), ramp())
    assert pixels_of(data).shape == (20, 30)
    assert refusal(data, 1).code == "too_many_pixels"


@pytest.mark.parametrize("page", [-1, 2, 10**9])
def test_no_such_page(page: int) -> None:
    error = refusal(stack_of(ramp(), ramp()), page)
    assert (error.code, error.values) == ("page", {"page": page + 1, "pages": 2})


def test_only_a_tiff_has_pages() -> None:
    assert refusal(animation("GIF"), 1).code == "page"


def test_a_bomb_costs_no_memory() -> None:
    data = pictures.tiff_bomb()
    tracemalloc.start()
    try:
        refusal(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * 2**20


def test_pillow_never_guesses_the_missing_half() -> None:
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
    assert Image.MAX_IMAGE_PIXELS == decode.MAX_PIXELS


SEEDS = [
    file_of(colours(12, 10), "PNG"),
    file_of(colours(12, 10), "JPEG"),
    file_of(ramp(12, 10), "TIFF"),
    file_of(colours(12, 10), "TIFF", compression="tiff_adobe_deflate"),
    tiff_of((colours(12, 10) * 200.0).astype(np.uint16), photometric="rgb", compression="zlib"),
    tiff_of(ramp(12, 10).astype(np.float64)),
    stack_of(ramp(12, 10), ramp(10, 12)),
    file_of(ramp(12, 10), "GIF"),
    file_of(colours(12, 10), "WEBP"),
    file_of(colours(12, 10), "BMP"),
]


def read_or_refuse(data: bytes, page: int) -> None:
    try:
        picture = read_picture(data, page=page)
    except PictureError:
        return
    assert picture.pixels.dtype in (np.uint8, np.uint16, np.float32)
    assert np.isfinite(normalise(picture.pixels, picture.levels)).all()


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), page=st.integers(-1, 2))
def test_random_bytes_never_raise_anything_else(data: bytes, page: int) -> None:
    read_or_refuse(data, page)


@settings(max_examples=400, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6),
    kept=st.one_of(st.just(1.0), st.floats(0, 1)),
    page=st.sampled_from([0, 0, 1]),
)
@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow grumbles about odd metadata; the picture counts
def test_damaged_files_never_raise_anything_else(
    seed: bytes, flips: list[tuple[float, int]], kept: float, page: int
) -> None:
    data = bytearray(seed)
    for where, value in flips:
        data[int(where * len(data))] = value
    read_or_refuse(bytes(data[: int(kept * len(data))]), page)


# Words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_refusal_has_its_words(language: str) -> None:
    words = tomllib.loads((PROSE / language / "errors.toml").read_text(encoding="utf-8"))
    assert words.keys() == decode.SENTENCES.keys()
    for code, sentence in decode.SENTENCES.items():
        assert placeholders(words[code]) <= placeholders(sentence)


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_take_the_values_that_come(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = tomllib.loads((PROSE / language / "errors.toml").read_text(encoding="utf-8"))
    picture = picture_of(ramp())
    errors = [refusal(data) for data in (b"", b"?", b"\xff\xd8\xff", bytes(decode.MAX_BYTES + 1))]
    errors += [refusal(pictures.png_claiming(9000, 9000)), refusal(pictures.tiff_bomb()), refusal(file_of(ramp()), 3)]
    monkeypatch.setattr("unet_demo.core.images.MAX_LABEL", 2)
    for truth in (ramp(5, 5), blobs_mask()):
        with pytest.raises(PictureError) as caught:
            read_truth(file_of(truth), picture)
        errors.append(caught.value)
    assert {error.code for error in errors} == words.keys()
    for error in errors:
        assert "{" not in words[error.code].format(**error.values)


# The record


def test_pixels_cannot_be_written() -> None:
    picture = read_picture(file_of(ramp()))
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0] = 1


def test_the_key_tells_pictures_apart() -> None:
    same = {read_picture(file_of(ramp(), format)).key for format in ("PNG", "TIFF", "BMP")}
    others = {picture_of(p).key for p in (ramp().T, ramp().astype(np.uint16), ramp().reshape(24, 128), colours())}
    assert len(same) == 1
    assert len(same | others) == 5


def test_display_copy_shows_8_bit_as_it_is_and_stretches_the_rest() -> None:
    np.testing.assert_array_equal(display_copy(picture_of(ramp()))[..., 1], ramp())
    np.testing.assert_array_equal(display_copy(picture_of(colours())), colours())
    dark = display_copy(picture_of(ramp().astype(np.uint16)))
    assert dark.dtype == np.uint8
    assert (dark.min(), dark.max()) == (0, 255)
    tall = display_copy(picture_of(ramp(3000, 1500).astype(np.float32)))
    assert tall.shape == (1024, 512, 3)


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (16, 32), (17, 31, 3)])
def test_padding_mirrors_and_keeps_the_picture(shape: tuple[int, ...]) -> None:
    pixels = np.arange(np.prod(shape)).reshape(shape)
    wide = padded(pixels, 16)
    assert wide.shape[0] % 16 == wide.shape[1] % 16 == 0
    np.testing.assert_array_equal(wide[: shape[0], : shape[1]], pixels)
    if shape[0] < wide.shape[0]:
        np.testing.assert_array_equal(wide[shape[0], : shape[1]], pixels[-1])


def test_many_threads_read_at_once() -> None:
    data = [file_of(ramp(40, 30 + i), format) for i, format in enumerate(("PNG", "TIFF", "BMP", "GIF") * 8)]
    with ThreadPoolExecutor(8) as pool:
        shapes = [pool.submit(read_picture, item) for item in data]
    assert [future.result().width for future in shapes] == [30 + i for i in range(32)]


# Truth


def test_a_binary_mask_is_split_into_pieces_that_touch_by_corners_too() -> None:
    truth = read_truth(file_of(blobs_mask()), picture_of(ramp())).truth
    assert truth is not None
    assert truth.dtype == np.uint16
    assert truth.max() == 3
    np.testing.assert_array_equal(truth > 0, blobs_mask() > 0)
    assert truth[5, 5] == truth[15, 15]


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_labels_keep_their_numbers(kind: type) -> None:
    labels = np.zeros((48, 64), kind)
    labels[:5, :5], labels[5:9, :5], labels[30:, 30:] = 3, 7, 200
    truth = read_truth(file_of(labels), picture_of(ramp())).truth
    np.testing.assert_array_equal(truth, labels)


def test_each_colour_is_an_object() -> None:
    painted = np.zeros((48, 64, 3), np.uint8)
    painted[:5, :5], painted[5:9, :5], painted[30:, 30:] = (255, 0, 0), (0, 255, 0), (0, 0, 9)
    truth = read_truth(file_of(painted), picture_of(ramp())).truth
    assert truth is not None
    assert len({int(truth[0, 0]), int(truth[6, 0]), int(truth[40, 40]), 0}) == 4
    assert truth.max() == 3
    assert truth[20, 20] == 0


def test_a_jpeg_mask_is_taken_as_a_mask() -> None:
    truth = read_truth(file_of(blobs_mask(), "JPEG", quality=80), picture_of(ramp())).truth
    assert truth is not None
    assert truth.max() == 3


def test_truth_leaves_the_picture_as_it_was() -> None:
    picture = picture_of(ramp(), "mine")
    with_truth = read_truth(file_of(np.zeros((48, 64), np.uint8)), picture)
    assert picture.truth is None
    assert with_truth.truth is not None
    assert not with_truth.truth.any()
    assert (with_truth.key, with_truth.name) == (picture.key, "mine")


def test_truth_of_another_size() -> None:
    with pytest.raises(PictureError) as caught:
        read_truth(file_of(ramp(10, 20)), picture_of(ramp()))
    assert caught.value.code == "truth_size"
    assert caught.value.values == {"truth_width": 20, "truth_height": 10, "width": 64, "height": 48}
