"""Score against work, a mark for each head: circles joined by a line for UNet++, a square for the U-Net."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from unet_demo.core.pruning.trade import Point
from unet_demo.viz.kit.charts import Chart, Table, figure_of, look, told

HUES = {"unetpp": "fused", "unet": "encoder"}


def trade_figure(
    points: Sequence[Point], words: Mapping[str, str], name: str, times_ms: Mapping[int, float] | None = None
) -> Chart:
    """Each head's score over its multiply-accumulates; over milliseconds of UNet++'s depths where `times_ms` is given.

    Words: x, y, alt, source, unetpp, unet, head, params, macs, score, time.
    """
    columns = tuple(words[each] for each in ("head", "params", "macs", "time", "score"))
    table = Table(columns, tuple(_row(each, words, times_ms or {}) for each in points))
    rows = dict(zip(points, table.rows, strict=True))
    shown = [(each, x) for each in points if (x := _amount(each, times_ms)) is not None]
    traces = [
        _trace(net, number, [(each, x) for each, x in shown if each.net == net], rows, words)
        for number, net in enumerate(HUES)
        if any(each.net == net for each, _ in shown)
    ]
    across = {"title": words["x"], "rangemode": "tozero", "ticksuffix": " G" if times_ms is None else " ms"}
    figure = figure_of(traces, across, {"title": words["y"], "nticks": 6})
    return Chart(figure, words["alt"], table, name)


def _amount(point: Point, times_ms: Mapping[int, float] | None) -> float | None:
    if times_ms is None:
        return point.macs / 1e9
    return times_ms.get(point.depth) if point.net == "unetpp" else None


def _row(point: Point, words: Mapping[str, str], times_ms: Mapping[int, float]) -> tuple[str, ...]:
    ms = times_ms.get(point.depth) if point.net == "unetpp" else None
    name = f"{words[point.net]} L{point.depth}"
    return name, f"{point.params:,}", f"{point.macs:,}", f"{ms:.0f} ms" if ms else "–", f"{point.score:.4f}"


def _trace(
    net: str,
    number: int,
    shown: Sequence[tuple[Point, float]],
    rows: Mapping[Point, tuple[str, ...]],
    words: Mapping[str, str],
) -> go.Scatter:
    heads = ("params", "macs", "time", "score")
    cells = [[f"{words[head]}: {cell}" for head, cell in zip(heads, rows[point][1:], strict=True) if cell != "–"]
             for point, _ in shown]  # fmt: skip
    drawn = look(HUES[net], number)
    drawn["marker"]["size"] = 12
    return go.Scatter(
        x=[x for _, x in shown],
        y=[point.score for point, _ in shown],
        name=words[net],
        mode="lines+markers+text",
        text=[f"L{point.depth}" if net == "unetpp" else "U-Net" for point, _ in shown],
        textposition="top center",
        cliponaxis=False,
        hovertemplate=[
            told(rows[point][0], *facts, words["source"]) for (point, _), facts in zip(shown, cells, strict=True)
        ],
        **drawn,
    )
