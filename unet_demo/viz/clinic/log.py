"""Curves of a log over epochs or steps, with what the findings rest on marked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import Chart, Table, figure_of, look, rule, told, wrapped

MOST_DRAWN, MOST_ROWS = 1_000, 100  # points of a line, rows of the table: of more every second, third … is taken
WIDE = 200.0  # from this ratio of the largest value to the least on, the scale is logarithmic


@dataclass(frozen=True)
class LogLine:
    """A curve: its name in words, a hue of style.HUES, places and values; NaN and infinity leave gaps."""

    name: str
    hue: str
    at: Sequence[float]
    values: Sequence[float]


@dataclass(frozen=True)
class Mark:
    """What a finding rests on: its number beside the chart, the stretch, and the points (place, value) in it."""

    number: int
    span: tuple[float, float]
    points: Sequence[tuple[float, float]]


def log_figure(
    lines: Sequence[LogLine], marks: Sequence[Mark], words: Mapping[str, str], name: str, scores: bool = False
) -> Chart:
    """Lines over their places, the marks' stretches shaded and their points ringed. Words: x, y, alt, source, mark.

    What spans WIDE and more without reaching 0 stands on a logarithmic scale; `scores` from 0 to 1 on that scale.
    """
    values = [value for line in lines for value in line.values if math.isfinite(value)]
    up: dict[str, object] = {"type": "log"} if values and min(values) > 0 and max(values) > WIDE * min(values) else {}
    traces = [_trace(line, number, words) for number, line in enumerate(lines)]
    traces += [_points(marks, len(lines), words)] if any(mark.points for mark in marks) else []
    if values and min(values) >= 0 and max(values) <= 1 and scores:
        up = {"range": [-0.02, 1.04]}
    figure = figure_of(traces, {"title": words["x"]}, {"title": words["y"]} | up)
    for mark in marks:
        _shade(figure, mark)
    return Chart(figure, words["alt"], _table(lines, words["x"]), name)


def _thin(count: int, most: int) -> range:
    """Indices of at most about `most` of `count` values, evenly apart."""
    return range(0, count, max(1, -(-count // most)))


def _trace(line: LogLine, number: int, words: Mapping[str, str]) -> go.Scatter:
    shown = _thin(len(line.at), MOST_DRAWN)
    values = [line.values[index] for index in shown]
    facts = [told(line.name, f"{words['x']}: {line.at[index]:g}", _text(line.values[index]), words["source"])
             for index in shown]  # fmt: skip
    return go.Scatter(
        x=[line.at[index] for index in shown],
        y=[value if math.isfinite(value) else None for value in values],
        name=wrapped(line.name),
        mode="lines+markers",
        hovertemplate=facts,
        **look(line.hue, number),
    )


def _points(marks: Sequence[Mark], number: int, words: Mapping[str, str]) -> go.Scatter:
    points = [(mark.number, at, value) for mark in marks for at, value in mark.points]
    drawn = look("head", number)
    return go.Scatter(
        x=[at for _, at, _ in points],
        y=[value if math.isfinite(value) else None for *_, value in points],
        name=wrapped(words["mark"]),
        mode="markers",
        hovertemplate=[
            told(f"{words['mark']} ({order})", f"{words['x']}: {at:g}", _text(value), words["source"])
            for order, at, value in points
        ],
        marker=drawn["marker"] | {"size": 15, "symbol": f"{drawn['marker']['symbol']}-open", "line": {"width": 2.5}},
        line=drawn["line"],
    )


def _shade(figure: go.Figure, mark: Mark) -> None:
    """The stretch of a finding with its number; one place alone is a rule."""
    low, high = mark.span
    if low == high:
        rule(figure, x=low)
    else:
        figure.add_vrect(x0=low, x1=high, fillcolor=style.NEUTRAL, opacity=0.12, line_width=0)
    place = {"xref": "x", "yref": "paper", "y": 1, "yanchor": "top", "showarrow": False, "xanchor": "left"}
    figure.add_annotation(text=f"({mark.number})", x=low, **place)


def _text(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"


def _table(lines: Sequence[LogLine], x: str) -> Table:
    places = sorted({at for line in lines for at in line.at})
    held = [dict(zip(line.at, line.values, strict=True)) for line in lines]
    shown = [places[index] for index in _thin(len(places), MOST_ROWS)]
    rows = tuple((f"{at:g}", *(_text(line[at]) if at in line else "–" for line in held)) for at in shown)
    return Table((x, *(line.name for line in lines)), rows)
