"""Generated streets: truth and picture share their outlines, and the shares of the classes are those of streets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.pictures.images import Picture
from unet_demo.core.scenes.street.street import street

SKY, BUILDING, POLE, ROAD, PAVEMENT, TREE, SIGN, FENCE, CAR, PEDESTRIAN, BICYCLIST = range(11)
# Bands in % for the mean over several streets, wide enough for chance, around the shares of real streets.
BANDS = {
    SKY: (13, 24),
    BUILDING: (17, 31),
    POLE: (0.7, 3),
    ROAD: (27, 38),
    PAVEMENT: (2, 7),
    TREE: (5, 14),
    SIGN: (0.5, 3),
    FENCE: (0.3, 3),
    CAR: (1.5, 9),
    PEDESTRIAN: (0.3, 2),
    BICYCLIST: (0.1, 1.5),
}


def truth_of(picture: Picture) -> NDArray[np.uint16]:
    assert picture.truth is not None
    return picture.truth


def test_same_seed_same_picture() -> None:
    one, again, other = (street(seed, 4, 5, 4, 0.7, 0.2) for seed in (1, 1, 2))
    assert one.key == again.key
    np.testing.assert_array_equal(one.truth, again.truth)
    assert (truth_of(one) != truth_of(other)).mean() > 0.1


@pytest.mark.parametrize(("height", "width"), [(360, 480), (240, 320), (97, 131)])
def test_shapes(height: int, width: int) -> None:
    picture = street(0, 3, 3, 3, 0.6, 0.1, height, width)
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.shape == (height, width, 3)
    assert truth_of(picture).dtype == np.uint16
    assert truth_of(picture).shape == (height, width)
    assert truth_of(picture).max() <= BICYCLIST


def test_shares_are_those_of_real_streets() -> None:
    shares = np.mean(
        [np.bincount(truth_of(street(seed, 5, 6, 5, 0.7, 0.1)).ravel(), minlength=11) for seed in range(12)], axis=0
    )
    shares *= 100 / shares.sum()
    for kind, (low, high) in BANDS.items():
        assert low < shares[kind] < high, f"class {kind}: {shares[kind]:.2f} %"


@pytest.mark.parametrize("argument", ["cars", "people", "trees"])
def test_nothing_is_drawn_that_was_not_asked_for(argument: str) -> None:
    counts = {"cars": 4, "people": 8, "trees": 5}
    kinds = {"cars": [CAR], "people": [PEDESTRIAN, BICYCLIST], "trees": []}[argument]
    without = truth_of(street(3, **(counts | {argument: 0}), light=0.7, noise=0))
    with_them = truth_of(street(3, **counts, light=0.7, noise=0))
    assert not np.isin(without, kinds).any()
    assert np.isin(kinds, with_them).all()
    if argument == "trees":  # hedges and far woods remain
        assert (without == TREE).mean() < 0.5 * (with_them == TREE).mean()


@pytest.mark.parametrize("seed", range(4))
def test_sky_is_above_and_bright_road_below_and_dark(seed: int) -> None:
    picture = street(seed, 3, 4, 4, 0.7, 0.1)
    truth, grey = truth_of(picture), picture.pixels.mean(axis=2)
    assert np.argwhere(truth == SKY)[:, 0].max() < 0.65 * 360
    assert np.argwhere(truth == ROAD)[:, 0].min() > 0.4 * 360
    assert (truth[-1] == ROAD).mean() > 0.5
    assert grey[truth == SKY].mean() > 1.7 * grey[truth == ROAD].mean()


@pytest.mark.parametrize("seed", range(4))
def test_outlines_of_the_truth_are_edges_of_the_picture(seed: int) -> None:
    picture = street(seed, 4, 5, 0, 0.7, 0)
    truth, grey = truth_of(picture), picture.pixels.astype(float).mean(axis=2)
    step = np.abs(np.diff(grey, axis=1))
    border = np.diff(truth.astype(int), axis=1) != 0
    beside = ndimage.binary_dilation(border, np.ones((1, 3)))
    strongest = ndimage.maximum_filter(step, (1, 3))
    assert np.median(strongest[border]) > 2.5 * np.median(strongest[~beside])


def test_poles_signs_and_people_are_no_specks() -> None:
    truths = [truth_of(street(seed, 4, 6, 4, 0.7, 0)) for seed in range(6)]
    for kind, least in ((POLE, 40), (SIGN, 60), (PEDESTRIAN, 60), (BICYCLIST, 60)):
        in_pieces = pixels = 0
        for truth in truths:
            pieces, _ = ndimage.label(truth == kind, np.ones((3, 3)))
            areas = np.bincount(pieces.ravel())[1:]
            in_pieces += int(areas[areas >= least].sum())
            pixels += int(areas.sum())
        assert in_pieces > 0.85 * pixels


def test_more_light_is_brighter_and_noise_is_noise() -> None:
    dim, bright = (street(2, 3, 3, 3, light, 0).pixels.mean() for light in (0.1, 0.9))
    assert bright > 1.4 * dim
    clean, noisy = (np.diff(street(2, 0, 0, 0, 0.8, noise).pixels.astype(float), axis=1).std() for noise in (0, 1))
    assert noisy > 1.3 * clean


@pytest.mark.parametrize("seed", range(3))
def test_an_empty_street_has_no_traffic(seed: int) -> None:
    assert not np.isin(truth_of(street(seed, 0, 0, 0, 0.5, 0)), [CAR, PEDESTRIAN, BICYCLIST]).any()


def test_a_crowded_street_can_be_drawn() -> None:
    assert (truth_of(street(7, 20, 30, 30, 1, 1)) == CAR).any()


@pytest.mark.parametrize(
    "change",
    [
        {"cars": -1},
        {"cars": 21},
        {"people": 31},
        {"trees": -2},
        {"light": 1.2},
        {"light": float("nan")},
        {"noise": -0.1},
        {"height": 20},
        {"width": 5000},
    ],
)
def test_arguments_out_of_range(change: dict[str, Any]) -> None:
    arguments = {"seed": 0, "cars": 1, "people": 1, "trees": 1, "light": 0.5, "noise": 0} | change
    with pytest.raises(ValueError, match=r".+; .+; .+\."):
        street(**arguments)
