"""Thresholds and calibration against the plain way of counting them."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from unet_demo.core.engine.run import level_of
from unet_demo.core.scoring import metrics
from unet_demo.core.scoring.calibration import BINS, reliability, thresholds_of


def drawn(seed: int, height: int = 12, width: int = 17) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    levels = rng.integers(0, 256, (height, width)).astype(np.uint8)
    return levels, rng.random((height, width)) < levels / 256, rng.random((height, width)) < 0.8


@given(seed=st.integers(0, 10_000), level=st.integers(0, 255))
@examples(60)
def test_every_threshold_is_the_mask_it_says(seed: int, level: int) -> None:
    levels, truth, known = drawn(seed)
    found = thresholds_of(levels, truth, known)
    mask = (levels >= level) & known
    assert found.pixels[level] == mask.sum()
    assert found.total == known.sum()
    assert found.dice is not None
    assert found.iou is not None
    assert found.dice[level] == pytest.approx(metrics.dice(mask[known], truth[known]))
    assert found.iou[level] == pytest.approx(metrics.iou(mask[known], truth[known]))


def test_a_higher_threshold_never_adds_a_pixel() -> None:
    pixels = thresholds_of(drawn(1)[0]).pixels
    assert (np.diff(pixels) <= 0).all()
    assert pixels[0] == 12 * 17


def test_the_best_threshold_is_the_one_nearest_to_a_half_among_equals() -> None:
    levels = np.array([[10, 20, 200, 250]], np.uint8)
    found = thresholds_of(levels, np.array([[False, False, True, True]]))
    assert found.dice is not None
    assert found.best == 128
    assert found.dice[128] == 1
    assert thresholds_of(levels).best is None
    empty = thresholds_of(levels, np.zeros((1, 4), np.bool_))
    assert empty.best == 251  # the first at which nothing is marked any more


def test_a_truth_of_another_size_is_refused() -> None:
    levels = drawn(0)[0]
    with pytest.raises(ValueError, match="same shape"):
        thresholds_of(levels, np.zeros((3, 3), np.bool_))
    with pytest.raises(ValueError, match="at least one pixel"):
        reliability(levels[:0], np.zeros((0, 17), np.bool_))


def test_reliability_is_counted_bin_by_bin() -> None:
    levels, truth, _ = drawn(3, 60, 60)
    found = reliability(levels, truth)
    p = (levels + 0.5) / 256
    ece = 0.0
    for at in range(BINS):
        here = (p >= at / BINS) & (p < (at + 1) / BINS)
        assert found.counts[at] == here.sum()
        assert found.said[at] == pytest.approx(p[here].mean())
        assert found.held[at] == pytest.approx(truth[here].mean())
        ece += here.mean() * abs(p[here].mean() - truth[here].mean())
    assert found.ece == pytest.approx(ece)


def test_who_says_what_is_so_has_no_error_and_empty_bins_say_nothing() -> None:
    levels = np.repeat(np.array([63, 191], np.uint8), 4000)  # 0.248 and 0.748
    held = np.concatenate([np.arange(4000) % 1000 < 248, np.arange(4000) % 1000 < 748])
    found = reliability(levels, held)
    assert found.ece < 0.001
    assert np.isnan(found.said[0])
    assert found.counts.sum() == 8000
    assert reliability(levels, ~held).ece > 0.4


def test_levels_of_thresholds_reach_their_probability() -> None:
    assert [level_of(each) for each in (0.01, 0.5, 0.99)] == [3, 128, 253]
