"""Small drawings for the Segment page, as SVG text: hues are CSS variables, so light and dark follow by themselves.

A drawing computes nothing but where its marks stand. No text is written here: words come from the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

WIDTH = 460  # of the histogram, in units of its own; on a phone that is about the screen
INK, QUIET, LINE = (
    "var(--st-text-color)",
    "var(--st-secondary-text-color, var(--st-text-color))",
    "var(--st-border-color)",
)
BARS = 24  # at most


@dataclass(frozen=True)
class Drawing:
    """An SVG or a grid of them, a sentence that says what it shows, and the same as rows of text, head first."""

    markup: str
    alt: str
    rows: list[list[str]]


@dataclass(frozen=True)
class CostRow:
    """One depth: exact parameters and multiply-accumulates, and milliseconds where they have been measured."""

    depth: int
    params: int
    macs: int
    latency_ms: float | None


def sizes_histogram(areas_px: NDArray[np.int64], words: Mapping[str, str]) -> Drawing:
    """How many nuclei (n,) have which area. Words: x, y, median ({value}), none, alt ({n}, {median}), bin, count."""
    if not len(areas_px):
        svg = _svg(WIDTH, 60, _text(WIDTH / 2, 34, words["none"], anchor="middle"), words["none"])
        return Drawing(svg, words["none"], [[words["bin"], words["count"]], ["–", "0"]])
    counts, edges = np.histogram(areas_px, _edges(areas_px))
    median = float(np.median(areas_px))
    alt = words["alt"].format(n=len(areas_px), median=f"{median:.0f}")
    left, right, top, bottom = 44.0, WIDTH - 12.0, 30.0, 178.0
    across = (right - left) / (edges[-1] - edges[0])
    up = (bottom - top) / counts.max()
    marks = [
        f'<rect x="{left + (low - edges[0]) * across + 1:.1f}" y="{bottom - n * up:.1f}" '
        f'width="{(high - low) * across - 2:.1f}" height="{n * up:.1f}" rx="2" fill="var(--u-mask)"/>'
        for n, low, high in zip(counts, edges[:-1], edges[1:], strict=True)
    ]
    marks.append(_line(left, bottom, right, bottom))
    marks += [
        _text(left + (value - edges[0]) * across, bottom + 17, f"{value:,.0f}", anchor="middle")
        for value in edges[:: -(-len(edges) // 6)]
    ]
    marks += [_text(left - 8, top + 5, f"{counts.max()}", anchor="end"), _text(left - 8, bottom + 4, "0", anchor="end")]
    marks += [_text(right, bottom + 36, words["x"], anchor="end"), _text(4, 14, words["y"])]
    at = left + (median - edges[0]) * across
    marks.append(_line(at, top - 6, at, bottom, dash="4 3"))
    end = at > WIDTH * 0.7
    marks.append(
        _text(
            at + (-6 if end else 6), 20, words["median"].format(value=f"{median:,.0f}"), "end" if end else "start", INK
        )
    )
    rows = [[words["bin"], words["count"]]]
    rows += [[f"{low:,.0f} – {high:,.0f}", str(n)] for n, low, high in zip(counts, edges[:-1], edges[1:], strict=True)]
    return Drawing(_svg(WIDTH, 222, "".join(marks), alt), alt, rows)


def depth_costs(costs: Sequence[CostRow], words: Mapping[str, str]) -> Drawing:
    """Parameters, work and time of each depth as bars beside the deepest one's; three panels that wrap on a phone.

    Words: depth, params, macs, time, waiting (for a time not measured yet), alt.
    """
    times = [words["waiting"] if row.latency_ms is None else f"{row.latency_ms:.1f} ms" for row in costs]
    panels: list[tuple[str, list[float], list[str], str]] = [
        (words["params"], [row.params for row in costs], [f"{row.params:,}" for row in costs], "var(--u-encoder)"),
        (words["macs"], [row.macs for row in costs], [f"{row.macs / 1e9:.2f} G" for row in costs], "var(--u-fused)"),
        (words["time"], [row.latency_ms or 0.0 for row in costs], times, "var(--u-head)"),
    ]
    depths = [f"L{row.depth}" for row in costs]
    drawn = "".join(_bars(title, depths, values, texts, hue) for title, values, texts, hue in panels)
    style = "display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,250px),1fr));gap:12px 28px"
    rows = [[words["depth"], *(title for title, *_ in panels)]]
    rows += [[depth, *(texts[at] for _, _, texts, _ in panels)] for at, depth in enumerate(depths)]
    return Drawing(f'<div style="{style}">{drawn}</div>', words["alt"], rows)


def _bars(title: str, names: Sequence[str], values: Sequence[float], texts: Sequence[str], hue: str) -> str:
    """One panel: a bar a row, as long as its share of the last value; the share is written behind all but the last."""
    width, left, step = 300.0, 30.0, 30.0
    marks = [_text(left, 15, title, bold=True)]
    for at, (name, value, text) in enumerate(zip(names, values, texts, strict=True)):
        y, share = 28 + at * step, value / values[-1] if values[-1] else 0.0
        box = f'x="{left:g}" y="{y:g}" height="20" rx="4"'
        marks.append(f'<rect {box} width="{width - left:g}" fill="{LINE}" opacity="0.35"/>')
        marks.append(f'<rect {box} width="{(width - left) * share:.1f}" fill="{hue}" opacity="0.5"/>')
        written = f"{text} · {share:.0%}" if value and at < len(names) - 1 else text
        marks += [_text(left - 8, y + 14.5, name, "end", INK, bold=True), _text(left + 8, y + 14.5, written)]
    return _svg(width, 28 + len(names) * step, "".join(marks), title)


def _edges(areas_px: NDArray[np.int64]) -> NDArray[np.float64]:
    """Edges of at most BARS equal bins at round numbers that hold every area."""
    low, high = float(areas_px.min()), float(areas_px.max())
    rough = max(1.0, (high - low) / min(BARS, max(8, int(np.sqrt(len(areas_px)) * 3))))
    power = 10 ** np.floor(np.log10(rough))
    step = float(next(power * nice for nice in (1, 2, 5, 10) if power * nice >= rough))
    first = np.floor(low / step) * step
    count = max(1, int(np.floor((high - first) / step)) + 1)
    return first + step * np.arange(count + 1)


def _svg(width: float, height: float, inside: str, alt: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="100%" role="img" aria-label="{escape(alt)}" '
        f'font-family="var(--st-font)" font-size="13" style="max-width:{width * 1.3:g}px">{inside}</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start", colour: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashes}/>'
