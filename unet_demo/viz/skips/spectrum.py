"""How the power of two stacks of maps is spread over coarse and fine structures: two lines on logarithmic scales."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from unet_demo.viz.kit.charts import Chart, Table, figure_of, look, told, wrapped

LOWEST = 1e-4  # share of power at the foot of the chart
NAMED_PX = (64, 16, 8, 4, 2)  # sizes of structures written below, as periods in pixels


def spectrum_figure(skip: Sequence[float], up: Sequence[float], words: Mapping[str, str], name: str) -> Chart:
    """Shares of power (bins,) from 0 to half a cycle a pixel. Words: skip, up, x, y, alt, band, source."""
    bins = len(skip)
    bands = [_band(at, bins) for at in range(bins)]
    traces = [
        _trace(values, bands, words[side], hue, number, words)
        for number, (values, side, hue) in enumerate(((skip, "skip", "skip"), (up, "up", "upsampled")))
    ]
    across = {
        "title": words["x"],
        "tickvals": [_place(1 / px) if px < 64 else _place(1 / (4 * bins)) for px in NAMED_PX],
        "ticktext": [f"{px} px" if px < 64 else f"≥ {2 * bins} px" for px in NAMED_PX],
        "range": [-6.1, -0.9],
    }
    shares = [10.0**power for power in range(-4, 1)]
    powers = {"type": "log", "range": [-4.1, 0.1], "tickvals": shares, "title": words["y"]}
    figure = figure_of(traces, across, powers | {"ticktext": [f"{100 * share:g}%" for share in shares]})
    rows = tuple((band, f"{one:.2%}", f"{two:.2%}") for band, one, two in zip(bands, skip, up, strict=True))
    return Chart(figure, words["alt"], Table((words["band"], words["skip"], words["up"]), rows), name)


def _band(at: int, bins: int) -> str:
    """The sizes of structures that a bin holds, as periods in pixels."""
    low, high = (2 * bins / edge if edge else None for edge in (at, at + 1))
    return f"{high:.1f}–{low:.1f} px" if low else f"≥ {high:.1f} px"


def _place(frequency: float) -> float:
    """Where a frequency stands: the power of two of it, from 64 px to 2 px."""
    return math.log2(max(frequency, 1 / 64))


def _trace(
    values: Sequence[float], bands: Sequence[str], name: str, hue: str, number: int, words: Mapping[str, str]
) -> go.Scatter:
    return go.Scatter(
        x=[_place((at + 0.5) / (2 * len(values))) for at in range(len(values))],
        y=[max(value, LOWEST) for value in values],
        name=wrapped(name),
        mode="lines+markers",
        hovertemplate=[
            told(name, band, f"{words['y']}: {value:.2%}", words["source"])
            for band, value in zip(bands, values, strict=True)
        ],
        **look(hue, number),
    )
