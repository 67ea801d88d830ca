"""How much of a picture each class takes, drawn as bars in the colours of the classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from unet_demo.viz.kit.drawing import INK, LINE, QUIET, WIDEST_PX, Drawing
from unet_demo.viz.kit.style import CLASS_HUES

NAME_PX, VALUE_PX, ROW_PX = 96, 132, 26


@dataclass(frozen=True)
class ClassRow:
    """One class: its id, its name, its pixels and their share; IoU where the truth is known and the class occurs."""

    id: str
    name: str
    pixels: int
    share: float
    iou: float | None


def class_shares(rows: Sequence[ClassRow], words: Mapping[str, str]) -> Drawing:
    """A bar a class as long as its share beside the largest; behind it the share, and the IoU where there is one.

    Words: class, pixels, share, alt ({largest}).
    """
    longest = max((row.share for row in rows), default=0) or 1
    scored = any(row.iou is not None for row in rows)
    marks = [_bar(index, row, row.share / longest, scored) for index, row in enumerate(rows)]
    named = sorted(rows, key=lambda row: -row.pixels)[:3]
    alt = words["alt"].format(largest=", ".join(f"{row.name} {row.share:.1%}" for row in named))
    head = [words["class"], words["pixels"], words["share"], *(["IoU"] if scored else [])]
    table = [[row.name, f"{row.pixels:,}", f"{row.share:.1%}", *([_score(row)] if scored else [])] for row in rows]
    font = "font-family:var(--st-font);font-size:13px;display:block;overflow:visible"
    style = f"max-width:{WIDEST_PX}px;padding:0 {VALUE_PX if scored else VALUE_PX // 2}px 0 {NAME_PX}px"
    drawn = f'<svg width="100%" height="{len(rows) * ROW_PX}" style="{font}">{"".join(marks)}</svg>'
    return Drawing(f'<div style="{style};box-sizing:border-box">{drawn}</div>', alt, [head, *table])


def _bar(index: int, row: ClassRow, length: float, scored: bool) -> str:
    y = index * ROW_PX
    ink = INK if row.pixels else QUIET
    box = f'x="0" y="{y + 6}" height="14" rx="3"'
    score = f' · <tspan fill="{QUIET}">IoU {_score(row)}</tspan>' if scored else ""
    return (
        f'<text x="-8" y="{y + 17}" text-anchor="end" fill="{ink}">{escape(row.name)}</text>'
        f'<rect {box} width="100%" fill="{LINE}" fill-opacity="0.35"/>'
        f'<rect {box} width="{100 * length:.2f}%" fill="{CLASS_HUES[row.id]}" stroke="{QUIET}" stroke-width="0.5"/>'
        f'<text x="100%" y="{y + 17}" dx="8" fill="{ink}">{row.share:.1%}{score}</text>'
    )


def _score(row: ClassRow) -> str:
    return "–" if row.iou is None else f"{row.iou:.3f}"
