"""How alike the maps of the top row are to its last: a bar for each node, the nets side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import Chart, Table, figure_of, told, wrapped

HATCHES = ("", "/", ".")


@dataclass(frozen=True)
class Row:
    """One net's top row: its name in words, its hue, and a share by the name of the node.

    `spread`: of several nets at once the least and the largest, by the name of the node; `shares` has the middle one.
    """

    name: str
    hue: str
    shares: Mapping[str, float]
    spread: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def told(self, node: str) -> str:
        """ "0.812", or "0.812 (0.790–0.840)"."""
        text = f"{self.shares[node]:.3f}"
        return f"{text} ({'–'.join(f'{end:.3f}' for end in self.spread[node])})" if node in self.spread else text


def likeness_figure(rows: Sequence[Row], words: Mapping[str, str], name: str) -> Chart:
    """A group of bars for each node, one bar a net. Words: net, node, value, alt, source."""
    traces = [
        go.Bar(
            x=list(row.shares),
            y=list(row.shares.values()),
            name=wrapped(row.name),
            text=None if row.spread else [f"{share:.2f}" for share in row.shares.values()],  # its line would cross it
            textposition="outside",
            cliponaxis=False,
            error_y=_spread_of(row),
            marker={"color": style.HUES[row.hue], "pattern": {"shape": HATCHES[number % len(HATCHES)]}},
            hovertemplate=[
                told(row.name, f"{words['node']}: {node}", f"{words['value']}: {row.told(node)}", words["source"])
                for node in row.shares
            ],
        )
        for number, row in enumerate(rows)
    ]
    most = max(1.0, *(share for row in rows for share in row.shares.values()))
    up = {"title": words["value"], "range": [0, 1.1 * most], "tickvals": [0, 0.5, 1]}
    figure = figure_of(traces, {"title": words["node"]}, up, 320)
    figure.update_layout(showlegend=True)
    cells = tuple((row.name, node, row.told(node)) for row in rows for node in row.shares)
    return Chart(figure, words["alt"], Table((words["net"], words["node"], words["value"]), cells), name)


def _spread_of(row: Row) -> dict[str, object] | None:
    """Lines from the least to the largest, where there are several nets."""
    if not row.spread:
        return None
    up, down = (
        [abs(row.spread[node][end] - share) if node in row.spread else 0 for node, share in row.shares.items()]
        for end in (1, 0)
    )
    return {"array": up, "arrayminus": down, "thickness": 1.5, "width": 4, "color": style.NEUTRAL}
