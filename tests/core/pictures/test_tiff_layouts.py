"""Samples of a TIFF come out as they were written: every type, packing, order of bytes, strips, tiles and planes."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pictures import colours, file_of, ramp, stack_of, tiff_of
from PIL import Image
from tiffs import PACKERS, packed_tiff, with_tag

from unet_demo.core.pictures.decode import decode
from unet_demo.core.pictures.images import PictureError, read_picture
from unet_demo.core.pictures.tiff.choices import choices_of
from unet_demo.core.pictures.tiff.page import read_choice

TYPES = ("u1", "u2", "u4", "u8", "i1", "i2", "i4", "f2", "f4", "f8")
NOISE = np.random.default_rng(0).random((4, 50, 70)) * 120


def stored(data: bytes, page: int = 0) -> NDArray[Any]:
    return read_choice(data, choices_of(data)[page])[0]


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("compression", PACKERS)
def test_every_layout_comes_out_as_it_was_written(kind: str, compression: int) -> None:
    """Grey, colour together and colour in planes; strips and tiles; both orders; with and without a predictor."""
    for channels, tiled, order, predicted in product((1, 3, -3), (False, True), "<>", (False, True)):
        pixels = NOISE[: abs(channels)].astype(kind)
        shown = pixels[0] if channels == 1 else np.moveaxis(pixels, 0, 2)
        options: dict[str, Any] = {"photometric": "minisblack" if channels == 1 else "rgb", "byteorder": order}
        if channels == -3:
            options["planarconfig"] = "separate"
        predictor = 1 if not predicted or compression == 1 else 3 if kind[0] == "f" else 2
        data = packed_tiff(pixels if channels == -3 else shown, compression, tiled, predictor, **options)
        result = stored(data)
        assert result.dtype == shown.dtype
        np.testing.assert_array_equal(result, shown, err_msg=f"{channels} {tiled} {order} {predictor}")


@pytest.mark.parametrize("compression", ["packbits", "tiff_lzw", "tiff_adobe_deflate", "zstd"])
@pytest.mark.parametrize("pixels", [ramp(), colours()])
def test_what_libtiff_packs(compression: str, pixels: NDArray[np.uint8]) -> None:
    np.testing.assert_array_equal(stored(file_of(pixels, "TIFF", compression=compression)), pixels)


@pytest.mark.parametrize("pixels", [ramp(), colours()])
def test_jpeg_in_a_tiff_looks_as_libtiff_shows_it(pixels: NDArray[np.uint8]) -> None:
    data = file_of(pixels, "TIFF", compression="jpeg", quality=90)
    decoded = decode(data)
    assert decoded.lossy
    assert np.abs(decoded.pixels.astype(int) - pixels).max() < 40
    assert np.abs(decoded.pixels.astype(int) - pixels).mean() < 3


@pytest.mark.parametrize("bits", [1, 2, 4, 10, 12, 14])
@pytest.mark.parametrize("channels", [1, 3])
def test_few_and_odd_bits(bits: int, channels: int) -> None:
    numbers = np.random.default_rng(bits).integers(0, 2**bits, (9, 13, channels)).astype(np.uint16)
    spread = (numbers.reshape(9, -1, 1) >> np.arange(bits - 1, -1, -1)) & 1
    rows = np.packbits(spread.reshape(9, -1).astype(np.uint8), axis=1)
    data = tiff_of(rows, rowsperstrip=9, metadata=None)
    tags = {256: 13, 258: bits, 277: channels, 262: 2 if channels == 3 else 1, 284: 1}
    for tag, value in tags.items():
        data = with_tag(data, tag, value)
    shown = numbers[..., 0] if channels == 1 else numbers
    expected = shown * (255 // (2**bits - 1)) if bits < 8 else shown
    np.testing.assert_array_equal(read_picture(data).pixels, expected)
    if channels == 1:
        np.testing.assert_array_equal(decode(data, as_numbers=True).pixels, shown)


@pytest.mark.parametrize("kind", ["u1", "u2", "u4"])
def test_white_that_is_zero_is_turned_round(kind: str) -> None:
    numbers = (ramp() * 100.0).astype(kind)
    most = np.iinfo(kind).max
    np.testing.assert_array_equal(stored(tiff_of(numbers, photometric="miniswhite")), most - numbers)


@pytest.mark.parametrize("kind", ["i2", "f4"])
def test_white_that_is_zero_without_a_range_keeps_least_and_largest(kind: str) -> None:
    numbers = ramp().astype(kind) - 100
    result = stored(tiff_of(numbers, photometric="miniswhite"))
    np.testing.assert_array_equal(result, numbers.max() + numbers.min() - numbers)


def test_reversed_bits() -> None:
    mask = np.packbits(ramp() > 90, axis=1)
    data = with_tag(tiff_of(mask, rowsperstrip=48, metadata=None), 266, 2)
    for tag, value in {256: 64, 258: 1}.items():
        data = with_tag(data, tag, value)
    expected = np.unpackbits(mask, axis=1, bitorder="little")
    np.testing.assert_array_equal(decode(data, as_numbers=True).pixels, expected)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_tag_turns_all_kinds(orientation: int) -> None:
    turned = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, -1),
        7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
        8: lambda a: np.rot90(a, 1),
    }
    for pixels in (ramp(), colours().astype(np.uint16) * 7):
        data = with_tag(tiff_of(pixels, metadata=None), 274, orientation)
        np.testing.assert_array_equal(read_picture(data).pixels, turned[orientation](pixels))


@pytest.mark.parametrize("kind", ["u1", "u2"])
@pytest.mark.parametrize("planar", [False, True])
def test_inks_of_any_depth_and_layout(kind: str, planar: bool) -> None:
    most = int(np.iinfo(kind).max)
    inks = np.zeros((8, 16, 4), kind)
    inks[:4, :, 1:3] = most  # magenta and yellow are red
    inks[4:, :, 3] = most // 2  # half black is grey
    options: dict[str, Any] = {"photometric": "separated", "planarconfig": "separate" if planar else "contig"}
    pixels = read_picture(tiff_of(np.moveaxis(inks, 2, 0) if planar else inks, **options)).pixels
    assert pixels.dtype == np.dtype(kind)
    assert (pixels[:4] == [most, 0, 0]).all()
    assert (pixels[4:] == most - most // 2).all()


@pytest.mark.parametrize("kind", ["u1", "u2"])
@pytest.mark.parametrize("multiplied", [False, True])
def test_alpha_of_any_depth_is_laid_on_white(kind: str, multiplied: bool) -> None:
    most = int(np.iinfo(kind).max)
    rgba = np.zeros((8, 16, 4), kind)
    rgba[..., 0] = most // 5
    rgba[:, 4:, 3] = most // 2
    rgba[:, 8:, 3] = most
    if multiplied:
        rgba[..., 0] = rgba[..., 0] * (rgba[..., 3] / most)
    extra = ["assocalpha" if multiplied else "unassalpha"]
    pixels = read_picture(tiff_of(rgba, photometric="rgb", extrasamples=extra)).pixels
    assert pixels.dtype == np.dtype(kind)
    assert (pixels[:, :4] == most).all()
    assert (pixels[:, 8:] == [most // 5, 0, 0]).all()
    half = most - most // 2
    assert np.abs(pixels[0, 4].astype(int) - [half + most // 10, half, half]).max() <= 1


def test_colour_of_16_bits_keeps_them_beside_an_alpha_that_hides_nothing() -> None:
    dim = (np.random.default_rng(1).integers(0, 300, (48, 64, 4))).astype(np.uint16)
    dim[..., 3] = 65535
    for data in (tiff_of(dim, photometric="rgb"), packed_tiff(dim, 5, predictor=2, photometric="rgb")):
        np.testing.assert_array_equal(read_picture(data).pixels, dim[..., :3])


def test_a_palette_of_small_numbers_and_one_of_large_ones() -> None:
    image = Image.fromarray(ramp() // 64, "P")
    image.putpalette([10, 200, 30, 40, 50, 60, 70, 80, 90, 1, 2, 3])
    data = file_of(image, "TIFF")
    expected = np.array([[10, 200, 30], [40, 50, 60], [70, 80, 90], [1, 2, 3]], np.uint8)[ramp() // 64]
    np.testing.assert_array_equal(read_picture(data).pixels, expected)
    np.testing.assert_array_equal(decode(data, as_numbers=True).pixels, ramp() // 64)


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("count", [2, 4, 5])
def test_channels_that_make_no_colour_are_chosen_one_by_one(planar: str, count: int) -> None:
    planes = np.stack([ramp().astype(np.uint16) * 100 + at for at in range(count)])
    data = tiff_of(
        planes if planar == "separate" else np.moveaxis(planes, 0, 2), photometric="minisblack", planarconfig=planar
    )
    for page in range(count):
        picture = read_picture(data, page=page)
        assert (picture.page, picture.pages) == (page, count)
        np.testing.assert_array_equal(picture.pixels, planes[page])
    with pytest.raises(PictureError) as caught:
        read_picture(data, page=count)
    assert caught.value.values == {"page": count + 1, "pages": count}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_four_planes_as_tifffile_writes_them_are_no_colour() -> None:
    planes = np.stack([(ramp() > 90) * np.uint16(40000) + np.uint16(at) for at in range(4)])
    data = tiff_of(planes)
    assert [read_picture(data, page=page).pixels.max() for page in range(4)] == [40000, 40001, 40002, 40003]
    np.testing.assert_array_equal(read_picture(data, page=2).pixels, planes[2])


def test_a_channel_beside_the_colour_can_be_looked_at_too() -> None:
    pixels = np.dstack([colours(), ramp()])
    data = tiff_of(pixels, photometric="rgb", extrasamples=["unspecified"])
    assert read_picture(data).pages == 2
    np.testing.assert_array_equal(read_picture(data).pixels, colours())
    np.testing.assert_array_equal(read_picture(data, page=1).pixels, ramp())


def test_pages_and_channels_are_counted_together() -> None:
    data = stack_of(ramp(), colours(), ramp(9, 9))
    assert len(choices_of(data)) == 3
    assert [choice.channel for choice in choices_of(data)] == [None] * 3


@pytest.mark.parametrize(
    ("values", "dropped"),
    [
        (np.arange(3000).reshape(50, 60).astype(np.uint32) * 1_000_003, (32, 24)),
        (np.arange(3000).reshape(50, 60).astype(np.uint32), None),
        (np.arange(3000).reshape(50, 60) / 7, (64, 32)),
        (np.arange(3000).reshape(50, 60) / 8, None),
        (np.arange(3000).reshape(50, 60).astype(np.float32) / 7, None),
        (np.where(ramp() > 90, np.nan, 0.5), None),
    ],
)
def test_bits_that_are_dropped_are_named(values: NDArray[Any], dropped: tuple[int, int] | None) -> None:
    assert read_picture(tiff_of(values)).dropped == dropped
