"""Parts of a net by their kind, for tests that look at or change its numbers."""

from __future__ import annotations

from torch import nn

from unet_demo.core.nets.model import Block, GridNet


def block_of(net: GridNet, key: str) -> Block:
    """The two convolutions of a node: "0_1" is X(0,1)."""
    block = net.blocks[key]
    assert isinstance(block, Block)
    return block


def louder(net: GridNet, times: float) -> None:
    """Multiply the weights of every last layer, so that a net of random weights speaks up."""
    for head in net.heads.values():
        assert isinstance(head, nn.Conv2d)
        head.weight.mul_(times)
