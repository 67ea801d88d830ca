"""The charts of gradients: every value on one scale, bars over the seeds, no line by its colour alone."""

from __future__ import annotations

import math

import pytest

from unet_demo.core.lessons.text import scientific
from unet_demo.viz.skips.gradients import HUES, Line, gradients_figure, span_of

WORDS = {name: name for name in ("x", "y", "net", "block", "middle", "low", "high", "source")} | {"alt": "all of it"}
BLOCKS = ("0,0", "1,0", "0,1")


def line(kind: str, *middle: float, name: str = "") -> Line:
    return Line(kind, name or kind, tuple(v / 2 for v in middle), middle, tuple(v * 2 for v in middle))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (0.027, "2.7·10⁻²"), (8.4e-12, "8.4·10⁻¹²"), (0.81, "0.81"), (0.1, "0.10"), (1.0, "1.0"),
        (9.97, "10"), (140.4, "140"), (9999.0, "9,999"), (9999.9, "1.0·10⁴"), (8.0e8, "8.0·10⁸"), (math.inf, "∞"),
    ],
)  # fmt: skip
def test_numbers_are_written_short(value: float, text: str) -> None:
    assert scientific(value) == text


def test_the_scale_holds_every_value_of_all_charts() -> None:
    lines = [line("concat", 1e-2, 1e-6, 1e-4), line("none", 1e-8, 1, 1e-2)]
    span = span_of(lines)
    assert span == (-9, 1)
    for each in lines:
        figure = gradients_figure([each], BLOCKS, span, WORDS, "g").figure
        foot, top = figure.layout.yaxis.range
        assert (foot, top) == pytest.approx((-9.3, 1.3))
        assert figure.data[0].y == each.middle


def test_nothing_at_all_stands_at_the_foot() -> None:
    lines = [line("none", 0.0, 1e-3, 1e-1)]
    (trace,) = gradients_figure(lines, BLOCKS, span_of(lines), WORDS, "g").figure.data
    assert trace.y[0] == 10.0 ** span_of(lines)[0]
    assert trace.hovertemplate[0] == "<b>none</b><br>block 0,0<br>middle: 0<br>source<extra></extra>"


def test_bars_reach_from_the_least_to_the_largest_seed() -> None:
    lines = [line("add", 1e-3, 2e-3, 4e-3)]
    (trace,) = gradients_figure(lines, BLOCKS, span_of(lines), WORDS, "g").figure.data
    assert trace.error_y.array == pytest.approx([1e-3, 2e-3, 4e-3])
    assert trace.error_y.arrayminus == pytest.approx([0.5e-3, 1e-3, 2e-3])
    assert "low: 5.0·10⁻⁴<br>high: 2.0·10⁻³" in trace.hovertemplate[0]


def test_every_line_has_a_symbol_and_dashes_of_its_own_and_hides_no_other() -> None:
    lines = [line(kind, 1e-3, 1e-4, 1e-3) for kind in HUES]
    traces = gradients_figure(lines, BLOCKS, span_of(lines), WORDS, "g").figure.data
    for mark in (
        {each.line.dash for each in traces},
        {each.marker.symbol for each in traces},
        {each.line.color for each in traces},
        {each.x for each in traces},
    ):
        assert len(mark) == 4


def test_the_table_says_the_same() -> None:
    table = gradients_figure([line("concat", 1e-2, 2e-3, 3e-2)], BLOCKS, (-3, 0), WORDS, "g").table
    assert table.columns == ("net", "block", "middle", "low", "high")
    assert table.rows[0] == ("concat", "0,0", "1.0·10⁻²", "5.0·10⁻³", "2.0·10⁻²")
    assert [row[1] for row in table.rows] == list(BLOCKS)
