"""Generated electron micrographs: the truth is exact, membranes are dark, and dark organelles are not membranes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pictures import truth_of
from scipy import ndimage

from unet_demo.core.pictures.images import Picture
from unet_demo.core.scenes.membranes import CELL, MEMBRANE, membranes


def share(picture: Picture) -> float:
    assert picture.truth is not None
    return float((picture.truth == MEMBRANE).mean())


def test_same_seed_same_picture() -> None:
    one, again, other = (membranes(30, 5, 0.2, 1, seed) for seed in (1, 1, 2))
    assert one.key == again.key
    np.testing.assert_array_equal(one.truth, again.truth)
    assert one.key != other.key
    assert (truth_of(one) != truth_of(other)).any()


@pytest.mark.parametrize(("height", "width"), [(256, 256), (64, 200), (17, 16)])
def test_shapes(height: int, width: int) -> None:
    picture = membranes(12, 4, 0.1, 1, 0, height, width)
    assert picture.truth is not None
    assert picture.pixels.dtype == np.uint8
    assert picture.truth.dtype == np.uint16
    assert picture.pixels.shape == picture.truth.shape == (height, width)
    assert set(np.unique(picture.truth)) == {MEMBRANE, CELL}


def test_share_of_membrane_is_that_of_real_tissue() -> None:
    shares = [share(membranes(30, 5, 0.2, 1, seed)) for seed in range(8)]
    assert 0.19 < np.mean(shares) < 0.26
    assert min(shares) > 0.15
    assert max(shares) < 0.3


def test_thicker_membranes_and_more_cells_take_more_room() -> None:
    assert (
        share(membranes(30, 8, 0, 1, 3))
        > 1.3 * share(membranes(30, 5, 0, 1, 3))
        > 1.3 * share(membranes(30, 3, 0, 1, 3))
    )
    assert share(membranes(120, 5, 0, 1, 3)) > 1.4 * share(membranes(30, 5, 0, 1, 3))


def test_a_lone_cell_has_no_membrane() -> None:
    assert share(membranes(1, 5, 0, 1, 0)) == 0


@pytest.mark.parametrize("seed", range(4))
def test_cells_are_closed_and_of_unequal_size(seed: int) -> None:
    truth = membranes(30, 5, 0, 1, seed).truth
    pieces, count = ndimage.label(truth)
    areas = np.bincount(pieces.ravel())[1:]
    assert 15 <= count <= 45  # slivers vanish in the membrane, bent ones come apart
    assert areas.max() > 4 * np.median(areas)


@pytest.mark.parametrize("noise", [0, 0.2, 0.6])
@pytest.mark.parametrize("seed", [0, 1])
def test_membranes_are_dark(noise: float, seed: int) -> None:
    picture = membranes(30, 5, noise, 1, seed)
    assert picture.pixels[picture.truth == MEMBRANE].mean() < 0.72 * picture.pixels[picture.truth == CELL].mean()


@pytest.mark.parametrize("seed", range(3))
def test_the_darkest_line_runs_inside_the_membrane(seed: int) -> None:
    picture = membranes(30, 6, 0, 1, seed)
    inside = ndimage.distance_transform_edt(picture.truth == MEMBRANE)
    middle, rim = (picture.pixels[where].mean() for where in (inside >= 2.5, (inside > 0) & (inside <= 1)))
    assert middle < 0.8 * rim


@pytest.mark.parametrize("seed", range(4))
def test_cells_hold_dark_organelles(seed: int) -> None:
    """Darkness alone does not give the truth away: some places well inside cells are as dark as membranes."""
    picture = membranes(20, 5, 0, 1, seed)
    deep = ndimage.distance_transform_edt(picture.truth == CELL) > 6
    typical = np.median(picture.pixels[picture.truth == MEMBRANE])
    assert 0.002 < (picture.pixels[deep] < typical).mean() < 0.3


def test_noise_is_noise_and_blur_is_blur() -> None:
    def edge(noise: float, blur: float) -> float:
        return float(np.diff(membranes(30, 5, noise, blur, 5).pixels.astype(float), axis=1).std())

    assert edge(0.8, 1) > 2 * edge(0, 1)
    assert edge(0, 0) > 1.5 * edge(0, 2)


@pytest.mark.parametrize(
    "change",
    [
        {"cells": 0},
        {"cells": 401},
        {"thickness_px": 0.5},
        {"noise": float("nan")},
        {"noise": 1.1},
        {"blur": -1},
        {"height": 5},
        {"width": 9999},
    ],
)
def test_arguments_out_of_range(change: dict[str, Any]) -> None:
    arguments = {"cells": 5, "thickness_px": 5, "noise": 0, "blur": 1, "seed": 0} | change
    with pytest.raises(ValueError, match=r".+; .+; .+\."):
        membranes(**arguments)
