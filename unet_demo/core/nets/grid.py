"""The architecture as data: nodes, their inputs, shapes, parameters and multiply-accumulates. No torch in here.

UNet++ (Zhou et al. 2018, section 3.1): node X(i, j) stands in row i (resolution 1 / 2^i) and column j.
X(i, 0) is the encoder; every other node joins all nodes to its left in the row with the upsampled node below-left.
A plain U-Net (Ronneberger et al. 2015) is the same engine on fewer nodes: X(i, 0) and X(i, D - i).
Counts are those of the folded form: convolutions with bias, no normalisation layer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

Kind = Literal["unet", "unetpp"]
Join = Literal["concat", "add", "none"]


@dataclass(frozen=True, order=True)
class Node:
    """X(row, col): `row` counts poolings from the picture, `col` counts fusions along the row."""

    row: int
    col: int

    @property
    def diagonal(self) -> int:
        """The smallest pruning depth whose net holds this node."""
        return self.row + self.col

    def __str__(self) -> str:
        return f"X({self.row},{self.col})"


@dataclass(frozen=True)
class Architecture:
    """Everything that decides the net's shape: `widths[i]` channels in row i, `len(widths) - 1` poolings.

    `join` says how a decoder node takes its skips: beside the upsampled channels (the papers), added to them, or not
    at all, which leaves an encoder and a decoder without a bridge.
    """

    kind: Kind
    in_channels: int
    widths: tuple[int, ...]
    classes: int
    join: Join = "concat"

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind) or self.join not in get_args(Join):
            raise ValueError(
                f"Architecture got kind={self.kind!r}, join={self.join!r}; it needs one of {get_args(Kind)} and one of "
                f"{get_args(Join)}; choose among them."
            )
        if len(self.widths) < 2 or min((*self.widths, self.in_channels, self.classes)) < 1:
            raise ValueError(
                f"Architecture got in_channels={self.in_channels}, widths={self.widths}, classes={self.classes}; "
                "it needs positive numbers and at least two widths; give one width per row."
            )

    @property
    def depth(self) -> int:
        """Number of poolings; the deepest head is L<depth>."""
        return len(self.widths) - 1

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes in an order in which each can be computed."""
        return grid(self.depth) if self.kind == "unetpp" else unet_grid(self.depth)

    @property
    def head_depths(self) -> tuple[int, ...]:
        """Depths that carry a 1x1 head: 1..D for UNet++ (deep supervision), D alone for a U-Net."""
        return tuple(range(1, self.depth + 1)) if self.kind == "unetpp" else (self.depth,)


@lru_cache(maxsize=16)
def grid(depth: int) -> tuple[Node, ...]:
    """Nodes of a UNet++ of this depth, by diagonal, the encoder node of each diagonal first."""
    if depth < 1:
        raise ValueError(f"Depth is {depth}; a grid needs at least 1; choose 1 or more.")
    return tuple(Node(d - col, col) for d in range(depth + 1) for col in range(d + 1))


@lru_cache(maxsize=16)
def unet_grid(depth: int) -> tuple[Node, ...]:
    """Nodes of a plain U-Net of this depth: the encoder column and the outermost diagonal."""
    return tuple(node for node in grid(depth) if node.col == 0 or node.diagonal == depth)


def inputs(node: Node, among: Collection[Node]) -> tuple[Node, ...]:
    """What `node` receives, skips first, the node below-left last; empty for X(0, 0), which receives the image.

    Of the nodes to the left only those in `among` count: all of them in UNet++, X(i, 0) alone in a U-Net.
    """
    if node.col == 0:
        return () if node.row == 0 else (Node(node.row - 1, 0),)
    skips = (Node(node.row, col) for col in range(node.col))
    return (*(skip for skip in skips if skip in among), Node(node.row + 1, node.col - 1))


def inputs_of(architecture: Architecture, node: Node) -> tuple[Node, ...]:
    """`inputs` among this net's nodes; of a net without skips only the node below-left (or above) is left."""
    sources = inputs(node, architecture.nodes)
    return sources[-1:] if architecture.join == "none" else sources


def needed(architecture: Architecture, depth: int) -> tuple[Node, ...]:
    """Nodes that head `depth` needs, in computing order: nothing beyond diagonal `depth` is ever computed."""
    if depth not in architecture.head_depths:
        raise ValueError(
            f"Depth is {depth}; this {architecture.kind} has heads at {architecture.head_depths}; choose one of them."
        )
    return tuple(node for node in architecture.nodes if node.diagonal <= depth)


def links(architecture: Architecture) -> tuple[tuple[Node, Node], ...]:
    """Every arrow (from, to) between two nodes."""
    nodes = architecture.nodes
    return tuple((source, node) for node in nodes for source in inputs_of(architecture, node))


def reaches(architecture: Architecture, source: Node, node: Node) -> bool:
    """Whether what `source` gives ends up in `node`; a node reaches itself."""
    return source == node or any(reaches(architecture, source, each) for each in inputs_of(architecture, node))


def in_channels_of(architecture: Architecture, node: Node) -> int:
    """Channels that the first convolution of `node` receives, after pooling, concatenation or addition."""
    if node == Node(0, 0):
        return architecture.in_channels
    if node.col == 0:
        return architecture.widths[node.row - 1]
    parts = len(inputs_of(architecture, node)) if architecture.join == "concat" else 1
    return parts * architecture.widths[node.row]


def shape_of(architecture: Architecture, node: Node, height: int, width: int) -> tuple[int, int, int]:
    """(C, H, W) that `node` gives for a padded picture of `height` x `width` pixels.

    Raises ValueError when a side does not divide by 2^D (padded form; see `images.pad_to_multiple`).
    """
    step = 2**architecture.depth
    if height < 1 or width < 1 or height % step or width % step:
        raise ValueError(
            f"Picture is {width}x{height}; depth {architecture.depth} needs sides divisible by {step}; "
            f"pad to {-(-width // step) * step}x{-(-height // step) * step}."
        )
    return architecture.widths[node.row], height >> node.row, width >> node.row


def params_of(architecture: Architecture, node: Node) -> int:
    """Weights and biases of one node: two 3x3 convolutions, and its 2x2 up-convolution if it has one."""
    cin, cout = in_channels_of(architecture, node), architecture.widths[node.row]
    block = 9 * cin * cout + cout + 9 * cout * cout + cout
    up = 4 * architecture.widths[node.row + 1] * cout + cout if node.col else 0
    return block + up


def macs_of(architecture: Architecture, node: Node, height: int, width: int) -> int:
    """Multiply-accumulates of one node for one picture of `height` x `width` pixels (biases not counted)."""
    cout, h, w = shape_of(architecture, node, height, width)
    block = 9 * (in_channels_of(architecture, node) + cout) * cout
    up = architecture.widths[node.row + 1] * cout if node.col else 0
    return (block + up) * h * w


def params_at(architecture: Architecture, depth: int, heads: int = 1) -> int:
    """Parameters of the net pruned to `depth`, with `heads` 1x1 heads kept."""
    head = (architecture.widths[0] + 1) * architecture.classes
    return sum(params_of(architecture, node) for node in needed(architecture, depth)) + heads * head


def macs_at(architecture: Architecture, depth: int, height: int, width: int, heads: int = 1) -> int:
    """Multiply-accumulates of one pass pruned to `depth`, with `heads` 1x1 heads run."""
    head = architecture.widths[0] * architecture.classes * height * width
    return sum(macs_of(architecture, node, height, width) for node in needed(architecture, depth)) + heads * head


@lru_cache(maxsize=1024)
def ancestors(nodes: tuple[Node, ...], node: Node) -> tuple[Node, ...]:
    """Of these nodes of a grid those that have to run before `node`, by diagonal."""
    found: set[Node] = set()
    left = [node]
    while left:
        new = [source for source in sources(nodes, left.pop()) if source not in found]
        found.update(new)
        left += new
    return tuple(sorted(found, key=by_diagonal))


@lru_cache(maxsize=1024)
def descendants(nodes: tuple[Node, ...], node: Node) -> tuple[Node, ...]:
    """Of these nodes those that need what `node` gives, directly or through others, by diagonal."""
    return tuple(sorted((each for each in nodes if node in ancestors(nodes, each)), key=by_diagonal))


def sources(nodes: Collection[Node], node: Node) -> tuple[Node, ...]:
    """What `node` receives in a grid that has only these nodes: skips first, the upsampled one last."""
    return tuple(source for source in inputs(node, nodes) if source in nodes)


def by_diagonal(node: Node) -> tuple[int, int]:
    return node.diagonal, node.col
