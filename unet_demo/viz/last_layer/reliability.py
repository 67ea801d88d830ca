"""What a net said beside what was so: the reliability diagram."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from unet_demo.viz.kit.chart import INK, LINE, QUIET, Drawing
from unet_demo.viz.kit.style import css_name
from unet_demo.viz.last_layer.squash import FOOT, LEFT, RIGHT, svg, text

SIDE, TOP = 300, 30  # of the diagram's square, and what stands above it


def reliability_drawing(
    said: NDArray[np.float64], held: NDArray[np.float64], counts: NDArray[np.int64], words: Mapping[str, str]
) -> Drawing:
    """What the net said (bins,) beside what was so, with the line on which both agree; NaN where no pixel fell.

    A disc is as large as its pixels are many (area by the logarithm). Words: x, y, over, under, alt, and heads of the
    rows: bin, said, held, pixels.
    """

    def place(p: float, share: float) -> tuple[float, float]:
        return LEFT + SIDE * p, TOP + SIDE * (1 - share)

    marks = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        (left, y), (right, _) = place(0, share), place(1, share)
        (x, low), (_, high) = place(share, 0), place(share, 1)
        marks.append(f'<path d="M{left} {y:.1f}H{right}M{x:.1f} {low}V{high}" stroke="{LINE}" fill="none"/>')
        marks += [
            text(left - 7, y + 4, f"{share:.0%}", "end", QUIET),
            text(x, low + 17, f"{share:.0%}", "middle", QUIET),
        ]
    (x1, y1), (x2, y2) = place(0, 0), place(1, 1)
    marks.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{INK}" stroke-dasharray="5 4"/>')
    marks.append(text(LEFT + 0.06 * SIDE, TOP + 0.1 * SIDE, words["under"], "start", QUIET))
    marks.append(text(LEFT + 0.94 * SIDE, TOP + 0.94 * SIDE, words["over"], "end", QUIET))
    there = [(float(s), float(h), int(n)) for s, h, n in zip(said, held, counts, strict=True) if n]
    points = [place(s, h) for s, h, _ in there]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    hue = f"var({css_name('head')})"
    marks.append(f'<polyline points="{path}" fill="none" stroke="{hue}" stroke-width="2"/>')
    for (x, y), (s, h, n) in zip(points, there, strict=True):
        tip = f"<title>{s:.1%} → {h:.1%} ({n:,} px)</title>"
        radius = 2.5 + 2 * math.sqrt(math.log10(n + 1))
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{hue}">{tip}</circle>')
    height = TOP + SIDE + FOOT
    marks += [text(LEFT + SIDE, height - 4, words["x"], "end", QUIET), text(0, 10, words["y"], "start", QUIET)]
    bins = len(counts)
    rows = [[words[name] for name in ("bin", "said", "held", "pixels")]]
    for at, (s, h, n) in enumerate(zip(said, held, counts, strict=True)):
        shares = (f"{s:.1%}", f"{h:.1%}") if n else ("–", "–")
        rows.append([f"{at / bins:.0%}–{(at + 1) / bins:.0%}", *shares, f"{n:,}"])
    return Drawing(svg(LEFT + SIDE + RIGHT, height, "".join(marks)), words["alt"], rows)
