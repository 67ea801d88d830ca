"""CBAM's weights of the channels as bars from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import Chart, Table, figure_of, told


def gates_figure(weights: Sequence[float], words: Mapping[str, str], name: str) -> Chart:
    """One bar for each channel; ▲ the largest, ▼ the least, with their index. Words: index, weight, alt, source."""
    most, least = weights.index(max(weights)), weights.index(min(weights))
    bars = go.Bar(
        x=list(range(len(weights))),
        y=list(weights),
        marker={"color": [style.HUES["head" if at in (most, least) else "encoder"] for at in range(len(weights))]},
        hovertemplate=[
            told(f"{words['index']} {at}", f"{words['weight']}: {weight:.4f}", words["source"])
            for at, weight in enumerate(weights)
        ],
    )
    up = {"range": [0, 1.25], "tickvals": [0, 0.5, 1], "title": words["weight"]}
    figure = figure_of([bars], {"title": words["index"]}, up, 280)
    for at, text, y in ((most, f"▲ {most}", 1.05), (least, f"▼ {least}", 1.16)):
        figure.add_annotation(text=text, x=at, y=y, showarrow=False)
    rows = tuple((str(at), f"{weight:.4f}") for at, weight in enumerate(weights))
    return Chart(figure, words["alt"], Table((words["index"], words["weight"]), rows), name)
