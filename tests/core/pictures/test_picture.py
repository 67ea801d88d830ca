"""The record that travels: frozen, identified, shown, padded; and the truth that may come with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from pictures import blobs_mask, colours, file_of, ramp

from unet_demo.core.pictures.images import PictureError, display_copy, padded, picture_of, read_picture, read_truth


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


def test_a_binary_mask_is_split_into_pieces_that_touch_by_corners_too() -> None:
    truth = read_truth(file_of(blobs_mask()), picture_of(ramp())).truth
    assert truth is not None
    assert truth.dtype == np.uint16
    assert truth.max() == 3
    np.testing.assert_array_equal(truth > 0, blobs_mask() > 0)
    assert truth[5, 5] == truth[15, 15]


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_labels_keep_their_numbers(kind: type[np.integer[Any]]) -> None:
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


def test_a_photograph_is_no_truth() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype(np.uint8)
    with pytest.raises(PictureError) as caught:
        read_truth(file_of(noise), picture_of(ramp()))
    assert caught.value.code == "truth_photo"
    assert int(caught.value.values["colours"]) > 1000
