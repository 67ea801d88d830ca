"""The probability of every class as a small map, side by side, all on one scale from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from unet_demo.viz.kit.drawing import Drawing
from unet_demo.viz.kit.maps import picture_uri, sequential_rgb
from unet_demo.viz.kit.style import CLASS_HUES, sequential_stops

CARD_PX = 168  # longest side of a map as it is sent

_STYLE = """
<style>
  .classes { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(9rem, 44%), 1fr)); gap: 0.7rem;
             font: 0.85rem/1.35 var(--st-font); font-variant-numeric: tabular-nums; }
  .classes figure { margin: 0; } .classes figcaption { padding-top: 0.2rem; }
  .classes img { display: block; width: 100%; border-radius: 6px; image-rendering: pixelated; }
  .classes i { display: inline-block; width: 0.8em; height: 0.8em; margin-inline-end: 0.4em; border-radius: 2px;
               box-shadow: 0 0 0 1px var(--st-border-color); }
  .classes span { display: block; color: color-mix(in srgb, var(--st-text-color) 72%, var(--st-background-color)); }
</style>
"""


@dataclass(frozen=True)
class ClassCard:
    """One class of a picture: id, name, its map (a data URI), and its figures as text."""

    id: str
    name: str
    uri: str
    told: str
    cells: tuple[str, ...]


def probability_uri(probability: NDArray[np.float32], longest_px: int = CARD_PX) -> str:
    """(H, W) in [0, 1] in the sequential colours, 0 at one end and 1 at the other whatever the map holds."""
    return picture_uri(sequential_rgb(np.clip(probability * 255, 0, 255).astype(np.uint8)), longest_px)


def class_maps_drawing(cards: Sequence[ClassCard], head: Sequence[str], words: Mapping[str, str]) -> Drawing:
    """A map a class with its name and figures; `head` names the columns of the rows. Words: low, high, alt."""
    drawn = "".join(_card(card) for card in cards)
    rows = [list(head), *([card.name, *card.cells] for card in cards)]
    scale = scale_bar(words["low"], words["high"])
    return Drawing(f'{_STYLE}{scale}<div class="classes">{drawn}</div>', words["alt"], rows)


def scale_bar(low: str, high: str) -> str:
    """The sequential colours between the names of their ends."""
    stops = ",".join(f"{colour} {100 * place:.0f}%" for place, colour in sequential_stops())
    row = "display:flex;align-items:center;gap:0.5rem;margin-bottom:0.6rem;font:0.82rem/1.3 var(--st-font)"
    bar = f"width:9rem;height:0.7rem;border-radius:3px;background:linear-gradient(90deg,{stops})"
    ends = (f"<span>{escape(text)}</span>" for text in (low, high))
    return f'<div style="{row}">{f"""<b style="{bar}"></b>""".join(ends)}</div>'


def tone_key(tones: Sequence[tuple[float, str]]) -> str:
    """Which shade of the sequential colours, as a share in [0, 1], means what."""
    shades = sequential_rgb(np.array([[round(255 * share) for share, _ in tones]], np.uint8))[0]
    row = "display:flex;flex-wrap:wrap;gap:0.2rem 1rem;font:0.85rem/1.4 var(--st-font);color:var(--st-text-color)"
    box = "display:inline-block;width:1.1em;height:1.1em;border-radius:3px;vertical-align:-0.2em;margin-right:0.4em"
    items = (
        f'<span><i style="{box};background:rgb({red},{green},{blue})"></i>{escape(name)}</span>'
        for (red, green, blue), (_, name) in zip(shades.tolist(), tones, strict=True)
    )
    return f'<div style="{row}">{"".join(items)}</div>'


def _card(card: ClassCard) -> str:
    dot = f'<i style="background:{CLASS_HUES.get(card.id, "transparent")}"></i>'
    said = f"<figcaption>{dot}{escape(card.name)}<span>{escape(card.told)}</span></figcaption>"
    return f'<figure><img src="{card.uri}" alt="">{said}</figure>'
