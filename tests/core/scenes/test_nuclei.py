"""Generated nuclei: the truth is exact, the same seed gives the same picture, and stain looks like stain."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from scipy import ndimage

from unet_demo.core.scenes.nuclei import Stain, nuclei

STAINS = get_args(Stain)


@pytest.mark.parametrize("stain", STAINS)
def test_same_seed_same_picture(stain: Stain) -> None:
    one, again, other = (nuclei(20, 12, 0.3, 0.2, stain, seed) for seed in (1, 1, 2))
    assert one.key == again.key
    np.testing.assert_array_equal(one.truth, again.truth)
    assert one.key != other.key


@pytest.mark.parametrize("stain", STAINS)
@pytest.mark.parametrize(("height", "width"), [(256, 256), (64, 200), (17, 16)])
def test_shapes(stain: Stain, height: int, width: int) -> None:
    picture = nuclei(8, 9, 0.2, 0.1, stain, 0, height, width)
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.shape == ((height, width) if stain == "fluorescence" else (height, width, 3))
    assert picture.truth is not None
    assert picture.truth.shape == (height, width)
    assert picture.truth.dtype == np.uint16


@pytest.mark.parametrize("overlap", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_labels_are_one_to_n_without_gaps(overlap: float, seed: int) -> None:
    truth = nuclei(90, 14, overlap, 0, "fluorescence", seed).truth
    assert truth is not None
    np.testing.assert_array_equal(np.unique(truth), np.arange(truth.max() + 1))
    assert 0 < truth.max() <= 90


def test_hidden_nuclei_are_not_counted() -> None:
    truth = nuclei(200, 60, 1.0, 0, "fluorescence", 0, 64, 64).truth
    assert truth is not None
    assert truth.max() < 200


@pytest.mark.parametrize("seed", range(4))
def test_without_overlap_each_nucleus_stands_alone(seed: int) -> None:
    truth = nuclei(20, 11, 0, 0, "fluorescence", seed).truth
    assert truth is not None
    pieces, count = ndimage.label(truth > 0, np.ones((3, 3)))
    assert count == truth.max() == 20


def test_overlap_makes_them_touch() -> None:
    truth = nuclei(75, 12, 0.4, 0, "fluorescence", 1).truth
    assert truth is not None
    assert ndimage.label(truth > 0, np.ones((3, 3)))[1] < truth.max()


def test_a_full_picture_takes_no_more() -> None:
    truth = nuclei(500, 30, 0, 0, "fluorescence", 0).truth
    assert truth is not None
    assert 3 < truth.max() < 40


def test_radius_is_the_size_that_comes_out() -> None:
    def mean_area(radius_px: float) -> float:
        truth = nuclei(40, radius_px, 0, 0, "smear", 3, 512, 512).truth
        assert truth is not None
        border = np.unique(np.concatenate([truth[0], truth[-1], truth[:, 0], truth[:, -1]]))
        areas = np.bincount(truth.ravel())
        return float(np.delete(areas, np.append(border, 0)).mean())

    assert mean_area(10) == pytest.approx(np.pi * 10**2 * 0.875, rel=0.15)  # 0.875: mean roundness of this stain
    assert mean_area(30) == pytest.approx(np.pi * 30**2 * 0.875, rel=0.15)


@pytest.mark.parametrize("noise", [0, 0.1, 0.5])
def test_nuclei_glow_in_fluorescence_and_are_dark_in_stains(noise: float) -> None:
    for stain in STAINS:
        picture = nuclei(20, 14, 0.1, noise, stain, 5)
        assert picture.truth is not None
        brightness = picture.pixels.reshape(256, 256, -1).mean(axis=2)
        inside, outside = brightness[picture.truth > 0].mean(), brightness[picture.truth == 0].mean()
        assert (inside > 2 * outside) if stain == "fluorescence" else (inside < 0.85 * outside)


@pytest.mark.parametrize("stain", STAINS)
def test_truth_and_edge_agree(stain: Stain) -> None:
    """Half-way between inside and outside brightness lies the outline: thresholding finds nearly the truth."""
    picture = nuclei(6, 30, 0, 0, stain, 2)
    assert picture.truth is not None
    green = picture.pixels if picture.pixels.ndim == 2 else 255 - picture.pixels[..., 1]
    mask = np.zeros(picture.truth.shape, bool)
    for label in range(1, int(picture.truth.max()) + 1):
        near = ndimage.binary_dilation(picture.truth == label, iterations=6)
        level = (np.median(green[picture.truth == label]) + np.median(green[near & (picture.truth == 0)])) / 2
        mask |= near & (green > level)
    truth = picture.truth > 0
    assert (mask & truth).sum() / (mask | truth).sum() > 0.9


def test_noise_is_noise() -> None:
    clean, noisy = (nuclei(0, 12, 0, noise, "histology", 5).pixels.astype(float) for noise in (0.0, 0.8))
    assert np.diff(noisy, axis=1).std() > 3 * np.diff(clean, axis=1).std()


def test_an_empty_scene() -> None:
    truth = nuclei(0, 12, 0, 0.1, "fluorescence", 0).truth
    assert truth is not None
    assert not truth.any()


@pytest.mark.parametrize(
    "change",
    [{"count": -1}, {"radius_px": 0}, {"overlap": 1.5}, {"noise": float("nan")}, {"stain": "neon"}, {"height": 5}],
)
def test_arguments_out_of_range(change: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {
        "count": 5,
        "radius_px": 9,
        "overlap": 0,
        "noise": 0,
        "stain": "smear",
        "seed": 0,
    } | change
    with pytest.raises(ValueError, match=r".+; .+; .+\."):
        nuclei(**arguments)
