"""Scores over seeds: every dot on the scale, equal seeds at equal height, round numbers below, a table twin."""

from __future__ import annotations

import re

import pytest

from unet_demo.viz.kit.seeds import ROW_PX, SeedRow, _scale, seeds_drawing

WORDS = {"alt": "what is seen", "net": "net", "seed": "seed", "mean": "mean"}
ROWS = [SeedRow("A & B", "encoder", {0: 0.81, 1: 0.80, 2: 0.79}), SeedRow("C", "fused", {0: 0.82, 2: 0.7})]


def test_each_seed_is_a_dot_that_tells_its_score() -> None:
    drawn = seeds_drawing(ROWS, WORDS)
    found = re.findall(r'<circle class="dot" cx="([\d.]+)%" cy="(\d+)".*?<title>(.*?)</title>', drawn.markup)
    assert [told for *_, told in found] == [
        "seed 0: 0.810",
        "seed 1: 0.800",
        "seed 2: 0.790",
        "seed 0: 0.820",
        "seed 2: 0.700",
    ]
    heights = [int(y) for _, y, _ in found]
    assert heights[3] - heights[0] == heights[4] - heights[2] == ROW_PX
    across = [float(x) for x, *_ in found]
    assert across[3] > across[0] > across[1] > across[2] > across[4]
    assert "A &amp; B" in drawn.markup
    assert drawn.alt == "what is seen"


def test_the_table_has_a_column_for_every_seed() -> None:
    assert seeds_drawing(ROWS, WORDS).rows == [
        ["net", "seed 0", "seed 1", "seed 2", "mean"],
        ["A & B", "0.810", "0.800", "0.790", "0.800"],
        ["C", "0.820", "–", "0.700", "0.760"],
    ]


@pytest.mark.parametrize(("lowest", "highest"), [(0.037, 0.804), (0.79, 0.81), (0.8, 0.8), (0.0, 1.0), (0.69, 0.82)])
def test_the_scale_is_round_and_holds_everything(lowest: float, highest: float) -> None:
    low, high, step = _scale(lowest, highest)
    assert low <= lowest + 1e-9
    assert high >= highest - 1e-9
    assert 1 <= round((high - low) / step) <= 7
    assert high > low


def test_without_scores_it_is_refused() -> None:
    with pytest.raises(ValueError, match="one at least"):
        seeds_drawing([], WORDS)
