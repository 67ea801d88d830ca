"""One pixel times a matrix: the pixel's channels as bars above the matrix's columns, and one row of it term by term.

The heat map is one picture with a pixel for each weight, apart from the bars: it stays as it is when a pixel is chosen.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.viz.kit import style
from unet_demo.viz.kit.changes import signed_rgb
from unet_demo.viz.kit.drawing import Drawing
from unet_demo.viz.kit.sum import number

ONE_BY_ONE, LARGEST, NAMED = 16, 10, 640  # channels told in order; the largest of more; weights that tell their number
LEVELS = 255  # colours of a heat map, an odd number so that 0 has its own

_STYLE = """
<style>
  .matrix { padding: 4px 0; font: 0.9rem/1.4 var(--st-font); font-variant-numeric: tabular-nums; }
  .heat { position: relative; box-sizing: border-box; width: 100%; min-height: 22px;
          border: 1px solid var(--st-border-color); }
  .heat img { position: absolute; inset: 0; width: 100%; height: 100%; image-rendering: pixelated; }
  .heat .cells { position: absolute; inset: 0; display: grid; }
  .heat b { position: absolute; left: 0; right: 0; min-height: 7px; box-sizing: border-box;
            border: 2px solid var(--st-text-color); border-radius: 3px; transform: translateY(-50%); }
  .scale { display: flex; align-items: center; gap: 0.5rem; margin-top: 0.3rem; font-size: 0.85rem; }
  .scale i { flex: 0 1 10rem; height: 0.6rem; border-radius: 2px; }
  .bars { display: block; width: 100%; height: 64px; overflow: visible; }
  .terms { margin: 0; border-collapse: collapse; }
  .terms th { padding: 0 0.6rem 0.25rem 0; font-weight: 600; font-size: 0.85rem; text-align: left; border: 0; }
  .terms td { padding: 0.14rem 0.6rem 0.14rem 0; border: 0; text-align: left; white-space: nowrap; }
  .terms td:first-child { white-space: normal; min-width: 3.4rem; }
  .terms .n { display: inline-block; min-width: 3.7rem; padding-inline-start: 0.25rem; text-align: right; }
  .line { display: inline-block; position: relative; width: 4rem; height: 0.65rem; margin-inline-end: 0.3rem;
          background: linear-gradient(var(--st-border-color), var(--st-border-color)) 50% 0 / 1.5px 100% no-repeat; }
  .line i { position: absolute; top: 0; bottom: 0; border-radius: 2px; }
  .swatch { display: inline-block; width: 0.8rem; height: 0.8rem; vertical-align: -0.08rem;
            border: 1px solid var(--st-border-color); border-radius: 2px; }
  .terms .end td { padding-top: 0.3rem; border-top: 2px solid var(--st-text-color); font-weight: 700; }
  @container (max-width: 460px) { .line { width: 1.5rem; } .terms td, .terms th { padding-inline-end: 0.3rem; }
    .terms .n { min-width: 3.2rem; } }
  .fit { container-type: inline-size; }
</style>
"""


def heat_drawing(matrix: NDArray[np.floating], words: Mapping[str, str], marked: int | None = None) -> Drawing:
    """(rows, columns) as a heat map, a row for each output channel, neutral at 0, one row framed.

    Words: alt, weight (with {row}, {col}, {value}), row, col. A small matrix tells each number where one points, and
    has all of them in the rows beneath; of a large one the rows hold `marked` alone.
    """
    rows, cols = matrix.shape
    most = float(np.abs(matrix).max()) or 1.0
    cells = _cells(matrix, words) if matrix.size <= NAMED else ""
    frame = "" if marked is None or rows == 1 else _frame(marked, rows)
    picture = f'<img src="{_heat_uri(matrix, most)}" alt="">'
    heat = f'<div class="heat" style="aspect-ratio:{cols}/{rows}">{picture}{cells}{frame}</div>'
    stops = ",".join(colour for _, colour in style.diverging_stops())
    ramp = f'<i style="background:linear-gradient(90deg,{stops})"></i>'
    scale = f'<div class="scale">{number(-most)}{ramp}{number(most)}</div>'
    told = range(rows) if matrix.size <= NAMED else [] if marked is None else [marked]
    twin = [[f"{words['row']} \\ {words['col']}", *map(str, range(cols))]] if told else []
    twin += [[str(row), *(number(float(value)) for value in matrix[row])] for row in told]
    return Drawing(f'{_STYLE}<div class="matrix">{heat}{scale}</div>', words["alt"], twin)


def _cells(matrix: NDArray[np.floating], words: Mapping[str, str]) -> str:
    """Transparent cells that tell their number where one points."""
    marks = [
        f'<i title="{escape(words["weight"].format(row=row, col=col, value=number(float(value))))}"></i>'
        for row, line in enumerate(matrix)
        for col, value in enumerate(line)
    ]
    grid = f"grid-template:repeat({matrix.shape[0]},1fr)/repeat({matrix.shape[1]},1fr)"
    return f'<div class="cells" style="{grid}">{"".join(marks)}</div>'


def _frame(row: int, rows: int) -> str:
    return f'<b style="top:{100 * (row + 0.5) / rows:.3f}%;height:{100 / rows:.3f}%"></b>'


def _heat_uri(matrix: NDArray[np.floating], most: float) -> str:
    """A PNG of one pixel for each weight, in LEVELS colours: a quarter of what full colours would take."""
    half = LEVELS // 2
    levels = (np.rint(matrix / most * half) + half).astype(np.uint8)
    image = Image.fromarray(levels, "P")
    image.putpalette(signed_rgb((np.arange(LEVELS) - half)[None].astype(float), half)[0].ravel().tolist())
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def bars_drawing(values: NDArray[np.floating], hue: str, alt: str, marked: int | None = None) -> Drawing:
    """(n,) as signed bars side by side over the whole width, so that they stand above a matrix's columns."""
    count, most = len(values), float(np.abs(values).max()) or 1.0
    wide = 0.8 if count <= 64 else 1.0
    path = "".join(
        f"M{at + (1 - wide) / 2:.2f} 50h{wide:g}v{-46 * float(value) / most:.1f}h{-wide:g}z"
        for at, value in enumerate(values)
        if value
    )
    here = "" if marked is None or count == 1 else f'<rect x="{marked}" width="1" y="0" height="100" {_FRAME}/>'
    svg = (
        f'<svg class="bars" viewBox="0 0 {count} 100" preserveAspectRatio="none">{here}'
        f'<path d="{path}" fill="var({style.css_name(hue)})"/>'
        f'<path d="M0 50H{count}" stroke="var(--st-text-color)" vector-effect="non-scaling-stroke"/></svg>'
    )
    return Drawing(f'{_STYLE}<div class="matrix">{svg}</div>', alt, [])


_FRAME = 'fill="var(--st-border-color)" fill-opacity="0.7"'


@dataclass(frozen=True, eq=False)
class Terms:
    """A row of a matrix at one pixel: `values` and `weights` (C_in,), the bias, and what was added up."""

    values: NDArray[np.floating]
    weights: NDArray[np.floating]
    bias: float
    total: float


def terms_drawing(terms: Terms, words: Mapping[str, str]) -> Drawing:
    """Value × weight = product for every channel, or for the LARGEST of many and the rest together; bias; sum.

    Words: channel (with {index}), value, weight, product, rest (with {count}), bias, sum, alt.
    """
    products = np.asarray(terms.values, float) * np.asarray(terms.weights, float)
    count = len(products)
    order = list(range(count)) if count <= ONE_BY_ONE else np.argsort(-np.abs(products), kind="stable").tolist()
    shown = order if count <= ONE_BY_ONE else order[:LARGEST]
    rest = float(sum(products[each] for each in order[len(shown) :]))
    most = max(float(np.abs(products[shown]).max()), abs(terms.bias)) or 1.0
    sizes = float(np.abs(terms.values).max()) or 1.0, float(np.abs(terms.weights).max()) or 1.0, most
    lines = [_head(words)]
    lines += [_term(words["channel"].format(index=each), terms, each, products[each], sizes) for each in shown]
    if len(shown) < count:
        lines.append(_alone(words["rest"].format(count=count - len(shown)), rest, 0.0))
    lines += [_alone(words["bias"], terms.bias, most), _alone(words["sum"], terms.total, 0.0, "end")]
    twin = [[words["channel"].format(index="").strip(), words["value"], words["weight"], words["product"]]]
    twin += [
        [str(at), *(number(float(each)) for each in (terms.values[at], terms.weights[at], products[at]))]
        for at in order
    ]
    return Drawing(
        f'{_STYLE}<div class="matrix fit"><table class="terms">{"".join(lines)}</table></div>', words["alt"], twin
    )


def _head(words: Mapping[str, str]) -> str:
    return (
        "<tr><td></td>"
        + "".join(f"<th>{escape(words[each])}</th>" for each in ("value", "weight", "product"))
        + "</tr>"
    )


def _term(name: str, terms: Terms, at: int, product: float, sizes: Sequence[float]) -> str:
    value, weight = float(terms.values[at]), float(terms.weights[at])
    tone = signed_rgb(np.array([[weight]]), sizes[1])[0, 0].tolist()
    swatch = f'<span class="swatch" style="background:rgb({tone[0]} {tone[1]} {tone[2]})"></span>'
    cells = (
        _number(value, sizes[0], "fused"),
        f'{swatch}<span class="n">{number(weight)}</span>',
        _number(product, sizes[2], "encoder"),
    )
    return f"<tr><td>{escape(name)}</td>{''.join(f'<td>{each}</td>' for each in cells)}</tr>"


def _alone(name: str, value: float, most: float, kind: str = "") -> str:
    """A line that has a product only."""
    cell = (
        _number(value, most, "encoder") if most else f'<span class="line" style="background:none"></span>{_told(value)}'
    )
    return f'<tr class="{kind}"><td colspan="3">{escape(name)}</td><td>{cell}</td></tr>'


def _told(value: float) -> str:
    return f'<span class="n">{number(value)}</span>'


def _number(value: float, most: float, hue: str) -> str:
    """A bar that starts in the middle, to the left for what is negative, and the number beside it."""
    wide = 50 * min(1.0, abs(value) / most)
    left = 50 - wide if value < 0 else 50
    bar = f'<i style="left:{left:.1f}%;width:{wide:.1f}%;background:var({style.css_name(hue)})"></i>'
    return f'<span class="line">{bar}</span>{_told(value)}'
