"""Nets with different bridges side by side, small: what enters each block as a slab, and a sign on every skip.

Places come from the grid's own drawing, so that the same node stands at the same place in every net. A slab is as wide
as the channels that enter, counted in the channels of its row: what is laid side by side makes it wider, what is added
does not. The drawing writes numbers only: every word comes from the caller.
"""

from __future__ import annotations

from unet_demo.core.nets.grid import Architecture, Node, in_channels_of, inputs_of
from unet_demo.viz.kit.drawing import QUIET
from unet_demo.viz.kit.grid import LEFT, STEP_X, STEP_Y, origin_of, place_of
from unet_demo.viz.kit.grid import TOP as GRID_TOP
from unet_demo.viz.kit.marks import INK, hue, tint

ACROSS, DOWN, EDGE = 22, 58, 10  # px from column to column of the grid, from row to row, and to the left edge
UNIT, RISE, FOOT = 3.6, 7, 22  # px: a row's own channels on a slab, a skip's arc per column, room below the last row
LARGEST = 1.4  # how far a drawing may be enlarged


def bridge_drawing(net: Architecture) -> str:
    """One SVG of a net: links, slabs with the number of channels that enter, nodes, and a sign on every skip."""
    width = EDGE + 2 * net.depth * ACROSS + 24
    height = _middle(net, Node(net.depth, 0)) + FOOT
    ways = "".join(_ways(net, node) for node in net.nodes)
    nodes = "".join(_node(net, node) for node in net.nodes)
    signs = "".join(sign_mark(net, *place) for node in net.nodes for place in _sign_places(net, node))
    box = f'viewBox="0 0 {width} {height:g}" style="max-width:{LARGEST * width:g}px"'
    return f'<svg class="net {net.kind} {net.join}" {box}>{ways}{nodes}{signs}</svg>'


def slab_width(net: Architecture, node: Node) -> float:
    """Width of what enters a block, px: UNIT for as many channels as its row has, 1.5 at least."""
    return max(1.5, UNIT * in_channels_of(net, node) / net.widths[node.row])


def _middle(net: Architecture, node: Node) -> float:
    room = RISE * net.depth if net.kind == "unetpp" else 0
    return 18 + room + (place_of(node)[1] - GRID_TOP) / STEP_Y * DOWN


def _left(node: Node) -> float:
    """Left edge of a node's body; its slab ends just before."""
    return EDGE + (place_of(node)[0] - LEFT) / STEP_X * ACROSS


def _side(node: Node) -> float:
    """Height of a slab, and side of the body behind it: smaller from row to row, less steeply than the maps."""
    return 17 - 1.5 * node.row


def _skips(net: Architecture, node: Node) -> tuple[Node, ...]:
    return tuple(source for source in inputs_of(net, node) if source.row == node.row)


def _part(net: Architecture, node: Node, index: int) -> float:
    """Middle of the index-th part of a slab; what is added shares one part."""
    parts = len(inputs_of(net, node)) if net.join == "concat" and node.col else 1
    whole = slab_width(net, node)
    return _left(node) - 2 - whole + whole * (min(index, parts - 1) + 0.5) / parts


def _apex(net: Architecture, node: Node, source: Node) -> float:
    return _middle(net, node) - _side(node) / 2 - 4 - RISE * (node.col - source.col)


def _ways(net: Architecture, node: Node) -> str:
    """Every link into a node: skips dashed (arcs where a row has nodes between), pooling and upsampling as lines."""
    y, half, marks = _middle(net, node), _side(node) / 2, ""
    sources = inputs_of(net, node)
    for index, source in enumerate(sources):
        x1, x2 = _left(source) + _side(source) / 2, _part(net, node, index)
        if source.row == node.row and net.kind == "unet":
            start, end = _left(source) + _side(source) + 2, _left(node) - 4 - slab_width(net, node)
            marks += _way(f"M{start:.1f} {y:.1f}H{end:.1f}", "skip")
        elif source.row == node.row:
            top = y - half - 1
            bend = (_apex(net, node, source) - 0.25 * top) / 0.75  # both handles there: the arc's middle is at its apex
            marks += _way(f"M{x1:.1f} {top:.1f}C{x1:.1f} {bend:.1f} {x2:.1f} {bend:.1f} {x2:.1f} {top:.1f}", "skip")
        else:
            down = source.row < node.row
            origin, way = ("encoder", 1) if down else ("upsampled", -1)
            start, end = _middle(net, source) + way * (_side(source) / 2 + 2), y - way * (half + 2)
            marks += _way(f"M{x1:.1f} {start:.1f}L{x2:.1f} {end:.1f}", origin)
    if net.join == "none" and node.col:
        marks += _torn(net, node)
    return marks


def _torn(net: Architecture, node: Node) -> str:
    """Where a U-Net has its skip: two stubs that end at a bar, and nothing between."""
    y, source = _middle(net, node), Node(node.row, 0)
    start, end = _left(source) + _side(source) + 2, _left(node) - 4 - slab_width(net, node)
    reach = min(12.0, (end - start) / 3)
    bars = f"M{start + reach:.1f} {y - 4:.1f}v8M{end - reach:.1f} {y - 4:.1f}v8"
    stubs = f"M{start:.1f} {y:.1f}h{reach:.1f}M{end:.1f} {y:.1f}h{-reach:.1f}"
    return f'<path class="way torn" d="{stubs}{bars}" style="stroke:{QUIET}"/>'


def _way(path: str, origin: str) -> str:
    return f'<path class="way {origin}" d="{path}" style="stroke:{hue(origin)}"/>'


def _node(net: Architecture, node: Node) -> str:
    """A slab of what enters, part beside part, the number of channels, and the body: square, diamond or circle."""
    x, y, side, whole = _left(node), _middle(net, node), _side(node), slab_width(net, node)
    origin, channels = origin_of(net, node), in_channels_of(net, node)
    top, start = y - side / 2, x - 2 - whole
    below = y + side / 2 + 11
    anchor, at = ("start", x) if node.col else ("middle", x + side / 2) if node.row == net.depth else ("end", x + 4)
    text = f'<text x="{at:.1f}" y="{below:.1f}" text-anchor="{anchor}">{channels}</text>'
    slab = _slab(net, node, start, top)
    return f"<g><title>{node}: {channels}</title>{slab}{body_mark(origin, x, y, side)}{text}</g>"


def _slab(net: Architecture, node: Node, x: float, y: float) -> str:
    height, whole, sources = _side(node), slab_width(net, node), inputs_of(net, node)
    if not node.col:
        return part_mark(x, y, whole, height, "encoder", 45)
    if net.join == "add":  # both in the same channels: one above the other in one part
        return part_mark(x, y, whole, height / 2, "skip", 15) + part_mark(
            x, y + height / 2, whole, height / 2, "upsampled", 85
        )
    part = whole / len(sources)
    skips = "".join(part_mark(x + part * at, y, part, height, "skip", 15) for at in range(len(sources) - 1))
    return skips + part_mark(x + part * (len(sources) - 1), y, part, height, "upsampled", 85)


def part_mark(x: float, y: float, width: float, height: float, origin: str, percent: int) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="{origin}" {place} style="fill:{tint(origin, percent)};stroke:{hue(origin)}"/>'


def body_mark(origin: str, x: float, y: float, side: float) -> str:
    half = side / 2
    style = f'style="fill:{tint(origin, 35)};stroke:{hue(origin)};stroke-width:1.5"'
    if origin == "fused":
        return f'<circle cx="{x + half:.1f}" cy="{y:.1f}" r="{half:.1f}" {style}/>'
    if origin == "bottleneck":
        return (
            f'<path d="M{x:.1f} {y:.1f}l{half:.1f} {-half:.1f}l{half:.1f} {half:.1f}l{-half:.1f} {half:.1f}z" {style}/>'
        )
    return f'<rect x="{x:.1f}" y="{y - half:.1f}" width="{side:.1f}" height="{side:.1f}" rx="1.5" {style}/>'


def _sign_places(net: Architecture, node: Node) -> list[tuple[float, float]]:
    """Where the signs of the skips into a node stand."""
    places = []
    for index, source in enumerate(_skips(net, node)):
        if net.kind == "unet":
            middle = (_left(source) + _side(source) + _left(node) - 2 - slab_width(net, node)) / 2
            places.append((middle, _middle(net, node)))
        else:
            middle = (_left(source) + _side(source) / 2 + _part(net, node, index)) / 2
            places.append((middle, _apex(net, node, source)))
    return places


def sign_mark(net: Architecture, x: float, y: float) -> str:
    """‖ for what is laid side by side, + for what is added, on a patch of ground."""
    size = 4.0 if net.kind == "unet" else 3.0
    place = f'x="{x - size:.1f}" y="{y - size - 0.5:.1f}" width="{2 * size:.1f}" height="{2 * size + 1:.1f}"'
    ground = f'<rect class="sign" {place}/>'
    stroke = f'fill="none" stroke="{INK}" stroke-width="1.4"'
    if net.join == "add":
        cross = f"M{x - size:.1f} {y:.1f}h{2 * size:.1f}M{x:.1f} {y - size:.1f}v{2 * size:.1f}"
        return f'{ground}<path class="plus" d="{cross}" {stroke}/>'
    bars = f"M{x - 1.6:.1f} {y - size:.1f}v{2 * size:.1f}M{x + 1.6:.1f} {y - size:.1f}v{2 * size:.1f}"
    return f'{ground}<path class="beside" d="{bars}" {stroke}/>'
