"""Logs whose fault is made, so that it is known; and healthy ones, which are never called ill."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from unet_demo.core.clinic.log.findings import MOST, findings
from unet_demo.core.clinic.log.log import Curve, Log

Values = NDArray[np.float64]
WELL = {"fine", "falling"}
seeds = st.integers(0, 10_000)
lengths = st.integers(12, 150)


def log_of(**curves: Sequence[float] | Values) -> Log:
    """Curves over the epochs 1, 2 …"""
    held = {name: tuple(map(float, values)) for name, values in curves.items()}
    epochs = {name: tuple(float(at + 1) for at in range(len(values))) for name, values in held.items()}
    return Log({name: Curve(name, epochs[name], values) for name, values in held.items()}, "epoch")


def ids(log: Log) -> list[str]:
    return [finding.id for finding in findings(log)]


def falling(seed: int, count: int, noise: float = 0.05, start: float = 0.8, end: float = 0.1) -> Values:
    """A loss that falls from `start` to `end` by an exponential, with noise of that share of itself."""
    rng = np.random.default_rng(seed)
    course = end + (start - end) * np.exp(-np.linspace(0, 5, count))
    values: Values = course * (1 + noise * rng.standard_normal(count).clip(-2.5, 2.5))
    return values


@given(seeds, lengths, st.floats(0, 0.1), st.floats(0.9, 1.6), st.floats(0.5, 90), st.floats(0.02, 0.3))
@examples(200)
def test_a_healthy_log_is_never_called_ill(
    seed: int, count: int, noise: float, above: float, start: float, end: float
) -> None:
    train = falling(seed, count, noise, start, start * end)
    val = above * falling(seed + 1, count, noise, start, start * end)
    dice = 1 - falling(seed + 2, count, noise, 0.9, 0.08)
    assert set(ids(log_of(train_loss=train, val_loss=val, val_dice=dice))) <= WELL
    assert set(ids(log_of(train_loss=train))) <= WELL
    assert set(ids(log_of(val_dice=dice))) <= WELL


@given(seeds, lengths)
@examples(50)
def test_what_has_come_to_rest_is_fine_and_what_falls_should_go_on(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    rest = np.maximum(np.linspace(1, -1, count), 0.1) * (1 + 0.02 * rng.standard_normal(count).clip(-2, 2))
    steep = np.linspace(1, 0.3, count) * (1 + 0.01 * rng.standard_normal(count).clip(-2, 2))
    assert ids(log_of(train_loss=rest)) == ["fine"]
    (finding,) = findings(log_of(train_loss=steep, val_loss=1.2 * steep))
    assert finding.id == "falling"
    assert finding.rows[-1][0] == count
    assert finding.rows[-1][1] == pytest.approx(steep[-1], rel=0.05)


@given(seeds, lengths, st.integers(2, 30), st.floats(0, 0.004))
@examples(100)
def test_a_plateau_at_a_logarithm_names_its_classes(seed: int, count: int, classes: int, noise: float) -> None:
    rng = np.random.default_rng(seed)
    values = math.log(classes) + noise * rng.standard_normal(count).clip(-2, 2)
    values[0] += 0.05
    (finding,) = findings(log_of(train_loss=values, val_loss=falling(seed, count)))[:1]
    assert (finding.id, finding.values["classes"]) == ("ln2" if classes == 2 else "lnc", classes)


@given(seeds, lengths, st.data())
@examples(50)
def test_not_a_number_is_met_where_it_begins(seed: int, count: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(6, count - 1))
    values = falling(seed, count)
    values[at:] = math.nan
    (finding,) = findings(log_of(train_loss=values, val_loss=falling(seed, count)))
    assert (finding.id, finding.values["at"]) == ("nan", at + 1)
    values[at - 1] = 40
    (finding,) = findings(log_of(train_loss=values))
    assert (finding.id, finding.values["at"]) == ("nan_spike", at + 1)
    (finding,) = findings(log_of(train_loss=values, val_loss=[math.inf] * count))
    assert (finding.id, finding.values["at"]) == ("nan_first", 1)


@given(seeds, st.integers(20, 150), st.floats(0, 0.06), st.floats(0.2, 0.6))
@examples(100)
def test_overfitting_begins_where_the_other_loss_was_least(seed: int, count: int, noise: float, turn: float) -> None:
    rng, at = np.random.default_rng(seed), np.linspace(0, 1, count)
    val = (0.3 + 1.5 * abs(at - turn)) * (1 + noise * rng.standard_normal(count).clip(-2, 2))
    log = log_of(train_loss=falling(seed, count, noise, 0.8, 0.01), val_loss=val)
    finding = next(each for each in findings(log) if each.id == "overfit")
    assert abs(finding.values["at"] / count - turn) < 0.05 + 2 * noise + 2 / count
    assert finding.values["least"] < finding.values["last"]


@given(seeds, lengths, st.floats(0.01, 0.3))
@examples(50)
def test_a_dice_that_stays_at_the_share_tells_the_share(seed: int, count: int, share: float) -> None:
    dice = [0.3, *[2 * share / (1 + share)] * (count - 1)]
    finding = findings(log_of(train_loss=falling(seed, count), val_dice=dice))[0]
    assert (finding.id, round(finding.values["share"], 9)) == ("score_share", round(share, 9))
    assert ids(log_of(train_loss=falling(seed, count), val_iou=[0.2] + [1e-4] * (count - 1))) == ["score_zero"]


@given(seeds, lengths)
@examples(50)
def test_other_faults_that_were_made_are_met(seed: int, count: int) -> None:
    rng, well = np.random.default_rng(seed), falling(seed, count)
    assert ids(log_of(train_loss=well, val_loss=[0.5321] * count))[0] == "constant"
    assert ids(log_of(train_loss=[1e-5] * count)) == ["zero"]
    assert ids(log_of(train_loss=1 - 90 * np.linspace(0, 1, count) ** 2))[0] == "negative"
    assert ids(log_of(train_loss=well, val_loss=4 * well)) == ["above"]
    apart = np.maximum(falling(seed + 1, count), 0.45)
    assert ids(log_of(train_loss=well, val_loss=apart)) == ["apart"]
    jumps = 1 + 0.7 * np.where(np.arange(count) % 2, 1, -1) + 0.1 * rng.standard_normal(count)
    assert ids(log_of(train_loss=jumps)) == ["oscillates"]


def test_a_dice_with_its_sign_turned_is_no_fault() -> None:
    assert ids(log_of(train_loss=falling(0, 40) - 0.95)) == ["fine"]


@pytest.mark.parametrize(("values", "id"), [([0.7, 0.6], "short"), ([0.5, 0.52, 0.49, 0.51, 0.5, 0.53], "unclear")])
def test_what_cannot_be_told_is_not(values: list[float], id: str) -> None:
    assert ids(log_of(train_loss=values)) == [id]


@given(
    st.lists(st.floats() | st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=40),
    st.integers(0, 5),
    st.integers(1, 4),
)
@examples(200)
def test_any_numbers_give_one_to_three_findings_with_evidence_of_the_log(
    values: list[float], cut: int, times: int
) -> None:
    values = values * times
    told = findings(log_of(train_loss=values, val_loss=values[cut:] or values, val_dice=values[::-1]))
    assert 1 <= len(told) <= MOST
    places = {float(at) for at in range(1, len(values) + 1)}
    assert all({at for at, _ in finding.rows} <= places for finding in told)
