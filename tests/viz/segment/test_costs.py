"""Costs of the depths: bars are shares, the table is exact, a time of a busy moment is told as one."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from unet_demo.viz.segment.costs import CostRow, depth_costs

COSTS = {
    "depth": "head",
    "params": "weights",
    "macs": "work",
    "time": "clock",
    "waiting": "soon",
    "busy": "{ms} ms (rushed)",
    "alt": "all of it",
}
ROWS = [
    CostRow(1, 25_681, 893_386_752, 4.0),
    CostRow(2, 128_353, 2_243_952_640, 12.0),
    CostRow(3, 552_113, 4_383_047_680, None),
    CostRow(4, 2_261_889, 7_461_666_816, 40.0),
]


def drawn(markup: str) -> ET.Element:
    return ET.fromstring(markup)  # also says that the markup is well formed


def bars(figure: ET.Element) -> list[ET.Element]:
    return [each for each in figure.iter("rect") if each.get("class") == "bar"]


def texts(figure: ET.Element) -> list[str]:
    return [each.text or "" for each in figure.iter("text")]


def test_costs_are_shares_of_the_deepest() -> None:
    drawing = depth_costs(ROWS, COSTS)
    widths = [float(bar.get("width", "").rstrip("%")) for bar in bars(drawn(drawing.markup))]
    params = [100 * row.params / ROWS[-1].params for row in ROWS]
    macs = [100 * row.macs / ROWS[-1].macs for row in ROWS]
    assert widths == pytest.approx([*params, *macs, 10, 30, 100], abs=0.006)
    written = texts(drawn(drawing.markup))
    assert {"weights", "work", "clock", "25,681", "893 M", "7.46 G", "1.1%", "59%", "4.0 ms", "soon"} <= set(written)
    assert drawing.alt == "all of it"


def test_the_table_of_costs_is_exact() -> None:
    rows = depth_costs(ROWS, COSTS).rows
    assert rows[0] == ["head", "weights", "work", "clock"]
    assert rows[1] == ["L1", "25,681", "893,386,752", "4.0 ms"]
    assert rows[3] == ["L3", "552,113", "4,383,047,680", "soon"]


def test_times_that_are_missing_draw_no_bar() -> None:
    waiting = [CostRow(row.depth, row.params, row.macs, None) for row in ROWS]
    figure = drawn(depth_costs(waiting, COSTS).markup)
    assert len(bars(figure)) == 2 * len(ROWS)
    assert texts(figure).count("soon") == len(ROWS)


def test_no_bar_is_clipped_and_a_busy_moment_is_named() -> None:
    """The times of a busy moment: longer than the deepest one's, told in words and by the bar's outline."""
    busy = [(4.0, False), (12.0, False), (1179.0, True), (920.0, True)]
    rows = [CostRow(row.depth, row.params, row.macs, ms, late) for row, (ms, late) in zip(ROWS, busy, strict=True)]
    drawing = depth_costs(rows, COSTS)
    times = bars(drawn(drawing.markup))[-len(ROWS) :]
    widths = [float(bar.get("width", "").rstrip("%")) for bar in times]
    assert widths == pytest.approx([100 * ms / 1179 for ms, _ in busy], abs=0.006)
    assert [bar.get("stroke-dasharray") is not None for bar in times] == [late for _, late in busy]
    assert [row[3] for row in drawing.rows[1:]] == ["4.0 ms", "12.0 ms", "1179.0 ms (rushed)", "920.0 ms (rushed)"]
    written = texts(drawn(drawing.markup))
    assert "1179.0 ms (rushed)" in written
    assert "128%" not in written


def test_colours_are_variables() -> None:
    markup = depth_costs(ROWS, COSTS).markup
    colours = re.findall(r'(?:fill|stroke)="([^"]*)"', markup)
    assert colours
    assert all("var(--" in colour for colour in colours)
    assert "#" not in markup
