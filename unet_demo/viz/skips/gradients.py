"""Gradients block by block on a logarithmic scale: a line for each net, and bars where several seeds were measured."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from unet_demo.core.lessons.text import power_text, scientific
from unet_demo.viz.kit.chart import INK, LINE, QUIET, Drawing
from unet_demo.viz.kit.style import css_name

PANEL_PX, PLOT_PX, LEFT_PX, RIGHT_PX, TOP_PX, FOOT_PX = 300, 250, 44, 10, 30, 52
MOST_TICKS = 8
_STYLES = {  # hue, dashes, mark: three ways to tell the lines apart
    "concat": ("skip", "", "circle"),
    "none": ("encoder", "7 4", "square"),
    "add": ("fused", "2 4", "triangle"),
    "sigmoid": ("head", "9 3 2 3", "diamond"),
}


@dataclass(frozen=True)
class Line:
    """One net: its kind (a key of the styles), its name in words, and by block the least, middle and largest value."""

    kind: str
    name: str
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Panel:
    """One chart: its title, its lines, and what the table adds to the name of each."""

    title: str
    lines: tuple[Line, ...]
    remark: str = ""


def gradient_drawing(panels: Sequence[Panel], blocks: Sequence[str], words: Mapping[str, str]) -> Drawing:
    """All panels on one scale, side by side where there is room, and one legend.

    Words: x, y, alt, net, block, low, middle, high. Every value has to be positive or 0; 0 stands at the foot.
    """
    lines = [line for panel in panels for line in panel.lines]
    bottom, top = _span([value for line in lines for value in (*line.low, *line.high)])
    drawn = "".join(_panel(panel, blocks, bottom, top, words) for panel in panels)
    style = f"display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,{PANEL_PX}px),1fr));gap:12px 28px"
    kinds = list({line.kind: line for line in lines}.values())
    rows = [[words[name] for name in ("net", "block", "middle", "low", "high")]]
    for panel in panels:
        for line in panel.lines:
            for block, *values in zip(blocks, line.middle, line.low, line.high, strict=True):
                rows.append([line.name + panel.remark, block, *(scientific(value) for value in values)])
    return Drawing(f'{_legend(kinds)}<div style="{style}">{drawn}</div>', words["alt"], rows)


def _span(values: Sequence[float]) -> tuple[int, int]:
    """Whole powers of ten that hold every value above 0."""
    logs = [math.log10(value) for value in values if value > 0] or [0.0]
    bottom, top = math.floor(min(logs)), math.ceil(max(logs))
    return bottom, max(top, bottom + 1)


def _panel(panel: Panel, blocks: Sequence[str], bottom: int, top: int, words: Mapping[str, str]) -> str:
    """One chart: powers of ten, names of blocks, lines."""
    step = -(-(top - bottom) // MOST_TICKS)
    marks = [_text("0", -TOP_PX + 12, panel.title, bold=True)]
    for power in range(bottom, top + 1, step):
        y = _y(10.0**power, bottom, top)
        marks.append(f'<line x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        marks.append(_text("-6", y + 4, power_text(power), "end", QUIET))
    for at, name in enumerate(blocks):
        marks.append(_text(_x(at, len(blocks)), PLOT_PX + 18, name, "middle", QUIET))
    marks.append(_text("100%", PLOT_PX + 40, words["x"], "end", QUIET))
    marks += [_line(line, number, bottom, top) for number, line in enumerate(panel.lines)]
    box = f"padding:{TOP_PX}px {RIGHT_PX}px 0 {LEFT_PX}px;box-sizing:border-box"
    font = "font-family:var(--st-font);font-size:12.5px;display:block;overflow:visible"
    return (
        f'<div style="{box}"><svg width="100%" height="{PLOT_PX + FOOT_PX}" style="{font}">{"".join(marks)}</svg></div>'
    )


def _x(at: int, count: int, shift: float = 0.0) -> str:
    """The middle of a block's share of the width; lines stand a little beside one another, so that none is hidden."""
    return f"{100 * (at + 0.5 + shift) / count:.2f}%"


def _y(value: float, bottom: int, top: int) -> float:
    height = (math.log10(value) - bottom) / (top - bottom) if value > 0 else 0.0
    return PLOT_PX * (1 - height)


def _line(line: Line, number: int, bottom: int, top: int) -> str:
    """Pieces from block to block, a bar from the least to the largest seed, a mark at the middle one."""
    hue, dashes, mark = _STYLES[line.kind]
    stroke, count, shift = f"var({css_name(hue)})", len(line.middle), 0.1 * (number - 1.5)
    heights = [_y(value, bottom, top) for value in line.middle]
    drawn = []
    for at in range(count - 1):
        ends = f'x1="{_x(at, count, shift)}" x2="{_x(at + 1, count, shift)}"'
        ends += f' y1="{heights[at]:.1f}" y2="{heights[at + 1]:.1f}"'
        drawn.append(f'<line {ends} stroke="{stroke}" stroke-width="2" stroke-dasharray="{dashes}"/>')
    for at, (low, high) in enumerate(zip(line.low, line.high, strict=True)):
        x = _x(at, count, shift)
        if low != high:
            ends = f'x1="{x}" x2="{x}" y1="{_y(low, bottom, top):.1f}" y2="{_y(high, bottom, top):.1f}"'
            drawn.append(f'<line {ends} stroke="{stroke}" stroke-width="1.5" stroke-opacity="0.6"/>')
        drawn.append(f'<svg x="{x}" y="{heights[at]:.1f}" overflow="visible">{_mark(mark, stroke)}</svg>')
    return f"<g><title>{escape(line.name)}</title>{''.join(drawn)}</g>"


def _mark(mark: str, fill: str) -> str:
    shapes = {"square": "M-4 -4H4V4H-4z", "triangle": "M0 -5L5 4H-5z", "diamond": "M0 -5.5L5 0L0 5.5L-5 0z"}
    if mark == "circle":
        return f'<circle r="4" fill="{fill}"/>'
    return f'<path d="{shapes[mark]}" fill="{fill}"/>'


def _legend(lines: Sequence[Line]) -> str:
    """A sample of each line with its name."""
    items = []
    for line in lines:
        hue, dashes, mark = _STYLES[line.kind]
        stroke = f"var({css_name(hue)})"
        sample = f'<line x1="0" x2="34" y1="8" y2="8" stroke="{stroke}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        sample += f'<svg x="17" y="8" overflow="visible">{_mark(mark, stroke)}</svg>'
        items.append(f'<li><svg width="34" height="16" aria-hidden="true">{sample}</svg>\u2002{escape(line.name)}</li>')
    style = "display:flex;flex-wrap:wrap;gap:4px 20px;margin:0 0 10px;padding:0;list-style:none;font-size:0.875rem"
    return f'<ul style="{style}">{"".join(items)}</ul>'


def _text(x: str, y: float, text: str, anchor: str = "start", colour: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'
