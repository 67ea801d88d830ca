"""Layers of very different size beside each other: parameters on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unet_demo.viz.kit.chart import INK, LINE, QUIET, Drawing
from unet_demo.viz.kit.style import css_name
from unet_demo.viz.last_layer.squash import RIGHT, WIDTH, svg, text


@dataclass(frozen=True)
class Weighed:
    """One layer: its name and its number of parameters."""

    name: str
    params: int


def params_drawing(layers: Sequence[Weighed], words: Mapping[str, str]) -> Drawing:
    """Parameters as bars, each line to the right ten times as many. Words: layer, params, scale, alt."""
    most = max(math.ceil(math.log10(max(each.params for each in layers))), 1)
    wide, row, foot = WIDTH, 46, 26
    ground = row * len(layers)
    marks = []
    for power in range(0, most + 1, 1 if most < 7 else 2):
        x = (wide - RIGHT) * power / most
        marks.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{ground}" stroke="{LINE}"/>')
        anchor = "start" if not power else "middle"
        up = f'<tspan dy="-5" font-size="10">{power}</tspan>'
        marks.append(f'<text x="{x:.1f}" y="{ground + 18}" text-anchor="{anchor}" fill="{QUIET}">10{up}</text>')
    for at, each in enumerate(layers):
        length = max(2.0, (wide - RIGHT) * math.log10(max(each.params, 1)) / most)
        marks.append(text(0, row * at + 16, f"{each.name}: {each.params:,}", "start", INK))
        marks.append(
            f'<rect x="0" y="{row * at + 23}" width="{length:.1f}" height="11" rx="3" fill="var({css_name("head")})"/>'
        )
    marks.append(text(wide - RIGHT, ground + foot + 12, words["scale"], "end", QUIET))
    rows = [[words["layer"], words["params"]], *([each.name, f"{each.params:,}"] for each in layers)]
    return Drawing(svg(wide, ground + foot + 18, "".join(marks)), words["alt"], rows)
