"""The grid as a drawing: nodes as slabs, skips as dashed arcs, heads on top; what a pruned net never computes is grey.

Everything in it is derived from the grid: move nothing by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from unet_demo.core.nets.grid import Architecture, Node, links, needed
from unet_demo.viz.kit.style import css_name

STEP_X, STEP_Y, LEFT, TOP = 66, 62, 42, 108
LEGEND = ("encoder", "bottleneck", "skip", "upsampled", "fused", "head")

_STYLE = """
<style>
  svg { font: 600 15px var(--st-font); overflow: visible; }
  .slab { stroke-width: 2; }
  .link { fill: none; stroke-width: 1.8; }
  .skip { stroke-dasharray: 5 4; }
  .idle { opacity: 0.34; filter: saturate(0); }
  text { fill: var(--st-text-color); text-anchor: middle; dominant-baseline: central; }
  ul { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.2rem 1.1rem; margin: 0.6rem 0 0; padding: 0;
       list-style: none; font-size: 0.85rem; }
  li svg { vertical-align: -3px; margin-inline-end: 0.35rem; }
</style>
"""


def origin_of(architecture: Architecture, node: Node) -> str:
    """Which hue a node has: "encoder", "bottleneck" or "fused"."""
    if node.col:
        return "fused"
    return "bottleneck" if node.row == architecture.depth else "encoder"


def grid_drawing(architecture: Architecture, depth: int, heads: tuple[int, ...], words: Mapping[str, str]) -> str:
    """HTML of the net pruned to `depth`, with the heads of `heads` in use and a legend from `words` (keys: LEGEND).

    Hues are CSS variables (style.component_css), neutrals Streamlit's own. Raises ValueError for a depth without
    a head.
    """
    live = frozenset(needed(architecture, depth))
    parts = [_link(a, b, a in live and b in live) for a, b in links(architecture)]
    parts += [_slab(architecture, node, node in live) for node in architecture.nodes]
    parts += [_head(d, d in heads) for d in architecture.head_depths]
    width = LEFT * 2 + 2 * architecture.depth * STEP_X
    height = TOP + architecture.depth * STEP_Y + 30
    return f'{_STYLE}<svg viewBox="0 0 {width} {height}" width="{width}">{"".join(parts)}</svg>{_legend(words)}'


def place_of(node: Node) -> tuple[int, int]:
    """Centre of a node, px: the encoder runs down to the right, every fusion one step further right."""
    return LEFT + (2 * node.col + node.row) * STEP_X, TOP + node.row * STEP_Y


def _size(node: Node) -> tuple[int, int, int]:
    """(width, height, thickness): further down the maps are smaller and the stack of channels is thicker."""
    return 34, 38 - 4 * node.row, 5 + 3 * node.row


def _link(source: Node, node: Node, live: bool) -> str:
    (x1, y1), (x2, y2) = place_of(source), place_of(node)
    origin = "skip" if source.row == node.row else "encoder" if source.row < node.row else "upsampled"
    shape = f"M{x1} {y1}L{x2} {y2}"
    span = node.col - source.col
    if origin == "skip" and span > 1:
        rise = y1 - _size(node)[1] / 2 - 9 * span
        shape = f"M{x1} {y1}C{x1 + STEP_X / 2} {rise} {x2 - STEP_X / 2} {rise} {x2} {y2}"
    idle = "" if live else " idle"
    return f'<path class="link {origin}{idle}" d="{shape}" style="stroke:var({css_name(origin)})"/>'


def _slab(architecture: Architecture, node: Node, live: bool) -> str:
    (x, y), (w, h, t) = place_of(node), _size(node)
    left, top, right = x - w / 2, y - h / 2, x + w / 2
    sides = f"M{left} {top}l{t} {-t}h{w}v{h}l{-t} {t}M{right} {top}l{t} {-t}"
    hue = f"var({css_name(origin_of(architecture, node))})"
    fill = f"color-mix(in srgb, {hue} 22%, var(--st-background-color))"
    return (
        f'<g class="{"" if live else "idle"}"><title>{node}</title>'
        f'<path class="slab" d="M{left} {top}l{t} {-t}h{w}v{h}l{-t} {t}h{-w}z" style="fill:{fill};stroke:none"/>'
        f'<path class="slab" d="{sides}M{left} {top}h{w}v{h}h{-w}z" style="fill:none;stroke:{hue}"/>'
        f'<text x="{x}" y="{y}">{architecture.widths[node.row]}</text></g>'
    )


def _head(depth: int, live: bool) -> str:
    x, y = place_of(Node(0, depth))
    top, hue = 24, f"var({css_name('head')})"
    fill = f"color-mix(in srgb, {hue} {30 if live else 8}%, var(--st-background-color))"
    return (
        f'<g class="{"" if live else "idle"}"><path class="link" d="M{x} {y - 24}V{top}" style="stroke:{hue}"/>'
        f'<rect x="{x - 19}" y="{top - 14}" width="38" height="28" rx="14" '
        f'style="fill:{fill};stroke:{hue};stroke-width:2"/>'
        f'<text x="{x}" y="{top}">L{depth}</text></g>'
    )


def _legend(words: Mapping[str, str]) -> str:
    """One sample of line or slab per origin, with its word."""
    items = []
    for name in LEGEND:
        hue = f"var({css_name(name)})"
        line = f'<path class="link {name}" d="M1 8H25" style="stroke:{hue}"/>'
        box = f'<rect x="5" y="1" width="16" height="14" rx="{7 if name == "head" else 2}" style="fill:{hue}"/>'
        mark = line if name in ("skip", "upsampled") else box
        items.append(f'<li><svg width="26" height="16" aria-hidden="true">{mark}</svg>{escape(words[name])}</li>')
    return f"<ul>{''.join(items)}</ul>"
