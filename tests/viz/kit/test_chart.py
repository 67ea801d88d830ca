"""Drawings say what their numbers say: bars sum to the nuclei, shares are shares, words are escaped and passed in."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from unet_demo.viz.kit.drawing import (
    FEWEST_BINS,
    MOST_BINS,
    PLOT_PX,
    CostRow,
    bars_drawing,
    bins_of,
    depth_costs,
    sizes_histogram,
)

SIZES = {
    "x": "area & size",
    "y": "how many",
    "median": "middle {value}",
    "none": "nothing <here>",
    "alt": "{n} nuclei, median {median}",
    "bin": "from – to",
    "count": "number",
}
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


def many(seed: int, count: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.maximum(1, rng.lognormal(rng.uniform(0, 8), rng.uniform(0, 2), count)).astype(np.int64)


@pytest.mark.parametrize("count", [1, 2, 7, 300, 20_000])
@pytest.mark.parametrize("seed", range(5))
def test_bins_hold_every_nucleus_once(seed: int, count: int) -> None:
    areas = many(seed, count)
    bins = bins_of(areas)
    assert bins.counts.sum() == count
    assert FEWEST_BINS <= len(bins.counts) - bins.tail <= MOST_BINS
    assert len(set(np.diff(bins.edges))) == 1
    for index in range(len(bins.counts) - bins.tail):
        held = (areas >= bins.edges[index]) & (areas < bins.edges[index + 1])
        assert bins.counts[index] == np.count_nonzero(held)


def test_a_long_tail_shares_one_open_bin() -> None:
    areas = np.append(np.full(200, 300) + np.arange(200), [9_000, 30_000])
    bins = bins_of(areas)
    assert bins.tail
    assert bins.counts[-1] == 2
    assert bins.edges[-1] < 1_000
    assert bins.name(len(bins.counts) - 1) == f"≥ {bins.edges[-2]}"
    assert bins.name(0) == f"{bins.edges[0]}–{bins.edges[1] - 1}"


@pytest.mark.parametrize("count", [1, 40, 20_000])
def test_bars_are_as_high_as_their_counts(count: int) -> None:
    areas = many(3, count)
    drawing = sizes_histogram(areas, SIZES)
    heights = np.array([float(bar.get("height", "")) for bar in bars(drawn(drawing.markup))])
    counts = np.array([int(row[1].replace(",", "")) for row in drawing.rows[1:]])
    assert drawing.rows[0] == ["from – to", "number"]
    assert counts.sum() == count
    assert heights == pytest.approx(PLOT_PX * counts / counts.max(), abs=0.051)


def test_the_median_is_marked_where_it_lies() -> None:
    areas = np.array([100, 200, 230, 280, 399])
    drawing = sizes_histogram(areas, SIZES)
    bins = bins_of(areas)
    (line,) = (each for each in drawn(drawing.markup).iter("line") if each.get("stroke-dasharray"))
    expected = 100 * (230.5 - bins.edges[0]) / (bins.edges[-1] - bins.edges[0])
    assert float(line.get("x1", "").rstrip("%")) == pytest.approx(expected, abs=0.01)
    assert {"middle 230", "area & size", "how many"} <= set(texts(drawn(drawing.markup)))
    assert drawing.alt == "5 nuclei, median 230"


def test_no_nuclei_is_said_in_words() -> None:
    drawing = sizes_histogram(np.zeros(0, np.int64), SIZES)
    assert texts(drawn(drawing.markup)) == ["nothing <here>"]
    assert drawing.alt == "nothing <here>"
    assert drawing.rows == [["from – to", "number"]]


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


def test_a_share_above_one_is_not_clipped() -> None:
    words = {"title": "t", "node": "n", "value": "v", "alt": "a"}
    widths = [
        float(bar.get("width", "").rstrip("%")) for bar in bars(drawn(bars_drawing("ab", [0.5, 1.25], words).markup))
    ]
    assert widths == [40, 100]


def test_colours_are_variables() -> None:
    for markup in (sizes_histogram(many(1, 50), SIZES).markup, depth_costs(ROWS, COSTS).markup):
        colours = re.findall(r'(?:fill|stroke)="([^"]*)"', markup)
        assert colours
        assert all("var(--" in colour for colour in colours)
        assert "#" not in markup
