"""From scores to probabilities, drawn: a logit on the curve of the sigmoid, and softmax as bars."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from unet_demo.viz.kit.chart import INK, LINE, QUIET, Drawing
from unet_demo.viz.kit.style import CLASS_HUES, css_name
from unet_demo.viz.kit.sum import number

WIDTH, HEIGHT, LEFT, TOP, FOOT, RIGHT = 460, 250, 44, 16, 42, 14
MOST_LOGIT = 6.0  # the curve is drawn from minus to plus this, or as far as the logit lies


def sigmoid_drawing(logit: float, probability: float, words: Mapping[str, str]) -> Drawing:
    """The curve of the sigmoid with one logit on it. Words: x, y, alt, and rows: logit, probability."""
    most = max(MOST_LOGIT, 1.15 * abs(logit))

    def place(z: float, p: float) -> tuple[float, float]:
        return LEFT + (WIDTH - LEFT - RIGHT) * (z + most) / (2 * most), TOP + (HEIGHT - TOP - FOOT) * (1 - p)

    marks = [_across(place, share, most) for share in (0, 0.5, 1)]
    step = _step(most)
    for z in np.arange(-math.floor(most / step) * step, most + 1e-9, step):
        x, y = place(float(z), 0)
        marks.append(text(x, y + 17, f"{z:g}".replace("-", "−"), "middle", QUIET))
    curve = [place(float(z), 1 / (1 + math.exp(min(700.0, -z)))) for z in np.linspace(-most, most, 81)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in curve)
    marks.append(f'<polyline points="{path}" fill="none" stroke="{QUIET}" stroke-width="2"/>')
    (x, y), (_, ground), (wall, _) = place(logit, probability), place(0, 0), place(-most, 0)
    lines = f"M{x:.1f} {ground:.1f}V{y:.1f}H{wall:.1f}"
    marks.append(f'<path d="{lines}" fill="none" stroke="var({css_name("head")})" stroke-dasharray="4 3"/>')
    marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="var({css_name("head")})"/>')
    aside, anchor, down = (-11, "end", 18) if logit > 0 else (11, "start", -10)
    marks.append(text(x + aside, y + down, f"({number(logit)}, {probability:.4f})", anchor, INK, True))
    marks += [text(WIDTH - RIGHT, HEIGHT - 4, words["x"], "end", QUIET), text(LEFT, 11, words["y"], "start", QUIET)]
    rows = [[words["logit"], words["probability"]], [number(logit), f"{probability:.4f}"]]
    return Drawing(svg(WIDTH, HEIGHT, "".join(marks)), words["alt"], rows)


def _step(most: float) -> float:
    """Between the numbers under the axis, so that at most seven stand on either side."""
    return float(next((step for step in (1, 2, 5, 10, 20, 50, 100) if most / step <= 7), most // 5))


def _across(place: Callable[[float, float], tuple[float, float]], share: float, most: float) -> str:
    (left, y), (right, _) = place(-most, share), place(most, share)
    line = f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>'
    return line + text(left - 7, y + 4, f"{share:g}", "end", QUIET)


_SOFTMAX = """
<style>
  .soft { max-width: 46rem; font: 0.9rem/1.4 var(--st-font); font-variant-numeric: tabular-nums; }
  .soft .row { display: grid; grid-template-columns: minmax(6rem, 2fr) 4.2rem 4.6rem 4.2rem minmax(3rem, 3fr);
               gap: 0.6rem; align-items: center; padding: 0.14rem 0; }
  .soft .row > b { text-align: right; font-weight: 400; }
  .soft .head { color: color-mix(in srgb, var(--st-text-color) 72%, var(--st-background-color)); }
  .soft .first { font-weight: 700; } .soft .first > b { font-weight: 700; }
  .soft i.dot { display: inline-block; width: 0.75em; height: 0.75em; margin-inline-end: 0.45em; border-radius: 2px;
                box-shadow: 0 0 0 1px var(--st-border-color); }
  .soft .bar { height: 0.7rem; border-radius: 2px; background: var(--st-primary-color); }
  @media (max-width: 520px) { .soft .row { grid-template-columns: minmax(4.5rem, 2fr) 3.4rem 3.8rem 3.4rem; }
                              .soft .row > span:last-child { display: none; } }
</style>
"""


@dataclass(frozen=True)
class ClassScore:
    """One class at a pixel: its id and name, its logit, e to the logit less the largest, its probability."""

    id: str
    name: str
    logit: float
    power: float
    probability: float


def softmax_drawing(scores: Sequence[ClassScore], words: Mapping[str, str]) -> Drawing:
    """Logits of one pixel to probabilities, the likeliest first. Words: class, logit, power, probability, sum, alt."""
    ranked = sorted(scores, key=lambda each: -each.probability)
    head = [words[name] for name in ("class", "logit", "power", "probability")]
    rows = [[each.name, number(each.logit), f"{each.power:.4f}", f"{each.probability:.4f}"] for each in ranked]
    total = [words["sum"], "", f"{sum(e.power for e in scores):.4f}", f"{sum(e.probability for e in scores):.4f}"]
    drawn = [_soft_row("head", "", head, 0)]
    for at, (each, cells) in enumerate(zip(ranked, rows, strict=True)):
        dot = f'<i class="dot" style="background:{CLASS_HUES.get(each.id, "transparent")}"></i>'
        drawn.append(_soft_row("" if at else "first", dot, cells, each.probability))
    drawn.append(_soft_row("", "", total, 0))
    return Drawing(f'{_SOFTMAX}<div class="soft">{"".join(drawn)}</div>', words["alt"], [head, *rows, total])


def _soft_row(kind: str, dot: str, cells: Sequence[str], share: float) -> str:
    name, *numbers = (escape(cell) for cell in cells)
    bar = f'<span><div class="bar" style="width:{100 * share:.1f}%"></div></span>' if share else "<span></span>"
    return f'<div class="row {kind}"><span>{dot}{name}</span>{"".join(f"<b>{each}</b>" for each in numbers)}{bar}</div>'


def svg(width: float, height: float, inside: str) -> str:
    """The marks in an SVG of this size, which shrinks to its place but never grows."""
    box = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
    return f'<svg {box} style="max-width:100%;height:auto;overflow:visible;font:13px var(--st-font)">{inside}</svg>'


def text(x: float, y: float, words: str, anchor: str, colour: str, bold: bool = False) -> str:
    """One line of text at (x, y)."""
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(words)}</text>'
