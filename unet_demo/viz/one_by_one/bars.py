"""Blocks beside each other as bars: weights full, work empty, each against the largest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from unet_demo.viz.kit.marks import GROUND, hue, tint

_STYLE = f"""
<style>
  .bars {{ display: grid; gap: 0.55rem; max-width: 46rem; font: 0.9rem/1.35 var(--st-font);
          font-variant-numeric: tabular-nums; }}
  .row {{ display: grid; grid-template-columns: minmax(6.5rem, 11rem) 1fr; gap: 0 0.9rem; align-items: center;
         padding: 0.2rem 0.5rem; border-inline-start: 3px solid transparent; }}
  .row.here {{ border-color: var(--st-primary-color); background: {tint("bottleneck", 10)}; }}
  .row small {{ display: block; font-size: 0.8rem; opacity: 0.8; }}
  .pair {{ display: grid; gap: 2px; min-width: 0; }}
  .line {{ display: flex; align-items: center; gap: 0.5rem; white-space: nowrap; }}
  .line i {{ flex: none; height: 9px; box-sizing: border-box; border: 1px solid {hue("bottleneck")};
            background: {hue("bottleneck")}; }}
  .line i.work {{ background: {GROUND}; }}
  .marks {{ display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin: 0.7rem 0 0; padding: 0;
           list-style: none; font: 0.85rem/1.4 var(--st-font); }}
  .marks i {{ display: inline-block; width: 20px; height: 9px; box-sizing: border-box; margin-inline-end: 0.35rem;
             border: 1px solid {hue("bottleneck")}; background: {hue("bottleneck")}; }}
  .marks i.work {{ background: {GROUND}; }}
</style>
"""


@dataclass(frozen=True)
class BlockBar:
    """One block: its name, what one number sees, weights and multiply-accumulates; None where it cannot run."""

    name: str
    sees: str
    weights: int | None
    macs: int | None
    here: bool = False


def block_bars(rows: Sequence[BlockBar], words: Mapping[str, str]) -> str:
    """HTML: a row of two bars each, the chosen one marked; `words` holds "weights", "macs" and "failed"."""
    most = max((row.weights or 1 for row in rows), default=1), max((row.macs or 1 for row in rows), default=1)
    legend = f'<li><i></i>{escape(words["weights"])}</li><li><i class="work"></i>{escape(words["macs"])}</li>'
    body = "".join(_row(row, most, words) for row in rows)
    return f'{_STYLE}<div class="bars">{body}</div><ul class="marks">{legend}</ul>'


def _row(row: BlockBar, most: tuple[int, int], words: Mapping[str, str]) -> str:
    name = f"<div>{'<b>▸ ' if row.here else ''}{escape(row.name)}{'</b>' if row.here else ''}"
    name += f"<small>{escape(row.sees)}</small></div>"
    if row.weights is None or row.macs is None:
        pair = f"<div>✕ {escape(words['failed'])}</div>"
    else:
        pair = f'<div class="pair">{_line(row.weights, most[0], "")}{_line(row.macs, most[1], "work")}</div>'
    return f'<div class="row{" here" if row.here else ""}">{name}{pair}</div>'


def _line(number: int, most: int, kind: str) -> str:
    """A bar of at most 60 % of the room, so that its number always fits beside it."""
    return f'<div class="line"><i class="{kind}" style="width:max(2px,{60 * number / most:.1f}%)"></i>{number:,}</div>'
