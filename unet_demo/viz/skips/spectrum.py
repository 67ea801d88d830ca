"""How the power of two stacks of maps is spread over coarse and fine structures: two lines on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from unet_demo.viz.kit.chart import INK, LINE, QUIET, Drawing
from unet_demo.viz.kit.style import css_name

WIDTH, HEIGHT, LEFT, TOP, FOOT = 520, 290, 60, 62, 52
LOWEST = 1e-4  # share of power at the foot of the drawing
NAMED_PX = (64, 16, 8, 4, 2)  # sizes of structures written below, as periods in pixels


def spectrum_drawing(skip: Sequence[float], up: Sequence[float], words: Mapping[str, str]) -> Drawing:
    """Shares of power (bins,) from 0 to half a cycle a pixel. Words: skip, up, x, y, alt, band."""
    lines = [
        _line(skip, css_name("skip"), "", "circle", words["skip"], 0),
        _line(up, css_name("upsampled"), "7 4", "square", words["up"], 1),
    ]
    scale = [_height_mark(10.0**-power) for power in range(5)] + [_size_mark(px, len(skip)) for px in NAMED_PX]
    names = _text(LEFT + (WIDTH - LEFT) / 2, HEIGHT - 6, words["x"], "middle", QUIET)
    names += _text(0, TOP - 14, words["y"], "start", QUIET)
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" style="max-width:100%;height:auto;font:13px var(--st-font)"'
    rows = [[words["band"], words["skip"], words["up"]]]
    for at, (one, two) in enumerate(zip(skip, up, strict=True)):
        low, high = (2 * len(skip) / edge if edge else None for edge in (at, at + 1))
        band = f"{high:.1f}–{low:.1f} px" if low else f"≥ {high:.1f} px"
        rows.append([band, f"{one:.2%}", f"{two:.2%}"])
    return Drawing(f"<svg {box}>{''.join((*scale, *lines, names))}</svg>", words["alt"], rows)


def _x(frequency: float) -> float:
    """Frequencies 0..0.5 on a logarithmic axis of periods, from 64 px to 2 px."""
    share = (np.log2(max(frequency, 1 / 64)) + 6) / 5
    return LEFT + float(min(1.0, share)) * (WIDTH - LEFT - 14)


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - FOOT) * float(np.log10(max(share, LOWEST)) / np.log10(LOWEST))


def _line(values: Sequence[float], hue: str, dashes: str, mark: str, name: str, at: int) -> str:
    places = [(_x((index + 0.5) / (2 * len(values))), _y(value)) for index, value in enumerate(values)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    drawn = f'<polyline points="{path}" fill="none" stroke="var({hue})" stroke-width="2" stroke-dasharray="{dashes}"/>'
    drawn += "".join(_mark(x, y, hue, mark) for x, y in places)
    x, y = 200 * at, 12  # the legend stands above
    ends = f'x1="{x}" x2="{x + 30}" y1="{y}" y2="{y}"'
    drawn += f'<line {ends} stroke="var({hue})" stroke-width="2" stroke-dasharray="{dashes}"/>'
    return drawn + _mark(x + 15, y, hue, mark) + _text(x + 38, y + 4, name, "start")


def _mark(x: float, y: float, hue: str, mark: str) -> str:
    if mark == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="var({hue})"/>'
    return f'<rect x="{x - 3.4:.1f}" y="{y - 3.4:.1f}" width="6.8" height="6.8" fill="var({hue})"/>'


def _height_mark(share: float) -> str:
    y = _y(share)
    line = f'<line x1="{LEFT}" x2="{WIDTH - 14}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>'
    return line + _text(LEFT - 6, y + 4, f"{share:.2%}" if share < 0.01 else f"{share:.0%}", "end", QUIET)


def _size_mark(px: int, bins: int) -> str:
    x = _x(1 / px) if px < 64 else _x(1 / (4 * bins))
    return _text(x, HEIGHT - FOOT + 20, f"{px} px" if px < 64 else f"≥ {2 * bins} px", "middle", QUIET)


def _text(x: float, y: float, text: str, anchor: str, colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
