"""A U-Net with other blocks in place of the double 3x3, as data: what each node weighs and works. No torch.

The encoder is either built of the chosen block too, its channels doubling from row to row, or it is VGG16's
(Simonyan & Zisserman 2014): 2, 2, 3, 3, 3 convolutions of 3x3 in 64-128-256-512-512 channels, whose trained weights
can only be taken over while it stays as it is; then the blocks stand in the expanding path alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from unet_demo.core.nets.grid import Architecture, Node, in_channels_of, shape_of
from unet_demo.core.nets.plan import widths_of
from unet_demo.core.one_by_one.blocks.steps import Block, Form, Kind, Shape
from unet_demo.core.one_by_one.blocks.zoo import block_of

Encoder = Literal["plain", "vgg"]
IN_NET: tuple[Kind, ...] = ("double", "basic", "bottleneck", "small", "inception", "separable", "attended")
FIRSTS = (8, 16, 32, 64)  # channels of row 0 of a plain one
LEVELS = 4
VGG_WIDTHS, VGG_CONVS = (64, 128, 256, 512, 512), (2, 2, 3, 3, 3)
_STACKS: dict[int, Kind] = {1: "single", 2: "double", 3: "triple"}


@dataclass(frozen=True)
class Part:
    """One node: its block, the transposed convolution before it (0 in the encoder), and (C, H, W) it is to give."""

    node: Node
    block: Block
    shape: Shape
    up_params: int = 0
    up_macs: int = 0

    @property
    def params(self) -> int:
        """Weights and biases of the node."""
        return self.block.params + self.up_params

    @property
    def macs(self) -> int:
        """Multiply-accumulates of the node."""
        return self.block.macs + self.up_macs


@dataclass(frozen=True)
class Whole:
    """A whole net: its grid, its nodes in computing order, and its 1x1 head."""

    kind: Kind
    encoder: Encoder
    architecture: Architecture
    nodes: tuple[Part, ...]
    head_params: int
    head_macs: int

    @property
    def params(self) -> int:
        """Weights and biases of the whole net."""
        return sum(each.params for each in self.nodes) + self.head_params

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one pass."""
        return sum(each.macs for each in self.nodes) + self.head_macs

    @property
    def encoder_params(self) -> int:
        """Weights and biases of the contracting path, the bottom with it."""
        return sum(each.params for each in self.nodes if not each.node.col)

    @property
    def up_params(self) -> int:
        """Weights and biases of the transposed convolutions, which no choice of block changes."""
        return sum(each.up_params for each in self.nodes)

    @property
    def failures(self) -> tuple[Part, ...]:
        """Nodes whose block PyTorch refuses."""
        return tuple(each for each in self.nodes if each.block.failures)


def unet_with(
    kind: Kind, encoder: Encoder = "plain", height: int = 256, width: int = 256, first: int = 16, classes: int = 1
) -> Whole:
    """The U-Net with this block, for colour pictures whose sides divide by 16.

    Raises ValueError for an unknown encoder, and as `grid.shape_of` does for sides that do not divide.
    """
    if encoder not in get_args(Encoder):
        raise ValueError(f"Got encoder={encoder!r}; needed is one of {get_args(Encoder)}; choose one of them.")
    widths = VGG_WIDTHS if encoder == "vgg" else widths_of(first, LEVELS)
    net = Architecture("unet", 3, widths, classes)
    nodes = tuple(_part(net, node, kind, encoder, height, width) for node in net.nodes)
    return Whole(kind, encoder, net, nodes, (widths[0] + 1) * classes, widths[0] * classes * height * width)


def _part(net: Architecture, node: Node, kind: Kind, encoder: Encoder, height: int, width: int) -> Part:
    shape = out, high, wide = shape_of(net, node, height, width)
    kept = encoder == "vgg" and not node.col
    block = block_of(
        Form(
            _STACKS[VGG_CONVS[node.row]] if kept else kind, in_channels_of(net, node), out, high, wide, relu_after=True
        )
    )
    if not node.col:
        return Part(node, block, shape)
    below = net.widths[node.row + 1]
    return Part(node, block, shape, 4 * below * out + out, below * out * high * wide)
