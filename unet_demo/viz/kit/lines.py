"""A few lines over whole numbers 1 to n, on a linear or a logarithmic scale, each with its own dashes and marks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from unet_demo.viz.kit.chart import INK, LINE, QUIET, Drawing
from unet_demo.viz.kit.style import css_name

WIDTH, HEIGHT, LEFT, RIGHT, FOOT, LEGEND = 420, 290, 58, 10, 50, 22  # px; of the legend a line for each name
DASHES = ("", "7 4", "2 3")
SHOWN, MARKED = 480, 40  # px it is drawn wide where there is room; points that still get a mark each


@dataclass(frozen=True)
class Line:
    """Values at 1, 2 … n under a name; `hue` is one of style.HUES."""

    name: str
    values: Sequence[float]
    hue: str


def lines_drawing(
    lines: Sequence[Line],
    words: Mapping[str, str],
    lowest: float | None = None,
    level: float | None = None,
    at: int | None = None,
) -> Drawing:
    """Lines from 1 down to 0, or down to `lowest` on a logarithmic scale; `level` a rule across, `at` one upright.

    Words: x, y, alt, level (what the rule across means).
    """
    count = max(len(line.values) for line in lines)
    top = LEGEND * len(lines) + 26
    place = _Place(count, top, lowest)
    marks = [_grid(place, value) for value in _round_values(lowest)]
    marks += [_below(place, each) for each in _round_places(count)]
    if level is not None:
        marks.append(_rule(place, level, words["level"]))
    if at is not None:
        x = place.x(at)
        marks.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top - 6}" y2="{HEIGHT - FOOT}" stroke="{INK}"/>')
    marks += [_line(place, line, index) for index, line in enumerate(lines)]
    marks.append(_text(LEFT + (WIDTH - LEFT) / 2, HEIGHT - 8, words["x"], "middle", QUIET))
    marks.append(_text(0, top - 12, words["y"], "start", QUIET))
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{SHOWN}" style="max-width:100%;height:auto;font:14px var(--st-font)"'
    rows = [[words["x"], *(line.name for line in lines)]]
    for index in range(count):
        told = [_told(line.values[index], lowest) if index < len(line.values) else "–" for line in lines]
        rows.append([str(index + 1), *told])
    return Drawing(f"<svg {box}>{''.join(marks)}</svg>", words["alt"], rows)


@dataclass(frozen=True)
class _Place:
    count: int
    top: int
    lowest: float | None

    def x(self, at: float) -> float:
        return LEFT + 8 + (at - 1) / max(1, self.count - 1) * (WIDTH - LEFT - RIGHT - 16)

    def y(self, value: float) -> float:
        if self.lowest is None:
            share = 1 - min(1.0, max(0.0, value))
        else:
            share = math.log10(max(min(value, 1.0), self.lowest)) / math.log10(self.lowest)
        return self.top + share * (HEIGHT - FOOT - self.top)


def _round_values(lowest: float | None) -> list[float]:
    if lowest is None:
        return [0, 0.25, 0.5, 0.75, 1]
    powers = round(-math.log10(lowest))
    return [10.0**-power for power in range(0, powers + 1, max(1, powers // 4))]


def _round_places(count: int) -> list[int]:
    step = next((each for each in (1, 2, 4, 5, 8, 16, 32, 64, 128) if count / each <= 8), 256)
    return sorted({1, *range(step, count + 1, step)}) if count > 8 else list(range(1, count + 1))


def _told(value: float, lowest: float | None) -> str:
    return f"{value:.2%}" if lowest is None else f"{value:.2e}"


def _grid(place: _Place, value: float) -> str:
    y = place.y(value)
    name = f"{value:.0%}" if place.lowest is None else "1" if value == 1 else f"1e−{round(-math.log10(value))}"
    line = f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>'
    return line + _text(LEFT - 7, y + 5, name, "end", QUIET)


def _below(place: _Place, at: int) -> str:
    return _text(place.x(at), HEIGHT - FOOT + 18, str(at), "middle", QUIET)


def _rule(place: _Place, level: float, name: str) -> str:
    y = place.y(level)
    ends = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
    return f'<line {ends} stroke="{INK}" stroke-dasharray="4 4"/>' + _text(WIDTH - RIGHT, y + 17, name, "end", INK)


def _line(place: _Place, line: Line, index: int) -> str:
    hue, dashes = f"var({css_name(line.hue)})", DASHES[index % len(DASHES)]
    points = [(place.x(at + 1), place.y(value)) for at, value in enumerate(line.values)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    drawn = f'<polyline points="{path}" fill="none" stroke="{hue}" stroke-width="2" stroke-dasharray="{dashes}"/>'
    every = -(-len(points) // MARKED)
    drawn += "".join(_mark(x, y, hue, index) for x, y in points[::every])
    y = 12 + LEGEND * index
    drawn += f'<line x1="2" x2="34" y1="{y}" y2="{y}" stroke="{hue}" stroke-width="2" stroke-dasharray="{dashes}"/>'
    return drawn + _mark(18, y, hue, index) + _text(42, y + 5, line.name, "start")


def _mark(x: float, y: float, hue: str, index: int) -> str:
    if index % 3 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{hue}"/>'
    if index % 3 == 1:
        return f'<rect x="{x - 3.2:.1f}" y="{y - 3.2:.1f}" width="6.4" height="6.4" fill="{hue}"/>'
    return f'<path d="M{x:.1f} {y - 4.6:.1f}l4.4 7.8h-8.8z" fill="{hue}"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
