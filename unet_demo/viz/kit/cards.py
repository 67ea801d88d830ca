"""Layers that could stand in the same place, side by side as cards: what each gives, costs, and how it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from unet_demo.viz.kit.drawing import Drawing

_STYLE = """
<style>
  .ways { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(var(--least), 100%), 1fr)); gap: 0.7rem;
          font: 0.88rem/1.4 var(--st-font); font-variant-numeric: tabular-nums; }
  .ways section { padding: 0.6rem 0.8rem; border: 1px solid var(--st-border-color); border-radius: 10px; }
  .ways section.own { border: 2px solid var(--u-head); }
  .ways h4 { margin: 0 0 0.3rem; font-size: 0.95rem; font-weight: 600; }
  .ways dl { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.1rem 0.8rem; margin: 0; }
  .ways dt { color: color-mix(in srgb, var(--st-text-color) 72%, var(--st-background-color)); }
  .ways dd { margin: 0; text-align: right; }
</style>
"""


@dataclass(frozen=True)
class WayCard:
    """One layer: its name, its figures in the order of the heads, and whether it is the net's own."""

    name: str
    figures: tuple[str, ...]
    own: bool = False


def ways_drawing(cards: Sequence[WayCard], heads: Sequence[str], words: Mapping[str, str]) -> Drawing:
    """A card a layer; `heads` names its figures. Words: layer, alt."""
    drawn = "".join(_card(card, heads) for card in cards)
    rows = [[words["layer"], *heads], *([card.name, *card.figures] for card in cards)]
    return Drawing(
        f'{_STYLE}<div class="ways" style="--least:{13 if len(cards) == 4 else 15}rem">{drawn}</div>',
        words["alt"],
        rows,
    )


def _card(card: WayCard, heads: Sequence[str]) -> str:
    pairs = zip(heads, card.figures, strict=True)
    lines = "".join(f"<dt>{escape(head)}</dt><dd>{escape(figure)}</dd>" for head, figure in pairs)
    kind = ' class="own"' if card.own else ""
    return f"<section{kind}><h4>{escape(card.name)}</h4><dl>{lines}</dl></section>"
