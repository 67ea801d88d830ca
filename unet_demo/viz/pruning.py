"""Score against work, a mark for each head: circles joined by a line for UNet++, a square for the U-Net."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from unet_demo.core.pruning.trade import Point
from unet_demo.viz.kit.chart import INK, LINE, QUIET, Drawing
from unet_demo.viz.kit.style import css_name

WIDTH, HEIGHT, LEFT, TOP, FOOT, RIGHT = 560, 320, 62, 50, 54, 30
HUES = {"unetpp": "fused", "unet": "encoder"}


def trade_drawing(
    points: Sequence[Point], words: Mapping[str, str], times_ms: Mapping[int, float] | None = None
) -> Drawing:
    """Each head's score over its multiply-accumulates; over milliseconds of UNet++'s depths where `times_ms` is given.

    Words: x, y, alt, unetpp, unet, head, params, macs, score, time.
    """
    shown = [(each, _amount(each, times_ms)) for each in points]
    drawn = [(each, x) for each, x in shown if x is not None]
    most = max((x for _, x in drawn), default=1.0)
    low, high = min(each.score for each in points), max(each.score for each in points)
    pad = max(0.01, 0.15 * (high - low))
    low, high = low - pad, high + pad

    def place(point: Point, x: float) -> tuple[float, float]:
        across = LEFT + (WIDTH - LEFT - RIGHT) * x / (1.08 * most)
        return across, TOP + (HEIGHT - TOP - FOOT) * (high - point.score) / (high - low)

    line = [place(each, x) for each, x in drawn if each.net == "unetpp"]
    marks = _scale(low, high, most, times_ms is not None)
    marks.append(_path(line))
    marks += [_mark(each, *place(each, x)) for each, x in drawn]
    nets = [net for net in HUES if any(each.net == net for each, _ in drawn)]
    marks += [_legend(at, net, words[net]) for at, net in enumerate(nets)]
    marks += [
        _text(WIDTH - RIGHT, HEIGHT - 8, words["x"], "end", QUIET),
        _text(0, TOP - 12, words["y"], "start", QUIET),
    ]
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" style="max-width:100%;height:auto;font:13px var(--st-font)"'
    rows = [[words["head"], words["params"], words["macs"], words["time"], words["score"]]]
    for each, _ in shown:
        ms = (times_ms or {}).get(each.depth) if each.net == "unetpp" else None
        cells = [f"{words[each.net]} L{each.depth}", f"{each.params:,}", f"{each.macs:,}"]
        rows.append([*cells, f"{ms:.0f} ms" if ms else "–", f"{each.score:.4f}"])
    return Drawing(f"<svg {box}>{''.join(marks)}</svg>", words["alt"], rows)


def _amount(point: Point, times_ms: Mapping[int, float] | None) -> float | None:
    if times_ms is None:
        return point.macs / 1e9
    return times_ms.get(point.depth) if point.net == "unetpp" else None


def _scale(low: float, high: float, most: float, is_time: bool) -> list[str]:
    marks, step = [], 10 ** math.floor(math.log10((high - low) / 2))
    step = step if (high - low) / step <= 8 else 2 * step
    value = math.ceil(low / step) * step
    while value < high:
        y = TOP + (HEIGHT - TOP - FOOT) * (high - value) / (high - low)
        marks.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        marks.append(_text(LEFT - 8, y + 4, f"{value:.3g}", "end", QUIET))
        value += step
    across = 10 ** math.floor(math.log10(most))
    across = across if most / across >= 3 else across / 4
    at = 0.0
    while at <= 1.08 * most:
        x = LEFT + (WIDTH - LEFT - RIGHT) * at / (1.08 * most)
        marks.append(_text(x, HEIGHT - FOOT + 20, f"{at:g}" + (" ms" if is_time else " G"), "middle", QUIET))
        at += across * (1 if most / across <= 8 else 2)
    return marks


def _path(places: Sequence[tuple[float, float]]) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline points="{points}" fill="none" stroke="var({css_name("fused")})" stroke-width="2"/>'


def _mark(point: Point, x: float, y: float) -> str:
    hue = f"var({css_name(HUES[point.net])})"
    name = _text(x, y - 12, f"L{point.depth}" if point.net == "unetpp" else "U-Net", "middle")
    if point.net == "unetpp":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{hue}"/>{name}'
    return f'<rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12" fill="{hue}"/>{name}'


def _legend(at: int, net: str, name: str) -> str:
    x, hue = 4 + 150 * at, f"var({css_name(HUES[net])})"
    mark = f'<circle cx="{x + 6}" cy="12" r="6" fill="{hue}"/>'
    if net == "unet":
        mark = f'<rect x="{x}" y="6" width="12" height="12" fill="{hue}"/>'
    return mark + _text(x + 20, 16, name, "start")


def _text(x: float, y: float, text: str, anchor: str, colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
