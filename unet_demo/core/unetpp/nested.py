"""UNet++ as it grows out of a U-Net: one nested node after another, who needs whom, and the nets it contains.

Zhou et al. 2018, section 3.1: node X(i, j) joins all nodes to its left in the row with the upsampled node below-left.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from unet_demo.core.nets.grid import Architecture, Node, grid, shape_of, sources, unet_grid


@dataclass(frozen=True)
class Stage:
    """One stage of growing: the nodes there are, the one that came last (None: the U-Net), and links between them."""

    nodes: tuple[Node, ...]
    new: Node | None
    links: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True)
class Fused:
    """The numbers inside x(i, j) = H([x(i, 0), …, x(i, j-1), U(x(i+1, j-1))]) for a picture of one size.

    `parts` are (node, shape as it enters), the last one upsampled (of an encoder node: pooled, or nothing but the
    picture); `channels` enter the block, `shape` (C, H, W) leaves it.
    """

    node: Node
    parts: tuple[tuple[Node, tuple[int, int, int]], ...]
    channels: int
    shape: tuple[int, int, int]


def growth(depth: int) -> tuple[Stage, ...]:
    """From a U-Net of this depth to UNet++, a node at a time, by diagonal. Raises ValueError for a depth below 1."""
    there = list(unet_grid(depth))
    stages = [Stage(tuple(there), None, links_among(there))]
    for node in grid(depth):
        if node not in there:
            there.append(node)
            stages.append(Stage(tuple(there), node, links_among(there)))
    return tuple(stages)


def links_among(nodes: Collection[Node]) -> tuple[tuple[Node, Node], ...]:
    """Every (from, to) in a grid that has only these nodes; what would come from below-left of a gap is left out."""
    return tuple((source, node) for node in nodes for source in sources(nodes, node))


def pairs(nodes: Collection[Node]) -> int:
    """How many links there would be if every node saw every other."""
    return len(nodes) * (len(nodes) - 1) // 2


def fused(net: Architecture, node: Node, height: int, width: int, among: Collection[Node] | None = None) -> Fused:
    """The formula of a node with its numbers, in a grid of the nodes `among` (all unless given).

    Raises ValueError as `grid.shape_of`.
    """
    shape = shape_of(net, node, height, width)
    parts: list[tuple[Node, tuple[int, int, int]]] = []
    for source in sources(net.nodes if among is None else among, node):
        channels, rows, cols = shape_of(net, source, height, width)
        if source.row == node.row:
            parts.append((source, (channels, rows, cols)))
        elif source.row < node.row:
            parts.append((source, (channels, *shape[1:])))
        else:
            parts.append((source, (net.widths[node.row], *shape[1:])))
    channels = sum(each[0] for _, each in parts) if parts else net.in_channels
    return Fused(node, tuple(parts), channels, shape)
