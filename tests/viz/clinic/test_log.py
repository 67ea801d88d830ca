"""The curves of a log: what is drawn is what was read, gaps where there is no number, and marks where findings are."""

from __future__ import annotations

import math

from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from unet_demo.viz.clinic.log import MOST_DRAWN, MOST_ROWS, LogLine, Mark, log_figure

WORDS = {"x": "Epoch", "y": "Loss", "alt": "curves", "source": "live", "mark": "evidence"}


def test_what_is_no_number_is_a_gap_and_says_so() -> None:
    line = LogLine("loss", "encoder", (1, 2, 3, 4), (0.5, math.nan, math.inf, -math.inf))
    chart = log_figure([line], [], WORDS, "log")
    (trace,) = chart.figure.data
    assert list(trace.y) == [0.5, None, None, None]
    assert chart.table.rows == (("1", "0.5"), ("2", "NaN"), ("3", "∞"), ("4", "−∞"))
    assert [text in trace.hovertemplate[at] for at, text in enumerate(("0.5", "NaN", "∞", "−∞"))] == [True] * 4


def test_marks_shade_their_stretch_ring_their_points_and_have_their_numbers() -> None:
    line = LogLine("loss", "encoder", (1, 2, 3), (0.5, 0.4, 0.6))
    marks = [Mark(1, (1, 3), ((1, 0.5), (3, 0.6))), Mark(2, (2, 2), ((2, 0.4),))]
    figure = log_figure([line], marks, WORDS, "log").figure
    rings = figure.data[-1]
    assert list(zip(rings.x, rings.y, strict=True)) == [(1, 0.5), (3, 0.6), (2, 0.4)]
    assert [(shape.type, shape.x0, shape.x1) for shape in figure.layout.shapes] == [("rect", 1, 3), ("line", 2, 2)]
    assert [note.text for note in figure.layout.annotations if note.text.startswith("(")] == ["(1)", "(2)"]


@given(st.integers(1, 5_000), st.floats(1e-3, 1))
@examples(20)
def test_a_long_log_is_drawn_thinly_and_a_wide_one_by_powers(count: int, least: float) -> None:
    at = tuple(range(count))
    values = [1.0] * (count - 1) + [least]
    chart = log_figure([LogLine("loss", "skip", at, values)], [], WORDS, "log")
    assert 0 < len(chart.figure.data[0].x) <= MOST_DRAWN
    assert 0 < len(chart.table.rows) <= MOST_ROWS
    assert (chart.figure.layout.yaxis.type == "log") == (1 / least > 200 and count > 1)


def test_scores_stand_between_0_and_1_whatever_they_are() -> None:
    line = LogLine("dice", "fused", (1, 2), (0.19, 0.19))
    assert log_figure([line], [], WORDS, "log", scores=True).figure.layout.yaxis.range == (-0.02, 1.04)
    per_cent = LogLine("dice", "fused", (1, 2), (19.0, 20.0))
    assert log_figure([per_cent], [], WORDS, "log", scores=True).figure.layout.yaxis.range is None
