"""The kit of the charts: what every Plotly figure of the house has in common, and the record that carries one.

A chart is made from a record of numbers and words: `record -> Chart`. Hues come from `style`; grounds, words and grids
are left to Streamlit's own template, which follows the visitor's theme in the browser. A series is told apart by its
hue and by a second mark: dashes and a symbol.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from unet_demo.core.lessons.text import power_text
from unet_demo.viz.kit import style

DASHES = ("solid", "7px,4px", "2px,4px", "9px,3px,2px,3px")
SYMBOLS = ("circle", "square", "triangle-up", "diamond")
MARKED = 40  # points of a line that get a symbol each
LINE_EM = 40  # widest line of words: what a phone has room for
WIDEST_PX = 760
ROW_PX, EDGES_PX = 62, 84  # of a chart whose rows are named above their bars
PNG = ("Download plot as a PNG", "Preparing image - this may take a few seconds", "Image download succeeded",
       "Sorry, there was a problem downloading your image!", "Double-click on legend to isolate one trace")  # fmt: skip


@dataclass(frozen=True)
class Table:
    """The same as a chart, as text: the heads of the columns and a row of cells for each point."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure with a sentence that says what it shows, its table twin, and the name of the file one may download."""

    figure: go.Figure
    alt: str
    table: Table
    name: str


def figure_of(traces: Sequence[Any], x: Mapping[str, Any], y: Mapping[str, Any], height_px: int = 340) -> go.Figure:
    """A figure with the house's margins, its legend beneath it, and both axes; `title` of `y` stands above the plot.

    There is room above for it and for the button that downloads, which would else lie on words.

    Nothing is zoomed or selected, so that a finger on a phone moves the page.
    """
    above = y.get("title", "")
    figure = go.Figure(list(traces))
    figure.update_layout(
        height=height_px,
        margin={"l": 4, "r": 12, "t": 34, "b": 4},
        xaxis={"fixedrange": True, "automargin": True} | _titled(x),
        yaxis={"fixedrange": True, "automargin": True} | {name: each for name, each in y.items() if name != "title"},
        legend={"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0},
        showlegend=sum(trace.showlegend is not False for trace in figure.data) > 1,
        hovermode="closest",
        hoverlabel={"align": "left"},
        dragmode=False,
        bargap=0.15,
    )
    if above:
        figure.add_annotation(text=escape(above, quote=False), x=0, y=1, yshift=8, **_FREE, yanchor="bottom")
    return figure


_FREE: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "left", "showarrow": False, "align": "left"}


def _titled(axis: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(axis)
    if "title" in given:
        given["title"] = {"text": wrapped(given["title"]), "standoff": 12}
    return given


def look(hue: str, number: int) -> dict[str, Any]:
    """Line and marker of a series: `hue` is one of style.HUES, `number` chooses dashes and symbol."""
    line = {"color": style.HUES[hue], "width": 2, "dash": DASHES[number % len(DASHES)]}
    marker = {"color": style.HUES[hue], "size": 8, "symbol": SYMBOLS[number % len(SYMBOLS)], "maxdisplayed": MARKED}
    return {"line": line, "marker": marker}


def rule(figure: go.Figure, text: str = "", **at: float) -> None:
    """A quiet dashed line across the plot at y=…, with what it means, or up it at x=…."""
    add = figure.add_hline if "y" in at else figure.add_vline
    add(**at, line={"color": style.NEUTRAL, "dash": "4px,4px", "width": 1.5})
    if text:
        y = math.log10(at["y"]) if figure.layout.yaxis.type == "log" else at["y"]
        place = _FREE | {"yref": "y", "xanchor": "right", "yanchor": "top"}
        figure.add_annotation(text=escape(text, quote=False), x=1, y=y, **place)


def powers(low: int, high: int, most: int = 8, room: float = 0.03) -> dict[str, Any]:
    """A logarithmic axis from 10^low to 10^high with `most` powers of ten or fewer beside it.

    `room` for whole symbols at both ends, as a share of it.
    """
    shown = list(range(low, high + 1, max(1, -(-(high - low) // most))))
    names = {"tickvals": [10.0**power for power in shown], "ticktext": [power_text(power) for power in shown]}
    edge = room * (high - low)
    return {"type": "log", "range": [low - edge, high + edge], **names}


def name_rows(figure: go.Figure, names: Sequence[str], values: Sequence[str] = ()) -> None:
    """Names above the rows at y = 0, 1 …, first row on top, and a text for each at the right edge.

    Beside the axis they would leave a phone no room for the plot.
    """
    figure.update_layout(height=ROW_PX * len(names) + EDGES_PX)
    figure.update_yaxes(range=[len(names) - 0.5, -0.72], showticklabels=False, showgrid=False, zeroline=False)
    for at, name in enumerate(names):
        place = _FREE | {"yref": "y", "y": at - 0.3, "yanchor": "bottom"}
        figure.add_annotation(text=f"<b>{escape(name, quote=False)}</b>", x=0, **place)
        if values:
            figure.add_annotation(text=escape(values[at], quote=False), x=1, **place | {"xanchor": "right"})


def told(name: str, *facts: str) -> str:
    """What a point says when one hovers over it: its name, and a line for each fact."""
    lines = [f"<b>{escape(name, quote=False)}</b>", *(escape(fact, quote=False) for fact in facts if fact)]
    return "<br>".join(lines) + "<extra></extra>"


def wrapped(text: str, most_em: int = LINE_EM) -> str:
    """A name in lines that a phone has room for; a Chinese character counts twice and may begin a line."""
    lines, room = [""], most_em
    for part in _parts(text):
        wide = sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in part)
        if wide > room and lines[-1]:
            lines.append("")
            room = most_em
        lines[-1] += part
        room -= wide
    return "<br>".join(escape(line.strip(), quote=False) for line in lines)


def _parts(text: str) -> list[str]:
    """Words with the space behind them; each Chinese character is one."""
    parts = [""]
    for each in text:
        wide = unicodedata.east_asian_width(each) in "WF" and unicodedata.category(each)[0] != "P"
        if parts[-1] and (parts[-1][-1].isspace() or wide):
            parts.append("")
        parts[-1] += each
    return parts


def config_of(chart: Chart, lang: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Plotly's settings: one button, which downloads a PNG, and what the browser says, in the visitor's language.

    `words` has a text for each of PNG: streamlit's bundle holds no language but English.
    """
    return {
        "locale": lang,
        "locales": {lang: {"dictionary": {each: words[each] for each in PNG}}},
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": f"unet-demo-{chart.name}", "scale": 2},
    }
