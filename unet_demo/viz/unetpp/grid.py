"""The grid of UNet++ as one SVG whose nodes and links carry their names, so that a component can show and hide them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from unet_demo.core.nets.grid import Architecture, Node, links
from unet_demo.viz.kit.grid import LEFT, STEP_X, STEP_Y, TOP, origin_of, place_of
from unet_demo.viz.kit.style import css_name

SIDE, RISE = 44, 26  # a node's square, px; how far an arc over one node rises above it
OUTLINE = 33  # distance of a contained net's outline from its nodes


def key_of(node: Node) -> str:
    """X(0, 2) -> "0_2"."""
    return f"{node.row}_{node.col}"


def nested_drawing(net: Architecture, thumbs: Mapping[str, str]) -> str:
    """SVG: <g data-node="0_2"> with its picture from `thumbs` (data URIs by key), links data-from/data-to, outlines
    data-level. What is shown is up to the component that shows it."""
    width = LEFT * 2 + 2 * net.depth * STEP_X + 16
    height = TOP + net.depth * STEP_Y + 36
    parts = [_outline(depth) for depth in reversed(net.head_depths)]
    parts += [_link(source, node) for source, node in links(net)]
    parts += [_node(net, node, thumbs.get(key_of(node), "")) for node in net.nodes]
    return f'<svg class="nested" viewBox="0 0 {width} {height}" role="presentation">{"".join(parts)}</svg>'


def _link(source: Node, node: Node) -> str:
    (x1, y1), (x2, y2) = place_of(source), place_of(node)
    kind = "skip" if source.row == node.row else "encoder" if source.row < node.row else "upsampled"
    span = node.col - source.col
    path = f"M{x1} {y1}L{x2} {y2}"
    if kind == "skip" and span > 1:
        rise = RISE + 13 * (span - 1)
        top, high = y1 - SIDE / 2, y1 - SIDE / 2 - rise
        path = f"M{x1} {top}C{x1 + 30} {high} {x2 - 30} {high} {x2} {top}"
    name = f'data-from="{key_of(source)}" data-to="{key_of(node)}"'
    return f'<path class="link {kind}" {name} d="{path}" style="stroke:var({css_name(kind)})"/>'


def _node(net: Architecture, node: Node, uri: str) -> str:
    x, y = place_of(node)
    hue, half = f"var({css_name(origin_of(net, node))})", SIDE / 2
    box = f'x="{x - half}" y="{y - half}" width="{SIDE}" height="{SIDE}" rx="6"'
    fill = f"color-mix(in srgb, {hue} 22%, var(--st-background-color))"
    inside = f'<rect class="face" {box} style="fill:{fill};stroke:{hue}"/>'
    if uri:
        place = f'x="{x - half + 3}" y="{y - half + 3}" width="{SIDE - 6}" height="{SIDE - 6}"'
        inside += f'<image {place} href="{escape(uri)}" preserveAspectRatio="xMidYMid slice"/>'
    label = f'<text x="{x}" y="{y + half + 11}">{node.row},{node.col}</text>'
    name = f'data-node="{key_of(node)}" role="button" tabindex="-1" aria-label="{node}"'
    return f'<g class="node" {name}>{inside}{label}</g>'


def _outline(depth: int) -> str:
    """A frame round the net that ends at head `depth`: a triangle on its point."""
    (left, top), (right, _), (low, bottom) = (place_of(each) for each in (Node(0, 0), Node(0, depth), Node(depth, 0)))
    points = (
        (left - OUTLINE, top - OUTLINE),
        (right + OUTLINE, top - OUTLINE),
        (right + OUTLINE, top + OUTLINE),
        (low + OUTLINE, bottom + OUTLINE),
        (low - OUTLINE, bottom + OUTLINE),
        (left - OUTLINE, top + OUTLINE),
    )
    path = " ".join(f"{x},{y}" for x, y in points)
    name = f'<text x="{right + OUTLINE - 6}" y="{top - OUTLINE - 6}" class="level">L{depth}</text>'
    return f'<g class="outline" data-level="{depth}"><polygon points="{path}"/>{name}</g>'
