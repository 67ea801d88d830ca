"""Blocks beside each other as bars: weights full, work empty, each against the largest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import Chart, Table, figure_of, name_rows, told

SHARES = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True)
class BlockBar:
    """One block: its name, what one number sees, weights and multiply-accumulates; None where it cannot run."""

    name: str
    sees: str
    weights: int | None
    macs: int | None
    here: bool = False


def blocks_figure(rows: Sequence[BlockBar], table: Table, words: Mapping[str, str], name: str) -> Chart:
    """A row of two bars each, the chosen one marked; `table` says more.

    Words: weights, macs, failed, x, alt, source.
    """
    traces = [_bars(rows, each, hollow, words) for each, hollow in (("weights", False), ("macs", True))]
    figure = figure_of(traces, {"tickformat": ".0%", "tickvals": SHARES, "range": [0, 1.02], "title": words["x"]}, {})
    names = [f"{'▸ ' if row.here else ''}{row.name}" for row in rows]
    name_rows(figure, names, [row.sees if row.weights else f"✕ {words['failed']}" for row in rows])
    figure.update_layout(height=figure.layout.height + 30)
    return Chart(figure, words["alt"], table, name)


def _bars(rows: Sequence[BlockBar], field: str, hollow: bool, words: Mapping[str, str]) -> go.Bar:
    numbers: list[int | None] = [getattr(row, field) for row in rows]
    most = max((number or 1 for number in numbers), default=1)
    hue = style.HUES["bottleneck"]
    return go.Bar(
        x=[None if number is None else number / most for number in numbers],
        y=list(range(len(rows))),
        orientation="h",
        width=0.24,
        offset=0.02 if hollow else -0.22,
        name=words[field],
        marker={"color": style.CLEAR if hollow else hue, "line": {"color": hue, "width": 1.5}},
        hovertemplate=[
            told(row.name, f"{words[field]}: {number:,}" if number is not None else "", row.sees, words["source"])
            for row, number in zip(rows, numbers, strict=True)
        ],
    )
