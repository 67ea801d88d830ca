"""The skips of a U-Net to scale: a frame for what was kept on the way down, and in it the part that is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from unet_demo.core.skips.crops import Cut
from unet_demo.viz.kit.marks import hue, tint

SCALE = 0.32  # drawn px for one px of a map
FEWEST_PX = 104  # width of the words under a small frame

_STYLE = """
<style>
  .cuts { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 1.2rem 1.6rem; font: 0.9rem/1.4 var(--st-font);
          font-variant-numeric: tabular-nums; }
  .cuts > div { display: flex; flex-direction: column; gap: 0.35rem; }
  .cuts svg { display: block; overflow: visible; }
  .cuts span { display: block; }
  .cuts .cut { font-weight: 600; }
  ul { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin: 0.9rem 0 0; padding: 0; list-style: none;
       font-size: 0.85rem; }
  li svg { vertical-align: -3px; margin-inline-end: 0.35rem; }
</style>
"""


def crop_drawing(cuts: Sequence[Cut], nodes: Sequence[str], words: Mapping[str, str], asked: bool = False) -> str:
    """HTML: one frame a row, the top row first, all in one scale; with `asked` what is cut stays a question mark.

    Words: whole ({node}, {skip}), used ({used}), cut ({cut}), uncut, asked; skip and cropped for the legend.
    """
    levels = "".join(_level(cut, node, words, asked) for cut, node in zip(cuts, nodes, strict=True))
    marks = [("cropped", _square(1, 1, 14, 12, True))]
    if not asked:
        marks.append(("skip", _square(1, 1, 14, 55, False)))
    legend = "".join(
        f'<li><svg width="16" height="16" aria-hidden="true">{mark}</svg>{escape(words[name])}</li>'
        for name, mark in marks
    )
    return f'{_STYLE}<div class="cuts">{levels}</div><ul>{legend}</ul>'


def _level(cut: Cut, node: str, words: Mapping[str, str], asked: bool) -> str:
    side, margin = SCALE * cut.skip_px, SCALE * cut.cut_px
    frame = _square(0, 0, side, 12, True)
    if not asked:
        frame += _square(margin, margin, SCALE * cut.used_px, 55, False)
    lines = [words["whole"].format(node=node, skip=cut.skip_px)]
    if not asked:
        lines.append(words["used"].format(used=cut.used_px))
    told = words["asked"] if asked else words["cut"].format(cut=cut.cut_px) if cut.cut_px else words["uncut"]
    spans = "".join(f"<span>{escape(line)}</span>" for line in lines) + f'<span class="cut">{escape(told)}</span>'
    size = f'width="{side:.1f}" height="{side:.1f}"'
    return f'<div style="min-width:{FEWEST_PX}px"><svg {size}>{frame}</svg><div>{spans}</div></div>'


def _square(x: float, y: float, side: float, percent: int, dashed: bool) -> str:
    """Dashed and pale for what was kept, solid and full for what is used."""
    line = ' stroke-dasharray="4 3"' if dashed else ""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}"'
    style = f"fill:{tint('skip', percent)};stroke:{hue('skip')}"
    return f'<rect class="{"kept" if dashed else "used"}" {place} style="{style}"{line}/>'
