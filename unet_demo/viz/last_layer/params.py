"""Layers of very different size beside each other: parameters on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import Chart, Table, figure_of, name_rows, powers, told


@dataclass(frozen=True)
class Weighed:
    """One layer: its name and its number of parameters."""

    name: str
    params: int


def params_figure(layers: Sequence[Weighed], words: Mapping[str, str], name: str) -> Chart:
    """Parameters as bars, each line to the right ten times as many. Words: layer, params, scale, alt, source."""
    most = max(math.ceil(math.log10(max(each.params for each in layers))), 1)
    bars = go.Bar(
        x=[each.params for each in layers],
        y=list(range(len(layers))),
        orientation="h",
        width=0.3,
        offset=-0.22,
        marker={"color": style.HUES["head"]},
        hovertemplate=[told(each.name, f"{words['params']}: {each.params:,}", words["source"]) for each in layers],
    )
    scale = powers(0, most, 6, room=0) | {"title": words["scale"], "showgrid": True}
    figure = figure_of([bars], scale, {})
    name_rows(figure, [each.name for each in layers], [f"{each.params:,}" for each in layers])
    rows = tuple((each.name, f"{each.params:,}") for each in layers)
    return Chart(figure, words["alt"], Table((words["layer"], words["params"]), rows), name)
