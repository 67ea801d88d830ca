"""A few lines over whole numbers 1 to n, on a linear or a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from unet_demo.viz.kit.charts import Chart, Table, figure_of, look, powers, rule, told, wrapped


@dataclass(frozen=True)
class Line:
    """Values at 1, 2 … n under a name; `hue` is one of style.HUES."""

    name: str
    values: Sequence[float]
    hue: str


def lines_figure(
    lines: Sequence[Line],
    words: Mapping[str, str],
    name: str,
    lowest: float | None = None,
    level: float | None = None,
    at: int | None = None,
) -> Chart:
    """Lines from 1 down to 0, or down to `lowest` on a logarithmic scale; `level` a rule across, `at` one upright.

    Words: x, y, alt, source, level (what the rule across means).
    """
    count = max(len(line.values) for line in lines)
    across = {"title": words["x"], "range": [1 - 0.02 * count, 0.5 + 1.02 * count], "nticks": 9}
    up = {"tickformat": ".0%", "range": [-0.02, 1.04]} if lowest is None else powers(round(math.log10(lowest)), 0, 4)
    traces = [_trace(line, number, words, lowest) for number, line in enumerate(lines)]
    figure = figure_of(traces, across | ({"dtick": 1} if count <= 9 else {}), up | {"title": words["y"]})
    if level is not None:
        rule(figure, words["level"], y=level)
    if at is not None:
        rule(figure, x=at)
    return Chart(figure, words["alt"], _table(lines, count, words["x"], lowest), name)


def _trace(line: Line, number: int, words: Mapping[str, str], lowest: float | None) -> go.Scatter:
    """A value below `lowest` is drawn at the foot, and told as it is."""
    facts = [told(line.name, f"{words['x']}: {at + 1}", f"{words['y']}: {_text(value, lowest)}", words["source"])
             for at, value in enumerate(line.values)]  # fmt: skip
    return go.Scatter(
        x=list(range(1, len(line.values) + 1)),
        y=[value if lowest is None else max(value, lowest) for value in line.values],
        name=wrapped(line.name),
        mode="lines+markers",
        hovertemplate=facts,
        **look(line.hue, number),
    )


def _text(value: float, lowest: float | None) -> str:
    return f"{value:.2%}" if lowest is None else f"{value:.2e}"


def _table(lines: Sequence[Line], count: int, x: str, lowest: float | None) -> Table:
    cells = [[_text(value, lowest) for value in line.values] + ["–"] * (count - len(line.values)) for line in lines]
    rows = tuple((str(at + 1), *(line[at] for line in cells)) for at in range(count))
    return Table((x, *(line.name for line in lines)), rows)
