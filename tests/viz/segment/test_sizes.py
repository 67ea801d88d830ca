"""The histogram says what its numbers say: bars sum to the nuclei, the median is marked, words are passed in."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from unet_demo.viz.segment.sizes import FEWEST_BINS, MOST_BINS, PLOT_PX, bins_of, sizes_histogram

SIZES = {
    "x": "area & size",
    "y": "how many",
    "median": "middle {value}",
    "none": "nothing <here>",
    "alt": "{n} nuclei, median {median}",
    "bin": "from – to",
    "count": "number",
}


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


def test_colours_are_variables() -> None:
    markup = sizes_histogram(many(1, 50), SIZES).markup
    colours = re.findall(r'(?:fill|stroke)="([^"]*)"', markup)
    assert colours
    assert all("var(--" in colour for colour in colours)
    assert "#" not in markup
