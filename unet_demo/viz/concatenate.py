"""Tensors as boxes: channels across, height down, width into the page, the batch as boxes side by side.

Sides grow with the logarithm of their size; along the joined axis the two parts keep their colours and their shares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from unet_demo.viz.kit.style import css_name

FIRST, SECOND = "skip", "upsampled"
BOXES = 3  # of a batch that are drawn; more are told
Shape = tuple[int, ...]


def _size(side: int, factor: float) -> float:
    return factor * (8 + 9 * math.log2(1 + side))


def tensor_drawing(shape: Shape, hue: str) -> str:
    """SVG of one tensor with 1 to 4 axes, all in one hue."""
    return _svg(shape, [(hue, shape[-1] if len(shape) == 1 else 1)], None)


def joined_drawing(first: Shape, second: Shape, axis: int) -> str:
    """SVG of what torch.cat gives along `axis` (0 or more): the parts in their own hues."""
    shape = tuple(a + b if at == axis else a for at, (a, b) in enumerate(zip(first, second, strict=True)))
    return _svg(shape, [(FIRST, first[axis]), (SECOND, second[axis])], axis - len(shape))


def _svg(shape: Shape, parts: Sequence[tuple[str, int]], axis: int | None) -> str:
    """`axis` from the end: -1 width, -2 height, -3 channels, -4 batch; None where there is one part."""
    padded = (1,) * (4 - len(shape)) + shape
    batch, channels, height, width = padded
    c = _size(channels, 1.0) if len(shape) > 2 else 14.0
    h = _size(height, 0.9) if len(shape) > 1 else 16.0
    d = _size(width, 0.45)
    if len(shape) <= 2:  # a matrix or a row lies flat: its width runs across
        c, d = _size(width, 1.0), 6.0
        axis = -3 if axis == -1 else axis
    inside, x = "", 4.0
    drawn = min(batch, BOXES)
    owners = [hue for hue, count in parts for _ in range(count)] if axis == -4 else []
    shown = owners if len(owners) <= BOXES else [owners[0], *owners[-(BOXES - 1) :]]
    for box in range(drawn):
        split = [(shown[box], 1)] if axis == -4 else list(parts)
        inside += _box(x, d + 6, c, h, d, split, axis if axis != -4 else None)
        x += c + d + 14
    if batch > drawn:
        inside += f'<text x="{x:.0f}" y="{d + 6 + h / 2:.0f}" style="fill:var(--st-text-color)">… {batch}</text>'
        x += 44
    style = "font:13px var(--st-font);display:block;max-width:100%;height:auto"
    tall = h + d + 16
    return f'<svg width="{x:.0f}" height="{tall:.0f}" viewBox="0 0 {x:.0f} {tall:.0f}" style="{style}">{inside}</svg>'


def _box(x: float, y: float, c: float, h: float, d: float, parts: Sequence[tuple[str, int]], axis: int | None) -> str:
    """One box, front and the two faces behind; cut where the parts meet."""
    whole = sum(count for _, count in parts) or 1
    marks, done = "", 0.0
    for hue, count in parts:
        share = count / whole
        px, py, pc, ph, pd = x, y, c, h, d
        if axis == -3:
            px, pc = x + c * done, c * share
        elif axis == -2:
            py, ph = y + h * done, h * share
        elif axis == -1:
            px, py, pd = x + d * done, y - d * done, d * share
        marks = _cuboid(px, py, pc, ph, pd, hue) + marks if axis == -1 else marks + _cuboid(px, py, pc, ph, pd, hue)
        done += share
    return marks


def _cuboid(x: float, y: float, c: float, h: float, d: float, hue: str) -> str:
    colour = f"var({css_name(hue)})"
    front = f"color-mix(in srgb, {colour} 45%, var(--st-background-color))"
    back = f"color-mix(in srgb, {colour} 22%, var(--st-background-color))"
    top = f"M{x:.1f} {y:.1f}l{d:.1f} {-d:.1f}h{c:.1f}l{-d:.1f} {d:.1f}z"
    side = f"M{x + c:.1f} {y:.1f}l{d:.1f} {-d:.1f}v{h:.1f}l{-d:.1f} {d:.1f}z"
    return (
        f'<path d="{top}" style="fill:{back};stroke:{colour}"/><path d="{side}" style="fill:{back};stroke:{colour}"/>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{c:.1f}" height="{h:.1f}" style="fill:{front};stroke:{colour}"/>'
    )
