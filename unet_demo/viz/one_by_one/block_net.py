"""A U-Net built of other blocks, as a U of cards: at each node its convolutions, its weights and its work as bars.

Narrow enough to be read on a phone. The drawing writes numbers and node names only: words come from the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from unet_demo.core.nets.grid import Node, links
from unet_demo.core.one_by_one.blocks.unet import Part, Whole
from unet_demo.viz.kit.grid import origin_of
from unet_demo.viz.kit.marks import GROUND, INK, LINE, hue, short, text_mark, tint

WORDS = ("encoder", "bottleneck", "fused", "skip", "pool", "up", "params", "macs", "failed")
CARD, TALL, INDENT, GAP, DOWN, EDGE = 142, 66, 8, 18, 28, 2  # px: a card, its shift per row, room between
BAR, LARGEST = 64, 1.5  # px of the longest bar; how far the drawing may be enlarged

_STYLE = f"""
<style>
  .unet {{ font: 11px var(--st-font); font-variant-numeric: tabular-nums; }}
  .unet text {{ fill: {INK}; }}
  .unet .name {{ font-weight: 700; font-size: 12px; }}
  .unet .card {{ stroke-width: 1.6; }}
  .unet .failed .card {{ stroke-dasharray: 4 3; stroke-width: 2.4; }}
  .way {{ fill: none; stroke-width: 1.6; }}
  .way.skip {{ stroke-dasharray: 4 2.5; }}
  .marks {{ display: flex; flex-wrap: wrap; justify-content: center; gap: 0.2rem 1.1rem; margin: 0.7rem 0 0; padding: 0;
           list-style: none; font: 0.85rem/1.4 var(--st-font); }}
  .marks svg {{ vertical-align: -3px; margin-inline-end: 0.35rem; overflow: visible; }}
</style>
"""


def block_net_drawing(whole: Whole, words: Mapping[str, str], counted: bool = True) -> str:
    """HTML: the U and a legend; `words` holds WORDS. Unless `counted`, weights and work are left out."""
    width = 2 * EDGE + 2 * CARD + 2 * (whole.architecture.depth - 1) * INDENT + GAP
    height = 2 * EDGE + (whole.architecture.depth + 1) * (TALL + DOWN) - DOWN
    most = max(part.params for part in whole.nodes), max(part.macs for part in whole.nodes)
    marks = "".join(_way(whole, width, source, node) for source, node in links(whole.architecture))
    marks += "".join(_card(whole, width, part, most, counted) for part in whole.nodes)
    size = f'viewBox="0 0 {width} {height}" style="width:100%;max-width:{LARGEST * width:g}px"'
    return f'{_STYLE}<svg class="unet" {size}>{marks}</svg>{_legend(words, counted, bool(whole.failures))}'


def amount(number: int) -> str:
    """ "950", "37.4 k", "1.18 M" or "3.03 G"."""
    for size, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= size:
            return f"{number / size:.3g} {letter}" if number < 999.5 * size else f"{number / size:.0f} {letter}"
    return str(number)


def _place(whole: Whole, width: float, node: Node) -> tuple[float, float]:
    """Left and upper edge of a card."""
    y = EDGE + node.row * (TALL + DOWN)
    if node.row == whole.architecture.depth:
        return (width - CARD) / 2, y
    shift = EDGE + node.row * INDENT
    return (width - CARD - shift if node.col else shift), y


def _way(whole: Whole, width: float, source: Node, node: Node) -> str:
    (x1, y1), (x2, y2) = _place(whole, width, source), _place(whole, width, node)
    if source.row == node.row:
        return _line(f"M{x1 + CARD} {y1 + TALL / 2}H{x2 - 1}", "skip", (x2 - 1, y2 + TALL / 2), (-1, 0))
    down = source.row < node.row
    start, end = (y1 + TALL, y2) if down else (y1, y2 + TALL)
    bottom = whole.architecture.depth
    x1 += CARD / 2 + (24 if source.row == bottom else 0)
    x2 += CARD / 2 - (24 if node.row == bottom else 0)
    return _line(f"M{x1} {start}L{x2} {end}", "encoder" if down else "upsampled", (x2, end), (0, 1 if down else -1))


def _line(path: str, origin: str, tip: tuple[float, float], way: tuple[int, int]) -> str:
    """A way with its tip, which points right, down or up."""
    (x, y), (_, dy) = tip, way
    head = f"M{x - 4} {y - 5 * dy}L{x} {y}L{x + 4} {y - 5 * dy}" if dy else f"M{x - 5} {y - 4}L{x} {y}L{x - 5} {y + 4}"
    style = f'style="stroke:{hue(origin)}"'
    return f'<path class="way {origin}" d="{path}" {style}/><path class="way" d="{head}" {style}/>'


def _card(whole: Whole, width: float, part: Part, most: tuple[int, int], counted: bool) -> str:
    """Name and shape, the windows of its convolutions, and two bars as long as its share of the largest node."""
    x, y = _place(whole, width, part.node)
    name, failed = origin_of(whole.architecture, part.node), bool(part.block.failures)
    place = f'x="{x}" y="{y}" width="{CARD}" height="{TALL}" rx="6"'
    rim = hue("warn") if failed else hue(name)
    card = f'<rect class="card" {place} style="fill:{tint(name, 12)};stroke:{rim}"/>'
    title = text_mark(x + 7, y + 14, f"{'✕ ' if failed else ''}{part.node}", "name", "start")
    shape = text_mark(x + CARD - 7, y + 14, short(part.shape), "", "end")
    windows = text_mark(x + 7, y + 28, windows_of(part), "", "start")
    bars = _bar(x, y + 35, part.params, most[0], True) + _bar(x, y + 49, part.macs, most[1], False)
    bars = bars if counted and not failed else ""
    return f'<g class="{"failed" if failed else ""}">{card}{title}{shape}{windows}{bars}</g>'


def windows_of(part: Part) -> str:
    """The windows of a node's convolutions in order: "1×1 3×3 1×1"."""
    steps = (step for step in part.block.steps if step.op == "conv" and not step.shares)
    return " ".join(f"{step.kernel[0]}×{step.kernel[1]}" for step in steps)


def _bar(x: float, y: float, number: int, most: int, full: bool) -> str:
    """Weights as a full bar, work as an empty one, and the number beside it."""
    length = max(1.0, BAR * number / most)
    fill = hue("bottleneck") if full else GROUND
    place = f'x="{x + 7}" y="{y}" width="{length:.1f}" height="9"'
    bar = f'<rect {place} style="fill:{fill};stroke:{hue("bottleneck")}"/>'
    return bar + text_mark(x + CARD - 7, y + 8.5, amount(number), "", "end")


def _legend(words: Mapping[str, str], counted: bool, failed: bool) -> str:
    box = '<rect x="1" y="2" width="20" height="12" rx="3" style="fill:{};stroke:{};stroke-width:1.6"/>'
    line = '<path class="way {}" d="M0 8H22" style="stroke:{}"/>'
    marks = {name: box.format(tint(name, 12), hue(name)) for name in ("encoder", "bottleneck", "fused")}
    marks |= {
        "skip": line.format("skip", hue("skip")),
        "pool": line.format("", hue("encoder")),
        "up": line.format("", hue("upsampled")),
        "params": f'<rect x="1" y="4" width="20" height="9" style="fill:{hue("bottleneck")};stroke:{LINE}"/>',
        "macs": f'<rect x="1" y="4" width="20" height="9" style="fill:{GROUND};stroke:{hue("bottleneck")}"/>',
        "failed": f'<text x="11" y="13" text-anchor="middle" style="fill:{hue("warn")}">✕</text>',
    }
    items = (
        f'<li><svg width="22" height="16" aria-hidden="true">{mark}</svg>{escape(words[name])}</li>'
        for name, mark in marks.items()
        if {"failed": failed, "params": counted, "macs": counted}.get(name, True)
    )
    return f'<ul class="marks">{"".join(items)}</ul>'
