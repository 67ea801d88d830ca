"""What our own drawings share: the record that carries one, their neutral colours, and text at a place.

Places are shares of a drawing's width and text keeps its size, so that it stays crisp on a phone; colours are CSS
variables, which follow light and dark. A drawing writes no word of its own: words come from the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

INK = "var(--st-text-color)"
QUIET = f"color-mix(in srgb, {INK} 72%, var(--st-background-color))"
LINE = "var(--st-border-color)"
WIDEST_PX = 620


@dataclass(frozen=True)
class Drawing:
    """Markup (SVG in a div), a sentence that says what it shows, and the same as rows of text, head first."""

    markup: str
    alt: str
    rows: list[list[str]]


def framed(inside: str, height: float, left_px: int, right_px: int) -> str:
    """An SVG as wide as there is room, with margins that its text may stand in."""
    box = f"padding:0 {right_px}px 0 {left_px}px;max-width:{WIDEST_PX}px;box-sizing:border-box"
    font = "font-family:var(--st-font);font-size:13px;display:block;overflow:visible"
    return f'<div style="{box}"><svg width="100%" height="{height:g}" style="{font}">{inside}</svg></div>'


def text_at(x: float | str, y: float, text: str, anchor: str = "start", colour: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'
