"""What the record shows is the symptom: the quantity that defines it, computed anew from the stored maps."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.clinic.symptoms import accidents
from unet_demo.core.clinic.symptoms.checks import CAUSES, CHECKS, SYMPTOMS, Check, points
from unet_demo.core.clinic.symptoms.make import COMMAND, SHOWN
from unet_demo.core.clinic.symptoms.records import HEALTHY, Symptom, about, maps_of, png_of, symptom
from unet_demo.core.clinic.symptoms.scenes import SIDE_PX, discs_among_squares
from unet_demo.core.clinic.symptoms.training import SEED, STEPS, TEST

Mask = NDArray[np.bool_]


def probability(case: Symptom) -> NDArray[np.float32]:
    assert case.probability is not None
    return case.probability


def offset(mask: Mask, truth: Mask) -> tuple[int, int]:
    """By how much a truth has to be moved, down and right, to lie best on a mask."""
    overlaps = {
        (down, right): float((mask & np.roll(truth, (down, right), (1, 2))).sum())
        for down in range(-6, 7)
        for right in range(-6, 7)
    }
    return max(overlaps, key=lambda place: overlaps[place])


def blocks(mask: NDArray[np.float32]) -> float:
    """Share of squares of 4 x 4 pixels with one value."""
    squares = mask.reshape(len(mask), 16, 4, 16, 4).transpose(0, 1, 3, 2, 4).reshape(-1, 16)
    return float(np.mean(np.ptp(squares, axis=1) == 0))


def holes(mask: Mask) -> float:
    """Pixels that are enclosed by a mask but not in it, as a share of it."""
    filled = np.stack([ndimage.binary_fill_holes(part) for part in mask])
    return float((filled & ~mask).sum() / mask.sum())


def dice(mask: Mask, truth: Mask) -> float:
    return float(2 * (mask & truth).sum() / (mask.sum() + truth.sum()))


def training_dice(case: Symptom) -> float:
    assert case.training is not None
    return dice(case.training > 0.5, case.truth)


DEFINING: dict[str, Callable[[Symptom], bool]] = {
    "black": lambda case: not case.mask.any() and (case.mean or 1) < 0.05,
    "white": lambda case: bool(case.mask.all()) and case.mean == 1,
    "grey": lambda case: (
        bool(probability(case).std() < 0.05)
        and abs(float(probability(case).mean() - case.truth.mean())) < 0.05
        and float(probability(case).max()) < 0.5
    ),
    "shifted": lambda case: offset(case.mask, case.truth) == (3, 3),
    "blocky": lambda case: blocks(probability(case)) == 1 and not case.mask.all() and bool(case.mask.any()),
    "holes": lambda case: holes(case.mask) > 0.1,
    "eval": lambda case: dice(case.mask, case.truth) < 0.3 and training_dice(case) > 0.9,
    "same": lambda case: float(np.ptp(probability(case), axis=0).max()) == 0,
    "nan": lambda case: case.probability is None and case.mean is None and math.isnan(case.log[-1].train_loss),
}


@pytest.mark.parametrize("id", SYMPTOMS)
def test_the_stored_maps_have_the_symptom_and_the_healthy_ones_have_not(id: str) -> None:
    assert DEFINING[id](symptom(id))
    if id != "eval":  # what the healthy net says in train() is not stored
        assert not DEFINING[id](symptom(HEALTHY))


def test_the_healthy_net_segments() -> None:
    healthy = symptom(HEALTHY)
    assert dice(healthy.mask, healthy.truth) > 0.9
    assert offset(healthy.mask, healthy.truth) == (0, 0)


@pytest.mark.parametrize(("id", "check"), [(id, check) for id in SYMPTOMS for check in CHECKS[id]], ids=str)
def test_what_was_printed_reads_as_the_check_says(id: str, check: Check) -> None:
    assert points(check, symptom(id).printed[check.id]) == check.here
    assert not points(check, symptom(id).printed_healthy[check.id])


@pytest.mark.parametrize("id", SYMPTOMS)
def test_a_symptom_has_a_check_that_finds_it_a_cause_and_no_check_twice(id: str) -> None:
    checks = CHECKS[id]
    assert checks[0].here or checks[1].here
    assert len({check.id for check in checks}) == len(checks) == len(symptom(id).printed)
    assert all(hasattr(accidents, name) for name in CAUSES[id])


def test_the_record_names_itself_and_its_pictures_are_those_of_its_seed() -> None:
    known = about()
    assert (known["command"], known["seed"], known["steps"]) == (COMMAND, SEED, STEPS)
    pictures, masks = discs_among_squares(TEST, SEED + 1)
    for id in (HEALTHY, *SYMPTOMS):
        case = symptom(id)
        assert np.array_equal(case.truth, masks[SHOWN] > 0)
        assert len(case.log) == STEPS // known["epoch"]
    assert abs(symptom(HEALTHY).image - pictures[SHOWN]).max() <= 0.5 / 255 + 1e-6


def test_maps_come_back_from_their_picture() -> None:
    maps = np.random.default_rng(0).random((3, SIDE_PX, SIDE_PX), np.float32)
    assert abs(maps_of(png_of(maps)) - maps).max() <= 0.5 / 255 + 1e-6


def test_the_record_is_small() -> None:
    from unet_demo.core.clinic.symptoms.records import FILE

    assert FILE.stat().st_size < 150_000
