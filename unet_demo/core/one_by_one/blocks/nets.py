"""The blocks as PyTorch modules, built from the same lists of operations that draw and count them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.nets.grid import Node, inputs_of
from unet_demo.core.nets.plan import key_of
from unet_demo.core.one_by_one.blocks.steps import Block, Step
from unet_demo.core.one_by_one.blocks.unet import Whole

Net = TypeVar("Net", bound=nn.Module)


class BlockNet(nn.Module):
    """One block. Raises ValueError as torch does, for groups that do not divide the channels."""

    def __init__(self, block: Block, device: str = "cpu") -> None:
        super().__init__()
        self.block = block
        self.layers = nn.ModuleDict(
            {step.id: layer_of(block, step, device) for step in block.steps if step.op == "conv" and not step.shares}
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C_in, H, W) -> (B, C_out, H, W). Raises torch's own error where the block cannot run."""
        return self.walk(x)[self.block.steps[-1].id]

    def walk(self, x: Tensor) -> dict[str, Tensor]:
        """What every operation gives, (B, C, H, W) by step id, the input first."""
        done: dict[str, Tensor] = {}
        for step in self.block.steps:
            received = [done[source] for source in step.sources]
            done[step.id] = x if step.op == "input" else self._run(step, received)
        return done

    def _run(self, step: Step, received: list[Tensor]) -> Tensor:
        if step.op == "conv":
            y: Tensor = self.layers[step.shares or step.id](received[0])
            return y
        return WAYS[step.op](received)


WAYS: dict[str, Callable[[list[Tensor]], Tensor]] = {
    "relu": lambda got: F.relu(got[0]),
    "sigmoid": lambda got: torch.sigmoid(got[0]),
    "add": lambda got: got[0] + got[1],
    "times": lambda got: got[0] * got[1],
    "cat": lambda got: torch.cat(got, dim=1),
    "pool": lambda got: F.max_pool2d(got[0], 3, stride=1, padding=1),
    "avg": lambda got: got[0].mean(dim=(2, 3), keepdim=True),
    "max": lambda got: got[0].amax(dim=(2, 3), keepdim=True),
    "mean": lambda got: got[0].mean(dim=1, keepdim=True),
    "top": lambda got: got[0].amax(dim=1, keepdim=True),
}


def layer_of(block: Block, step: Step, device: str = "cpu") -> nn.Conv2d:
    """The convolution of one step; zeros around the map keep its size."""
    high, wide = step.kernel
    return nn.Conv2d(
        block.by_id[step.sources[0]].out, step.out, step.kernel, padding=(high // 2, wide // 2), groups=step.groups,
        bias=step.bias, device=device,
    )  # fmt: skip


def seeded(block: Block, seed: int) -> BlockNet:
    """The block with PyTorch's own random start, always the same for one seed."""
    return started(BlockNet(block, "meta").to_empty(device="cpu"), seed).eval()


def started(net: Net, seed: int) -> Net:
    """Give every layer PyTorch's own random start, from numbers of its own: threads that share torch's do not meet."""
    numbers = torch.Generator().manual_seed(seed)
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=numbers)
            if layer.bias is not None:
                fan_in = layer.weight[0].numel() if len(layer.weight) else 0
                bound = 1 / math.sqrt(fan_in) if fan_in else 0.0
                nn.init.uniform_(layer.bias, -bound, bound, generator=numbers)
    return net


class BlockUNet(nn.Module):
    """A whole U-Net with these blocks; the drawing's numbers are held to this one."""

    def __init__(self, whole: Whole, device: str = "cpu") -> None:
        super().__init__()
        self.net = whole.architecture
        widths = self.net.widths
        self.blocks = nn.ModuleDict({key_of(each.node): BlockNet(each.block, device) for each in whole.nodes})
        self.ups = nn.ModuleDict(
            {
                key_of(node): nn.ConvTranspose2d(widths[node.row + 1], widths[node.row], 2, stride=2, device=device)
                for node in self.net.nodes
                if node.col
            }
        )
        self.head = nn.Conv2d(widths[0], self.net.classes, 1, device=device)

    def forward(self, image: Tensor) -> Tensor:
        """(B, C, H, W) -> logits (B, classes, H, W)."""
        logits: Tensor = self.head(self.walk(image)[Node(0, self.net.depth)])
        return logits

    def walk(self, image: Tensor) -> dict[Node, Tensor]:
        """What every node gives."""
        done: dict[Node, Tensor] = {}
        for node in self.net.nodes:
            done[node] = self.blocks[key_of(node)](self._received(node, image, done))
        return done

    def _received(self, node: Node, image: Tensor, done: dict[Node, Tensor]) -> Tensor:
        if node == Node(0, 0):
            return image
        *skips, below = inputs_of(self.net, node)
        if node.col == 0:
            return F.max_pool2d(done[below], 2)
        return torch.cat([*(done[skip] for skip in skips), self.ups[key_of(node)](done[below])], dim=1)
