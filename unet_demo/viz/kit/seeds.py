"""Scores of several nets over several seeds: a row for each net, a dot for each seed, a tick at their mean.

Equal seeds stand at equal height in their rows, so that two nets can be compared seed by seed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unet_demo.viz.kit.chart import INK, LINE, QUIET, Drawing, framed, text_at
from unet_demo.viz.kit.style import css_name

ROW_PX, NAME_PX, STEP_PX, DOT_PX, FOOT_PX = 74, 24, 13, 4.5, 24
EDGE_PX = 14  # room beside the plot for the dots at its ends


@dataclass(frozen=True)
class SeedRow:
    """One net: its name, the hue of its dots (a name in viz.style), and its score by seed."""

    name: str
    hue: str
    scores: Mapping[int, float]

    @property
    def mean(self) -> float:
        return sum(self.scores.values()) / len(self.scores)


def seeds_drawing(rows: Sequence[SeedRow], words: Mapping[str, str]) -> Drawing:
    """Every row with its dots on one scale. Words: alt, net, seed, mean. Raises ValueError without a score."""
    values = [score for row in rows for score in row.scores.values()]
    if not values:
        raise ValueError("Got no score; seeds_drawing needs one at least; leave the drawing out.")
    seeds = sorted({seed for row in rows for seed in row.scores})
    low, high, step = _scale(min(values), max(values))
    bottom = ROW_PX * len(rows)
    marks = []
    for at in range(round((high - low) / step) + 1):
        x = _place(low + at * step, low, high)
        marks.append(f'<line x1="{x}" x2="{x}" y1="0" y2="{bottom}" stroke="{LINE}"/>')
        anchor = "start" if at == 0 else "end" if low + at * step >= high - step / 2 else "middle"
        marks.append(text_at(x, bottom + 17, f"{low + at * step:.{_digits(step)}f}", anchor, QUIET))
    for number, row in enumerate(rows):
        marks += _row(row, seeds, number * ROW_PX, low, high, words)
    head = [words["net"], *(f"{words['seed']} {seed}" for seed in seeds), words["mean"]]
    cells = [
        [row.name, *(f"{row.scores[seed]:.3f}" if seed in row.scores else "–" for seed in seeds), f"{row.mean:.3f}"]
        for row in rows
    ]
    return Drawing(framed("".join(marks), bottom + FOOT_PX, EDGE_PX, EDGE_PX), words["alt"], [head, *cells])


def _row(
    row: SeedRow, seeds: Sequence[int], top: float, low: float, high: float, words: Mapping[str, str]
) -> list[str]:
    """The name, a line from the lowest to the highest seed, the dots one below the other, and the mean."""
    first, last = top + NAME_PX + 8, top + NAME_PX + 8 + STEP_PX * (len(seeds) - 1)
    mean, hue = _place(row.mean, low, high), f"var({css_name(row.hue)})"
    marks = [
        text_at(0, top + 16, row.name, bold=True),
        text_at("100%", top + 16, f"{words['mean']} {row.mean:.3f}", "end", QUIET),
        f'<line x1="{mean}" x2="{mean}" y1="{first - 7}" y2="{last + 7}" stroke="{INK}" stroke-width="2"/>',
    ]
    for seed, score in row.scores.items():
        x, y = _place(score, low, high), first + STEP_PX * seeds.index(seed)
        told = f"<title>{words['seed']} {seed}: {score:.3f}</title>"
        marks.append(f'<line x1="{mean}" x2="{x}" y1="{y}" y2="{y}" stroke="{hue}" stroke-width="1.5"/>')
        marks.append(f'<circle class="dot" cx="{x}" cy="{y}" r="{DOT_PX}" fill="{hue}">{told}</circle>')
    return marks


def _place(score: float, low: float, high: float) -> str:
    return f"{100 * (score - low) / (high - low):.2f}%"


def _scale(lowest: float, highest: float) -> tuple[float, float, float]:
    """Round ends around all scores, and the step between the lines: three to seven of them."""
    spread = max(highest - lowest, 0.01)
    power = 10.0 ** math.floor(math.log10(spread / 3))
    step = next(power * nice for nice in (1, 2, 5, 10) if spread / (power * nice) <= 5)
    low, high = math.floor(lowest / step) * step, math.ceil(highest / step) * step
    return low, high if high > low else low + step, step


def _digits(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))
