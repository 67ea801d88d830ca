"""A census counts every pixel, and each of its judgements is made where it is true and nowhere else."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from masks import BANDS, COLS, DISC, GREY, ROWS, palette_of, smooth, transparent
from numpy.typing import NDArray
from pictures import colours, file_of, png_claiming, stack_of, tiff_of
from PIL import Image

from unet_demo.core.pictures.census import MOST_VALUES, Census, census
from unet_demo.core.pictures.colour_tables import STREET, voc_colour
from unet_demo.core.pictures.decode import PictureError
from unet_demo.core.pictures.value_counts import flat_pixels, value_counts

DOTS = np.where((ROWS % 16 < 8) & (COLS % 16 < 8), ROWS // 16 * 4 + COLS // 16 + 1, 0).astype(np.uint8)
STRIPES = np.where(ROWS % 8 < 4, ROWS // 4 % 3 + 1, 0).astype(np.uint8)
VOC = np.array([voc_colour(number) for number in range(11)], np.uint8)
CAMVID = np.array(list(STREET["camvid11"]), np.uint8)
NOISE = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)

KINDS: dict[str, bytes] = {
    "binary": file_of(GREY * 255),
    "one_two": file_of(GREY + 1),
    "flat": file_of(np.zeros((64, 64), np.uint8)),
    "ghosts": file_of(GREY * 255, "JPEG", quality=60),
    "ramp": file_of(smooth()),
    "void": file_of(np.where(ROWS < 10, 255, BANDS).astype(np.uint8)),
    "classes": file_of(STRIPES),
    "instances": file_of(DOTS),
    "table": file_of(VOC[BANDS]),
    "one_hot": file_of(np.eye(3, dtype=np.uint8)[BANDS % 3] * 255),
    "colours": file_of((VOC[DOTS % 11] // 3 + 1).astype(np.uint8)),
    "alpha_mask": file_of(transparent()),
    "photograph": file_of(NOISE),
    "ghosts in colour": file_of(np.repeat(GREY[..., None] * 255, 3, axis=2), "JPEG", quality=60),
    "planes": stack_of(GREY, 1 - GREY),
}


def values_of(found: Census, id: str) -> dict[str, str]:
    judged = found.judged(id)
    assert judged is not None
    return dict(judged.values)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mask_is_known_from_its_numbers(kind: str) -> None:
    assert census(KINDS[kind]).kind == kind.split()[0]


def test_facts_of_the_header() -> None:
    found = census(file_of(palette_of(BANDS)))
    assert (found.format, found.mode, found.width, found.height, found.bits, found.samples) == (
        "PNG",
        "P",
        64,
        64,
        8,
        1,
    )
    assert found.values[1].colour == found.palette[1] == (70, 130, 210)
    assert values_of(found, "palette") == {"count": "11", "table": "none"}
    assert census(tiff_of(GREY.astype(np.uint16))).bits == 16
    assert census(file_of(Image.fromarray(DISC))).bits == 1
    assert census(file_of(colours())).samples == 3


def test_values_add_up_to_the_picture() -> None:
    found = census(file_of(BANDS))
    assert sum(value.pixels for value in found.values) == BANDS.size
    assert [value.number for value in found.values] == list(range(11))
    assert found.values[3].share == pytest.approx((BANDS == 3).mean())


def test_of_many_values_there_is_a_histogram() -> None:
    many = np.arange(4096, dtype=np.uint16).reshape(64, 64)
    found = census(file_of(many))
    assert found.distinct == 4096 > MOST_VALUES
    assert found.values == ()
    assert sum(found.histogram) == many.size
    assert (found.low, found.high) == (0, 4095)


@pytest.mark.parametrize(
    ("data", "remark"),
    [
        (file_of(GREY * 255, "WEBP", lossless=True), "lossy"),
        (tiff_of(GREY * 255, photometric="miniswhite"), "white_is_zero"),
        (file_of(255 - GREY * 255), "inverted"),
        (file_of(GREY + 1), "no_zero"),
        (file_of(Image.fromarray(DISC)), "few_bits"),
        (file_of(palette_of(GREY)), "palette"),
    ],
)
def test_remarks_stand_where_they_are_true(data: bytes, remark: str) -> None:
    assert census(data).judged(remark) is not None
    assert census(file_of(GREY * 255)).judged(remark) is None


def test_the_evidence_is_counted() -> None:
    share = f"{DISC.mean():.1%}"
    assert values_of(census(file_of(GREY * 255)), "binary") == {"low": "0", "high": "255", "share": share}
    found = values_of(census(KINDS["void"]), "void")
    assert (found["share"], found["low"], found["high"], found["gap"]) == ("15.6%", "1", "10", "11")
    assert values_of(census(KINDS["instances"]), "instances")["single"] == "16"
    assert values_of(census(KINDS["table"]), "table") == {"table": "voc", "count": "11", "of": "22"}
    assert values_of(census(file_of(CAMVID[BANDS])), "table")["table"] == "camvid11"
    assert values_of(census(KINDS["one_two"]), "one_two")["high"] == "2"
    assert values_of(census(file_of(255 - GREY * 255)), "inverted")["border"] == "100.0%"


def test_a_palette_with_official_colours_says_whose_they_are() -> None:
    voc = [channel for number in range(21) for channel in voc_colour(number)]
    assert values_of(census(file_of(palette_of(BANDS, voc))), "palette")["table"] == "voc"


@pytest.mark.parametrize("data", [b"", b"no picture", file_of(GREY)[:70], png_claiming(9000, 9000)])
def test_nothing_but_a_picture_error_comes_out(data: bytes) -> None:
    with pytest.raises(PictureError):
        census(data)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_one_pixel_of_any_mode(mode: str) -> None:
    found = census(file_of(Image.new(mode, (1, 1))))
    assert (found.width, found.height, found.distinct) == (1, 1, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_refused_or_counted(kind: str) -> None:
    data = bytearray(KINDS[kind])
    for at in range(20, len(data), max(1, len(data) // 25)):
        data[at] ^= 0x5A
        with contextlib.suppress(PictureError):
            census(bytes(data))
        data[at] ^= 0x5A


@given(arrays(np.uint32, (7, 9), elements=st.integers(0, 2**32 - 1)))
def test_counts_are_those_of_numpy(numbers: NDArray[Any]) -> None:
    for each in (numbers, numbers.astype(np.uint8), numbers.astype(np.uint16), numbers.astype(np.float32)):
        values, counts = np.unique(each, return_counts=True)
        got = value_counts(each)
        np.testing.assert_array_equal(got[0], values)
        np.testing.assert_array_equal(got[1], counts)


def test_flat_pixels_by_hand() -> None:
    numbers = np.zeros((4, 5), int)
    numbers[1:3, 1:4] = 1
    assert flat_pixels(numbers).sum() == 0
    assert flat_pixels(np.ones((4, 5), int)).sum() == 6
