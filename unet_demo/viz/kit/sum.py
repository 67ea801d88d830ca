"""One number as the sum it is: its largest products as bars in the colour of their origin, the rest together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from unet_demo.viz.kit.drawing import Drawing
from unet_demo.viz.kit.style import css_name

MOST = 6  # terms shown one by one
Term = tuple[str, str, float]  # origin (a hue, or "" for the bias), name, product

_STYLE = """
<style>
  .sum { max-width: 46rem; font: 0.92rem/1.45 var(--st-font); font-variant-numeric: tabular-nums; }
  .sum p { margin: 0.2rem 0; }
  .row { display: grid; grid-template-columns: minmax(9rem, 2fr) 5.4rem minmax(5rem, 3fr); gap: 0.7rem;
         align-items: center; padding: 0.16rem 0; }
  .row > b { text-align: right; font-weight: 600; }
  .dot { display: inline-block; width: 0.75em; height: 0.75em; margin-inline-end: 0.45em; border-radius: 2px; }
  .line { position: relative; height: 0.7rem; border-radius: 2px;
          background: linear-gradient(var(--st-border-color), var(--st-border-color)) 50% 0 / 1.5px 100% no-repeat; }
  .line i { position: absolute; top: 0; bottom: 0; border-radius: 2px; }
  .total { margin-top: 0.25rem; padding-top: 0.3rem; border-top: 2px solid var(--st-text-color); font-weight: 700; }
  .quiet { opacity: 0.8; }
  .pair { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1rem; margin: 0.5rem 0 0.2rem; }
  .pair table { border-collapse: collapse; }
  .pair td { width: 3.6rem; padding: 0.22rem 0.3rem; border: 1px solid var(--st-border-color); text-align: right; }
  .pair caption { padding-bottom: 0.15rem; font-size: 0.85rem; text-align: left; caption-side: top; }
</style>
"""


def number(value: float) -> str:
    """Four significant digits with a real minus sign: "−0.01234"; "0" for exactly 0."""
    if value == 0:
        return "0"
    size = abs(value)
    text = f"{size:.4g}" if 1e-4 <= size < 1e5 else f"{size:.2e}"
    return f"{'−' if value < 0 else ''}{text}"


def sum_drawing(
    terms: Sequence[Term], total: float, words: Mapping[str, str], formulas: Mapping[str, str] | None = None
) -> Drawing:
    """Terms of a sum and what they add up to: first the bias, which has no origin, then the largest products.

    `words`: sum, rest (with {count}), parts, alt, term, product, and each origin. `formulas` says for a term's name how
    its product came about ("0.81 × −1.2").
    """
    ordered = sorted((term for term in terms if term[0]), key=lambda term: -abs(term[2]))
    fixed = [term for term in terms if not term[0]]
    shown, rest = [*fixed, *ordered[:MOST]], ordered[MOST:]
    left = sum(product for _, _, product in rest)
    most = max([abs(left), *(abs(product) for _, _, product in shown)]) or 1.0
    rows = [_row(origin, name, product, most, (formulas or {}).get(name, "")) for origin, name, product in shown]
    if rest:
        rows.append(_row("", words["rest"].format(count=len(rest)), left, most, ""))
    rows.append(f'<div class="row total"><span>{escape(words["sum"])}</span><b>{number(total)}</b><span></span></div>')
    twin = [[words["term"], words["product"]], *([name, number(product)] for _, name, product in (*fixed, *ordered))]
    return Drawing(f'{_STYLE}<div class="sum">{_origins(terms, words)}{"".join(rows)}</div>', words["alt"], twin)


def windows_drawing(
    values: NDArray[np.float32], weights: NDArray[np.float32], origin: str, words: Mapping[str, str]
) -> str:
    """Two 3x3 tables side by side: the values of a term and the weights they are multiplied with."""
    tables = "".join(_table(each, words[name], origin) for name, each in (("values", values), ("weights", weights)))
    return f'{_STYLE}<div class="sum"><div class="pair">{tables}</div></div>'


def _table(numbers: NDArray[np.float32], caption: str, origin: str) -> str:
    most = float(np.abs(numbers).max()) or 1.0
    rows = "".join(f"<tr>{''.join(_cell(float(value), origin, most) for value in row)}</tr>" for row in numbers)
    return f"<table><caption>{escape(caption)}</caption>{rows}</table>"


def _cell(value: float, origin: str, most: float) -> str:
    return f'<td style="background:{_wash(origin, abs(value) / most)}">{number(value)}</td>'


def _wash(origin: str, share: float) -> str:
    return f"color-mix(in srgb, var({css_name(origin)}) {round(38 * share)}%, transparent)"


def _origins(terms: Sequence[Term], words: Mapping[str, str]) -> str:
    """What each origin brings in all, where there is more than one."""
    grouped = [(name, list(group)) for name, group in groupby(terms, key=lambda term: term[0]) if name]
    if len(grouped) < 2:
        return ""
    parts = " &nbsp; ".join(
        f"{_dot(name)}{escape(words[name])} {number(sum(term[2] for term in group))}" for name, group in grouped
    )
    return f'<p class="quiet">{escape(words["parts"])}: {parts}</p>'


def _dot(origin: str) -> str:
    return f'<i class="dot" style="background:var({css_name(origin)})"></i>' if origin else ""


def _row(origin: str, name: str, product: float, most: float, formula: str) -> str:
    wide = 50 * min(1.0, abs(product) / most)
    left = 50 - wide if product < 0 else 50
    hue = f"var({css_name(origin)})" if origin else "color-mix(in srgb, var(--st-text-color) 45%, transparent)"
    bar = f'<span class="line"><i style="left:{left:.1f}%;width:{wide:.1f}%;background:{hue}"></i></span>'
    extra = f' <span class="quiet">{escape(formula)}</span>' if formula else ""
    return f'<div class="row"><span>{_dot(origin)}{escape(name)}{extra}</span><b>{number(product)}</b>{bar}</div>'
