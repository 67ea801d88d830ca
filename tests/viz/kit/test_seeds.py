"""Scores over seeds: every dot on the scale, equal seeds at equal height in their rows, a table twin."""

from __future__ import annotations

import pytest

from unet_demo.viz.kit.seeds import SeedRow, seeds_figure

WORDS = {"alt": "what is seen", "net": "net", "seed": "seed", "mean": "mean", "source": "stored"}
ROWS = [SeedRow("A & B", "encoder", {0: 0.81, 1: 0.80, 2: 0.79}), SeedRow("C", "fused", {0: 0.82, 2: 0.7})]


def test_each_seed_is_a_dot_that_tells_its_score() -> None:
    chart = seeds_figure(ROWS, WORDS, "seeds")
    dots = chart.figure.data[::2]
    assert [trace.x for trace in dots] == [(0.81, 0.80, 0.79), (0.82, 0.7)]
    assert dots[0].hovertemplate[0] == "<b>A &amp; B</b><br>seed 0: 0.810<br>stored<extra></extra>"
    assert dots[1].y[0] - dots[0].y[0] == pytest.approx(1)  # seed 0 of both
    assert dots[1].y[1] - dots[0].y[2] == pytest.approx(1)  # seed 2 of both
    assert dots[0].marker.symbol != dots[1].marker.symbol


def test_a_line_leads_from_each_dot_to_the_mean() -> None:
    dots, mean = seeds_figure(ROWS, WORDS, "seeds").figure.data[:2]
    assert mean.x == pytest.approx((0.80, 0.80))
    ends = [x + more - less for x, more, less in zip(dots.x, dots.error_x.array, dots.error_x.arrayminus, strict=True)]
    assert ends == pytest.approx([0.80] * 3)


def test_names_and_means_stand_above_the_rows() -> None:
    said = [each.text for each in seeds_figure(ROWS, WORDS, "seeds").figure.layout.annotations]
    assert said == ["<b>A &amp; B</b>", "mean 0.800", "<b>C</b>", "mean 0.760"]


def test_the_table_has_a_column_for_every_seed() -> None:
    table = seeds_figure(ROWS, WORDS, "seeds").table
    assert table.columns == ("net", "seed 0", "seed 1", "seed 2", "mean")
    assert table.rows == (("A & B", "0.810", "0.800", "0.790", "0.800"), ("C", "0.820", "–", "0.700", "0.760"))


def test_without_scores_it_is_refused() -> None:
    with pytest.raises(ValueError, match="one at least"):
        seeds_figure([], WORDS, "seeds")
