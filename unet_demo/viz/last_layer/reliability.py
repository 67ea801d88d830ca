"""What a net said beside what was so: the reliability diagram."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import Chart, Table, figure_of, told

TICKS = (0, 0.25, 0.5, 0.75, 1)


def reliability_figure(
    said: NDArray[np.float64],
    held: NDArray[np.float64],
    counts: NDArray[np.int64],
    words: Mapping[str, str],
    name: str,
) -> Chart:
    """What the net said (bins,) beside what was so, with the line on which both agree; NaN where no pixel fell.

    A disc is as large as its pixels are many (area by the logarithm). Words: x, y, over, under, alt, source, and heads
    of the columns: bin, said, held, pixels.
    """
    some, bins = counts > 0, len(counts)
    rows = tuple(
        (f"{at / bins:.0%}–{(at + 1) / bins:.0%}", *((f"{s:.1%}", f"{h:.1%}") if n else ("–", "–")), f"{n:,}")
        for at, (s, h, n) in enumerate(zip(said, held, counts, strict=True))
    )
    columns = tuple(words[each] for each in ("bin", "said", "held", "pixels"))
    facts = [told(*(f"{column}: {cell}" for column, cell in zip(columns, row, strict=True)), words["source"])
             for row, there in zip(rows, some, strict=True) if there]  # fmt: skip
    both = go.Scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": style.NEUTRAL, "dash": "5px,4px"}, hoverinfo="skip"
    )
    points = go.Scatter(
        x=said[some],
        y=held[some],
        mode="lines+markers",
        line={"color": style.HUES["head"], "width": 2},
        marker={"size": 5 + 4 * np.sqrt(np.log10(counts[some] + 1)), "opacity": 1},
        hovertemplate=facts,
    )
    axis = {"tickvals": TICKS, "tickformat": ".0%", "range": [-0.03, 1.03], "showgrid": True}
    figure = figure_of([both, points], axis | {"title": words["x"]}, axis | {"title": words["y"]}, 400)
    figure.update_layout(showlegend=False)
    for place, x, y, anchor in (("under", 0.05, 0.93, "left"), ("over", 0.95, 0.05, "right")):
        figure.add_annotation(text=escape(words[place]), x=x, y=y, xanchor=anchor, showarrow=False)
    return Chart(figure, words["alt"], Table(columns, rows), name)
