"""Small nets as cards beside each other: name, drawing, figures with bars, and a legend of every mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from unet_demo.core.nets.grid import Architecture
from unet_demo.viz.kit.drawing import QUIET
from unet_demo.viz.kit.marks import GROUND, INK, LINE
from unet_demo.viz.skips.bridges import body_mark, bridge_drawing, part_mark, sign_mark

LEGEND = ("encoder", "bottleneck", "fused", "skip", "upsampled", "concat", "add", "none")

_STYLE = f"""
<style>
  .kinds {{ container-type: inline-size; font: 0.9rem/1.4 var(--st-font); font-variant-numeric: tabular-nums; }}
  .grid {{ display: grid; gap: 0 1.2rem; }}
  @container (min-width: 480px) {{ .grid {{ grid-template-columns: 1fr 1fr; }} }}
  @container (min-width: 820px) {{ .grid {{ grid-template-columns: repeat(4, 1fr); }} }}
  figure {{ display: grid; grid-row: span 3; grid-template-rows: subgrid; margin: 0 0 1.4rem; min-width: 0; }}
  figcaption span {{ display: block; font-size: 0.85rem; opacity: 0.8; }}
  figure > svg {{ align-self: end; justify-self: center; width: 100%; height: auto; overflow: visible; }}
  .net {{ font: 600 11px var(--st-font); }}
  .net text {{ fill: {INK}; }}
  .way {{ fill: none; stroke-width: 1.5; }}
  .way.skip {{ stroke-dasharray: 4 2.5; }}
  .sign {{ fill: {GROUND}; stroke: none; }}
  .figures {{ margin: 0.5rem 0 0; padding-top: 0.3rem; border-top: 1px solid {LINE}; }}
  .figures p {{ display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 0.8rem; margin: 0;
               padding: 0.14rem 0; }}
  .figures span {{ font-size: 0.85rem; opacity: 0.8; }}
  .figures .bar {{ flex: 0 0 100%; height: 5px; margin-top: 2px; border-radius: 3px; opacity: 1;
         background: color-mix(in srgb, {LINE} 60%, transparent); }}
  .bar i {{ display: block; height: 100%; border-radius: 3px; background: var(--st-primary-color); }}
  ul {{ display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin: 1rem 0 0; padding: 0; list-style: none;
       font-size: 0.85rem; }}
  li svg {{ vertical-align: -4px; margin-inline-end: 0.35rem; overflow: visible; }}
</style>
"""


@dataclass(frozen=True)
class BridgeCard:
    """A net with its name, a line below it, and its figures: (label, text, share of the largest or None)."""

    architecture: Architecture
    name: str
    line: str
    figures: Sequence[tuple[str, str, float | None]] = ()


def bridge_cards(cards: Sequence[BridgeCard], legend: Mapping[str, str]) -> str:
    """HTML: one card a net, four, two or one beside each other as there is room; `legend` has the words of LEGEND."""
    return f'{_STYLE}<div class="kinds"><div class="grid">{"".join(map(_card, cards))}</div>{_legend(legend)}</div>'


def _card(card: BridgeCard) -> str:
    rows = "".join(
        f"<p><span>{escape(label)}</span><b>{escape(text)}</b>{_bar(share)}</p>" for label, text, share in card.figures
    )
    figures = f'<div class="figures">{rows}</div>' if rows else ""
    words = f"<figcaption><b>{escape(card.name)}</b><span>{escape(card.line)}</span></figcaption>"
    return f"<figure>{words}{bridge_drawing(card.architecture)}{figures}</figure>"


def _bar(share: float | None) -> str:
    return "" if share is None else f'<span class="bar"><i style="width:{100 * share:.1f}%"></i></span>'


def _legend(words: Mapping[str, str]) -> str:
    """A sample of every mark, with its word."""
    pair = Architecture("unet", 1, (1, 1), 1)
    added = Architecture("unet", 1, (1, 1), 1, "add")
    marks = {
        **{name: body_mark(name, 4, 8, 14) for name in ("encoder", "bottleneck", "fused")},
        "skip": part_mark(9, 1, 5, 14, "skip", 15),
        "upsampled": part_mark(9, 1, 5, 14, "upsampled", 85),
        "concat": sign_mark(pair, 11, 8),
        "add": sign_mark(added, 11, 8),
        "none": f'<path class="way" d="M1 8h6M7 4v8M21 8h-6M15 4v8" style="stroke:{QUIET}"/>',
    }
    items = (
        f'<li><svg width="22" height="16" aria-hidden="true">{marks[name]}</svg>{escape(words[name])}</li>'
        for name in LEGEND
    )
    return f"<ul>{''.join(items)}</ul>"
