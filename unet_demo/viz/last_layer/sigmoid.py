"""A logit on the curve of the sigmoid."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import Chart, Table, figure_of, told
from unet_demo.viz.kit.sum import number

MOST_LOGIT = 6.0  # the curve is drawn from minus to plus this, or as far as the logit lies


def sigmoid_figure(logit: float, probability: float, words: Mapping[str, str], name: str) -> Chart:
    """The curve of the sigmoid with one logit on it. Words: x, y, alt, logit, probability, source."""
    most = max(MOST_LOGIT, 1.15 * abs(logit))
    at = np.linspace(-most, most, 81)
    curve = go.Scatter(
        x=at,
        y=[1 / (1 + math.exp(min(700.0, -z))) for z in at.tolist()],
        mode="lines",
        line={"color": style.NEUTRAL, "width": 2},
        hoverinfo="skip",
    )
    hue = style.HUES["head"]
    lines = go.Scatter(
        x=[logit, logit, -most], y=[0, probability, probability], mode="lines", line={"color": hue, "dash": "4px,3px"},
        hoverinfo="skip",
    )  # fmt: skip
    facts = (f"{words['logit']}: {number(logit)}", f"{words['probability']}: {probability:.4f}")
    point = go.Scatter(
        x=[logit],
        y=[probability],
        mode="markers+text",
        marker={"color": hue, "size": 11},
        text=[f"<b>({number(logit)}, {probability:.4f})</b>"],
        textposition=_beside(logit / most),
        hovertemplate=told(*facts, words["source"]),
    )
    figure = figure_of(
        [curve, lines, point],
        {"title": words["x"], "range": [-most, most]},
        {"title": words["y"], "tickvals": [0, 0.5, 1], "range": [-0.04, 1.06]},
        300,
    )
    figure.update_layout(showlegend=False)
    table = Table((words["logit"], words["probability"]), ((number(logit), f"{probability:.4f}"),))
    return Chart(figure, words["alt"], table, name)


def _beside(share: float) -> str:
    """Where a point's words are clear of the curve and of the edges; `share` is -1 at the left and 1 at the right."""
    if share > 0:
        return "bottom right" if share < 0.5 else "bottom left"
    return "top left" if share > -0.5 else "top right"
