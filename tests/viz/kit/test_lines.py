"""Lines over whole numbers: the values themselves, a foot that they do not fall below, a table twin."""

from __future__ import annotations

import math

import pytest

from unet_demo.viz.kit.lines import Line, lines_figure

WORDS = {name: name for name in ("x", "y", "alt", "level", "source")}


@pytest.mark.parametrize("count", [1, 2, 16, 256])
def test_lines_have_a_table_twin_and_stay_inside(count: int) -> None:
    values = [10.0 ** -(20 * at / count) for at in range(count)]
    chart = lines_figure([Line("one", values, "skip"), Line("two", values[:1], "fused")], WORDS, "n", 1e-16, 1e-9, 1)
    one, two = chart.figure.data
    assert one.x == tuple(range(1, count + 1))
    assert one.y == tuple(max(value, 1e-16) for value in values)
    assert two.y == (1.0,)
    low, high = chart.figure.layout.yaxis.range
    assert low < math.log10(min(one.y)) <= math.log10(max(one.y)) < high
    assert chart.table.columns == ("x", "one", "two")
    assert [row[1] for row in chart.table.rows] == [f"{value:.2e}" for value in values]  # as they are, not the foot
    assert [row[2] for row in chart.table.rows[1:]] == ["–"] * (count - 1)


def test_shares_are_drawn_on_a_linear_scale() -> None:
    chart = lines_figure([Line("one", [0.0, 0.5, 1.0], "skip")], WORDS, "n")
    assert chart.figure.data[0].y == (0.0, 0.5, 1.0)
    assert chart.figure.layout.yaxis.type is None
    assert chart.figure.layout.yaxis.tickformat == ".0%"
    assert chart.table.rows[1] == ("2", "50.00%")
    assert chart.figure.data[0].hovertemplate[1] == "<b>one</b><br>x: 2<br>y: 50.00%<br>source<extra></extra>"


def test_rules_stand_where_they_are_asked_for() -> None:
    figure = lines_figure([Line("one", [1.0, 1e-3, 1e-5], "skip")], WORDS, "n", 1e-8, level=1e-4, at=2).figure
    across, up = figure.layout.shapes
    assert (across.y0, across.y1) == (1e-4, 1e-4)
    assert (up.x0, up.x1) == (2, 2)
    (said,) = (each for each in figure.layout.annotations if each.text == "level")
    assert said.y == -4.0  # Plotly takes the power of ten here, and the value itself for a line
