"""The one rule, against scipy's tests and against coverage counted by brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from unet_demo.core.scoring import rule
from unet_demo.core.scoring.rule import FEWEST, gap_of, of_builds, of_means, of_nets, of_training, p_value

GAPS = st.lists(st.floats(-1, 1).map(lambda each: round(each, 4)), min_size=2, max_size=10)


def sign_test(gaps: list[float]) -> float:
    """scipy's own paired permutation test: every pattern of signs of the gaps."""
    found = stats.permutation_test(
        (gaps,), np.mean, permutation_type="samples", alternative="two-sided", n_resamples=np.inf
    )
    return float(found.pvalue)


@given(GAPS)
def test_its_p_value_is_that_of_scipys_permutation_test(gaps: list[float]) -> None:
    distinct = {round(sum(part), 9) for size in range(1, len(gaps) + 1) for part in itertools.combinations(gaps, size)}
    if len(distinct) < 2 ** len(gaps) - 1 or 0 in distinct:
        return  # ties count on both sides, each in its way
    assert p_value(gaps) == pytest.approx(sign_test(gaps))


@given(st.lists(st.floats(-1, 1).map(lambda each: round(each, 4)), min_size=FEWEST, max_size=10))
def test_the_interval_is_what_the_test_does_not_reject(gaps: list[float]) -> None:
    found = gap_of(gaps)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.mean + 1e-12
    assert found.high >= found.mean - 1e-12
    width = max(found.high - found.low, 1e-3)
    for shift in (found.low - width / 7, found.high + width / 7):
        assert p_value([each - shift for each in gaps]) <= rule.LEVEL
    inside = found.low + 0.37 * (found.high - found.low)
    assert found.low == found.high or p_value([each - inside for each in gaps]) > rule.LEVEL - 2 / 2**FEWEST


def test_many_gaps_give_about_students_interval() -> None:
    gaps = np.random.default_rng(3).normal(0.01, 0.05, 64).tolist()
    found, student = gap_of(gaps), stats.ttest_1samp(gaps, 0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((student.low, student.high), abs=0.002)


@pytest.mark.parametrize("n", [FEWEST, 10])
def test_a_difference_that_is_none_is_told_apart_one_time_in_twenty_or_less(n: int) -> None:
    drawn = np.random.default_rng(n).normal(0, 1, (1000, n))
    told = sum(gap_of(gaps).word != "untold" for gaps in drawn.tolist())
    assert told / 1000 < 0.05 + 0.02


@pytest.mark.parametrize("n", range(1, FEWEST))
def test_fewer_than_six_seeds_tell_nothing_however_they_agree(n: int) -> None:
    found = of_training([0.9] * n, [0.1] * n)
    assert (found.word, found.why) == ("untold", "few_seeds")
    assert sign_test([0.8] * n) > rule.LEVEL if n > 1 else True


def test_six_that_agree_are_told_apart_both_ways() -> None:
    high, low = [0.9, 0.91, 0.92, 0.9, 0.93, 0.9], [0.8, 0.85, 0.8, 0.81, 0.82, 0.8]
    assert of_training(high, low).word == "ahead"
    assert of_training(low, high).word == "behind"
    assert of_training(high, low).mean == pytest.approx(np.mean(high) - np.mean(low))


def test_builds_are_told_apart_only_where_other_seeds_and_other_pictures_would_say_the_same() -> None:
    rng = np.random.default_rng(0)
    base = rng.uniform(0.7, 0.9, (10, 40))
    assert of_builds(base + 0.02, base).word == "ahead"
    one_picture = base.copy()
    one_picture[:, 0] += 0.9  # a single picture makes every seed's mean higher
    assert gap_of((one_picture - base).mean(axis=1).tolist()).word == "ahead"
    assert (of_builds(one_picture, base).word, of_builds(one_picture, base).why) == ("untold", "pictures")
    one_seed = base.copy()
    one_seed[0] += 0.5  # a single seed makes every picture's mean higher
    assert (of_builds(one_seed, base).word, of_builds(one_seed, base).why) == ("untold", "seeds")


def test_without_scores_by_picture_nothing_is_told_apart_and_the_reason_is_said() -> None:
    assert of_means([0.9] * 10, [0.1] * 10).why == "no_pictures"
    assert of_means([0.9] * 3, [0.1] * 3).why == "few_seeds"


def test_two_nets_are_compared_on_pictures() -> None:
    assert of_nets([0.8] * 4, [0.7] * 4).why == "few_pictures"
    scores = np.linspace(0.5, 0.9, 60)
    assert of_nets(scores + 0.01, scores).word == "ahead"
    assert of_nets(scores, scores).why == "pictures"


def test_what_would_have_been_seen_is_half_the_interval() -> None:
    found = gap_of([0.01, -0.01, 0.02, -0.02, 0.0, 0.01, -0.01])
    assert found.word == "untold"
    assert found.low is not None
    assert found.high is not None
    assert found.seen == pytest.approx((found.high - found.low) / 2)
    assert gap_of([0.1]).seen is None


def test_scores_of_other_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="the same seeds and pictures are needed"):
        of_builds([[0.1, 0.2]], [[0.1]])
    with pytest.raises(ValueError, match="Got no gaps"):
        gap_of([])
