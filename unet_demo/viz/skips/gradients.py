"""Gradients block by block on a logarithmic scale: a line for each net, and bars where several seeds were measured."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from unet_demo.core.lessons.text import scientific
from unet_demo.viz.kit.charts import Chart, Table, figure_of, look, powers, told, wrapped

HUES = {"concat": "skip", "none": "encoder", "add": "fused", "sigmoid": "head"}  # their order chooses dashes and symbol


@dataclass(frozen=True)
class Line:
    """One net: its kind (a key of HUES), its name in words, and by block the least, middle and largest value."""

    kind: str
    name: str
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]


def gradients_figure(
    lines: Sequence[Line], blocks: Sequence[str], span: tuple[int, int], words: Mapping[str, str], name: str
) -> Chart:
    """One chart of lines over the powers of ten of `span`. Words: x, y, alt, source, net, block, low, middle, high.

    Every value has to be positive or 0; 0 stands at the foot.
    """
    low, high = span
    ticks = {"tickvals": list(range(len(blocks))), "ticktext": list(blocks), "range": [-0.5, len(blocks) - 0.5]}
    traces = [_trace(line, blocks, 10.0**low, words) for line in lines]
    figure = figure_of(traces, ticks | {"title": words["x"]}, powers(low, high) | {"title": words["y"]})
    columns = tuple(words[each] for each in ("net", "block", "middle", "low", "high"))
    rows = tuple(
        (line.name, block, *map(scientific, values))
        for line in lines
        for block, *values in zip(blocks, line.middle, line.low, line.high, strict=True)
    )
    return Chart(figure, words["alt"], Table(columns, rows), name)


def span_of(lines: Sequence[Line]) -> tuple[int, int]:
    """Whole powers of ten that hold every value above 0, so that two charts can share a scale."""
    values = [value for line in lines for value in (*line.low, *line.high)]
    logs = [math.log10(value) for value in values if value > 0] or [0.0]
    bottom, top = math.floor(min(logs)), math.ceil(max(logs))
    return bottom, max(top, bottom + 1)


def _trace(line: Line, blocks: Sequence[str], foot: float, words: Mapping[str, str]) -> go.Scatter:
    """A line from block to block, a bar from the least to the largest seed; lines stand a little beside one another."""
    number = list(HUES).index(line.kind)
    drawn = look(HUES[line.kind], number)
    middle = [max(value, foot) for value in line.middle]
    return go.Scatter(
        x=[at + 0.1 * (number - 1.5) for at in range(len(middle))],
        y=middle,
        name=wrapped(line.name),
        mode="lines+markers",
        error_y={
            "array": [max(high, foot) - value for high, value in zip(line.high, middle, strict=True)],
            "arrayminus": [value - max(low, foot) for low, value in zip(line.low, middle, strict=True)],
            "width": 0,
            "thickness": 1.5,
        },
        hovertemplate=[_told(line, at, block, words) for at, block in enumerate(blocks)],
        **drawn,
    )


def _told(line: Line, at: int, block: str, words: Mapping[str, str]) -> str:
    facts = [f"{words[each]}: {scientific(getattr(line, each)[at])}" for each in ("middle", "low", "high")]
    if line.low[at] == line.high[at]:
        facts = facts[:1]
    return told(line.name, f"{words['block']} {block}", *facts, words["source"])
