"""Logits of one pixel to probabilities: a worked sum, line by line, each probability with its bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from unet_demo.viz.kit.drawing import Drawing
from unet_demo.viz.kit.style import CLASS_HUES
from unet_demo.viz.kit.sum import number

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
