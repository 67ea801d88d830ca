"""Scores of several nets over several seeds: a row for each net, a dot for each seed, a tick at their mean.

Equal seeds stand at equal height in their rows, so that two nets can be compared seed by seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import SYMBOLS, Chart, Table, figure_of, name_rows, told

TOP, BOTTOM = -0.16, 0.24  # where the first and the last seed stand in a row, from its middle


@dataclass(frozen=True)
class SeedRow:
    """One net: its name, the hue of its dots (a name in viz.style), and its score by seed."""

    name: str
    hue: str
    scores: Mapping[int, float]

    @property
    def mean(self) -> float:
        return sum(self.scores.values()) / len(self.scores)


def seeds_figure(rows: Sequence[SeedRow], words: Mapping[str, str], name: str) -> Chart:
    """Every row with its dots on one scale. Words: alt, net, seed, mean, source. Raises ValueError without a score."""
    seeds = sorted({seed for row in rows for seed in row.scores})
    if not seeds:
        raise ValueError("Got no score; seeds_figure needs one at least; leave the chart out.")
    hues = list(dict.fromkeys(row.hue for row in rows))
    traces = [trace for at, row in enumerate(rows) for trace in _row(row, at, hues.index(row.hue), seeds, words)]
    figure = figure_of(traces, {"showgrid": True, "nticks": 7}, {})
    figure.update_layout(showlegend=False)
    name_rows(figure, [row.name for row in rows], [f"{words['mean']} {row.mean:.3f}" for row in rows])
    columns = (words["net"], *(f"{words['seed']} {seed}" for seed in seeds), words["mean"])
    cells = tuple(
        (row.name, *(f"{row.scores[seed]:.3f}" if seed in row.scores else "–" for seed in seeds), f"{row.mean:.3f}")
        for row in rows
    )
    return Chart(figure, words["alt"], Table(columns, cells), name)


def _row(
    row: SeedRow, at: int, mark: int, seeds: Sequence[int], words: Mapping[str, str]
) -> tuple[go.Scatter, go.Scatter]:
    """The dots, each with a line to the mean, and the mean as an upright tick; `mark` chooses the symbol."""
    gap = (BOTTOM - TOP) / max(1, len(seeds) - 1)
    scores = list(row.scores.values())
    dots = go.Scatter(
        x=scores,
        y=[at + TOP + gap * seeds.index(seed) for seed in row.scores],
        mode="markers",
        marker={"color": style.HUES[row.hue], "size": 10, "symbol": SYMBOLS[mark % len(SYMBOLS)]},
        error_x=_to_mean(row),
        hovertemplate=[
            told(row.name, f"{words['seed']} {seed}: {score:.3f}", words["source"])
            for seed, score in row.scores.items()
        ],
    )
    mean = go.Scatter(
        x=[row.mean, row.mean],
        y=[at + TOP - 0.08, at + BOTTOM + 0.08],
        mode="lines",
        line={"color": style.NEUTRAL, "width": 3},
        hovertemplate=told(row.name, f"{words['mean']}: {row.mean:.3f}", words["source"]),
    )
    return dots, mean


def _to_mean(row: SeedRow) -> dict[str, Any]:
    more = [max(0.0, row.mean - score) for score in row.scores.values()]
    less = [max(0.0, score - row.mean) for score in row.scores.values()]
    return {"array": more, "arrayminus": less, "width": 0, "thickness": 1.5, "color": style.HUES[row.hue]}
