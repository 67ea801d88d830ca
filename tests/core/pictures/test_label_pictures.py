"""Label pictures of several classes: the numbers in the file are the classes, however few and however they are kept."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pictures import blobs_mask, colours, file_of, ramp, tiff_of
from PIL import Image

from unet_demo.core.pictures.decode import decode
from unet_demo.core.pictures.images import PictureError, picture_of, read_truth

ROWS, COLS = np.mgrid[:48, :64]
DISC = (ROWS - 24) ** 2 + (COLS - 32) ** 2 < 200
SKY_AND_ROAD = np.where(DISC, 3, 0).astype(np.uint8)
STRIPES = (ROWS // 6).astype(np.uint8)  # 0 to 7
EVERY = (ROWS // 4).astype(np.uint8)  # 0 to 11


def truth_of(data: bytes, task: str = "street") -> NDArray[np.uint16]:
    truth = read_truth(data, picture_of(ramp()), task).truth
    assert truth is not None
    return truth


def palette_of(labels: NDArray[np.uint8]) -> Image.Image:
    """Labels as a palette picture whose colours say nothing of their numbers."""
    image = Image.fromarray(labels, "P")
    image.putpalette([value * by % 256 for value in range(256) for by in (70, 130, 210)])
    return image


def few_bits(labels: NDArray[np.uint8], bits: int) -> bytes:
    """Labels as a grey PNG of 1, 2 or 4 bits, as optimisers write it."""
    height, width = labels.shape
    spread = ((labels[..., None] >> np.arange(bits - 1, -1, -1, dtype=np.uint8)) & 1).reshape(height, -1)
    rows = b"".join(b"\0" + row.tobytes() for row in np.packbits(spread, axis=1))
    chunks = (b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows))
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (*chunks, (b"IEND", b""))
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.parametrize("labels", [SKY_AND_ROAD, STRIPES, EVERY, np.full_like(EVERY, 5), np.full_like(EVERY, 11)])
@pytest.mark.parametrize(
    "kept",
    [
        file_of,
        lambda labels: file_of(palette_of(labels)),
        lambda labels: file_of(palette_of(labels), bits=4),
        lambda labels: file_of(palette_of(labels), "BMP"),
        lambda labels: file_of(palette_of(labels), transparency=0),
        lambda labels: file_of(np.repeat(labels[..., None], 3, axis=2)),
        lambda labels: few_bits(labels, 4),
        lambda labels: file_of(labels.astype(np.uint16)),
        lambda labels: tiff_of(labels),
        lambda labels: tiff_of(labels, photometric="miniswhite"),
        lambda labels: tiff_of(labels.astype(np.float32)),
    ],
)
def test_classes_are_the_numbers_in_the_file(labels: NDArray[np.uint8], kept: Any) -> None:
    np.testing.assert_array_equal(truth_of(kept(labels)), labels)


def test_two_classes_in_one_and_two_bits() -> None:
    for bits in (1, 2):
        np.testing.assert_array_equal(truth_of(few_bits(DISC.astype(np.uint8), bits)), DISC)
    np.testing.assert_array_equal(truth_of(few_bits(STRIPES % 4, 2)), STRIPES % 4)
    np.testing.assert_array_equal(truth_of(tiff_of(DISC)), DISC)


@pytest.mark.parametrize(
    "data",
    [
        file_of(colours()),
        file_of(SKY_AND_ROAD, "JPEG", quality=95),
        file_of(SKY_AND_ROAD, "WEBP", lossless=True),
        tiff_of(SKY_AND_ROAD.astype(np.float32) / 7),
        tiff_of(-SKY_AND_ROAD.astype(np.float32)),
    ],
)
def test_what_holds_no_numbers_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError) as caught:
        truth_of(data)
    assert (caught.value.code, caught.value.values) == ("truth_numbers", {"classes": 10})


def test_a_mask_of_black_and_white_is_refused_for_the_number_that_is_in_it() -> None:
    with pytest.raises(PictureError) as caught:
        truth_of(file_of(blobs_mask()))
    assert (caught.value.code, caught.value.values["foreign"]) == ("truth_classes", "255")
    assert "with labels 255;" in str(caught.value)


def test_a_task_of_one_class_still_numbers_the_pieces_of_a_mask() -> None:
    assert truth_of(file_of(blobs_mask()), "nuclei").max() == 3
    assert truth_of(file_of(SKY_AND_ROAD), "cats").max() == 1


def test_a_picture_to_look_at_keeps_its_colours() -> None:
    data = file_of(palette_of(STRIPES))
    assert decode(data).pixels.shape == (48, 64, 3)
    assert decode(data, as_numbers=True).pixels.shape == (48, 64)
    assert decode(few_bits(STRIPES, 4)).pixels.max() == 7 * 17
