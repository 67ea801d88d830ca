"""How alike the maps of the top row are to its last: a bar for each node, the nets side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import Chart, Table, figure_of, told, wrapped

HATCHES = ("", "/")


@dataclass(frozen=True)
class Row:
    """One net's top row: what it is compared with in words, the net's hue, and a share by the name of the node."""

    name: str
    hue: str
    shares: Mapping[str, float]


def likeness_figure(rows: Sequence[Row], words: Mapping[str, str], name: str) -> Chart:
    """A group of bars for each node, one bar a net. Words: net, node, value, alt, source."""
    traces = [
        go.Bar(
            x=list(row.shares),
            y=list(row.shares.values()),
            name=wrapped(row.name),
            text=[f"{share:.2f}" for share in row.shares.values()],
            textposition="outside",
            cliponaxis=False,
            marker={"color": style.HUES[row.hue], "pattern": {"shape": HATCHES[number % len(HATCHES)]}},
            hovertemplate=[
                told(row.name, f"{words['node']}: {node}", f"{words['value']}: {share:.3f}", words["source"])
                for node, share in row.shares.items()
            ],
        )
        for number, row in enumerate(rows)
    ]
    most = max(1.0, *(share for row in rows for share in row.shares.values()))
    up = {"title": words["value"], "range": [0, 1.1 * most], "tickvals": [0, 0.5, 1]}
    figure = figure_of(traces, {"title": words["node"]}, up, 320)
    figure.update_layout(showlegend=True)
    cells = tuple((row.name, node, f"{share:.3f}") for row in rows for node, share in row.shares.items())
    return Chart(figure, words["alt"], Table((words["net"], words["node"], words["value"]), cells), name)
