"""U-Net and UNet++, both walked off the grid; batch normalisation folds into the convolutions.

Shapes: image (B, C, H, W) float32 in [0, 1], H and W divisible by 2^depth; logits (B, classes, H, W).
A model keeps no state between calls and has no hooks: one frozen model serves every thread.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.nets.grid import Architecture, Node, in_channels_of, inputs_of, needed


class Block(nn.Module):
    """H of the papers: twice a 3x3 convolution, normalisation (identity once folded) and ReLU."""

    def __init__(self, in_channels: int, out_channels: int, norm: bool) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=not norm)
        self.norm1 = nn.BatchNorm2d(out_channels) if norm else nn.Identity()
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=not norm)
        self.norm2 = nn.BatchNorm2d(out_channels) if norm else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """(B, C_in, H, W) -> (B, C_out, H, W)."""
        x = F.relu(self.norm1(self.conv1(x)), inplace=True)
        return F.relu(self.norm2(self.conv2(x)), inplace=True)


class GridNet(nn.Module):
    """The engine of both nets: walks the nodes that a head needs, and only those."""

    def __init__(self, architecture: Architecture, norm: bool = False) -> None:
        super().__init__()
        self.architecture = architecture
        widths, nodes = architecture.widths, architecture.nodes
        self.blocks = nn.ModuleDict(
            {_key(n): Block(in_channels_of(architecture, n), widths[n.row], norm) for n in nodes}
        )
        self.ups = nn.ModuleDict(
            {_key(n): nn.ConvTranspose2d(widths[n.row + 1], widths[n.row], 2, stride=2) for n in nodes if n.col}
        )
        self.heads = nn.ModuleDict(
            {str(d): nn.Conv2d(widths[0], architecture.classes, 1) for d in architecture.head_depths}
        )

    def nodes(
        self,
        image: Tensor,
        depth: int,
        known: Mapping[Node, Tensor] | None = None,
        on_block: Callable[[Node], None] | None = None,
    ) -> dict[Node, Tensor]:
        """Every activation that head `depth` needs, X(0, 0) first; nodes in `known` are taken, not computed.

        `on_block` is called where a block has just run, so that work can be counted where it happens.
        Raises ValueError for a depth without a head.
        """
        done: dict[Node, Tensor] = dict(known or {})
        for node in needed(self.architecture, depth):
            if node not in done:
                done[node] = self.blocks[_key(node)](self.input_of(node, image, done))
                if on_block:
                    on_block(node)
        return done

    def input_of(self, node: Node, image: Tensor, done: Mapping[Node, Tensor]) -> Tensor:
        """What the block of `node` receives: the image, the pooled node above, or skips beside upsampled."""
        if node == Node(0, 0):
            return image  # (B, C, H, W)
        *skips, below = inputs_of(self.architecture, node)
        if node.col == 0:
            return F.max_pool2d(done[below], 2)  # (B, widths[row - 1], H / 2^row, W / 2^row)
        up = self.ups[_key(node)](done[below])  # (B, widths[row], H / 2^row, W / 2^row)
        if self.architecture.join == "add":
            return sum((done[skip] for skip in skips), start=up)  # (B, widths[row], ...)
        return torch.cat([*(done[skip] for skip in skips), up], dim=1)  # (B, inputs * widths[row], ...)

    def head(self, depth: int, done: Mapping[Node, Tensor]) -> Tensor:
        """Logits of head `depth` from X(0, depth): (B, classes, H, W)."""
        logits: Tensor = self.heads[str(depth)](done[Node(0, depth)])
        return logits

    def forward(self, image: Tensor, depth: int) -> Tensor:
        """Logits (B, classes, H, W) of head `depth`; nothing beyond diagonal `depth` runs."""
        return self.head(depth, self.nodes(image, depth))


class UNet(GridNet):
    """Ronneberger et al. 2015, padded: `widths` from the top row down; one head at the full depth."""

    def __init__(
        self, in_channels: int = 3, widths: tuple[int, ...] = (16, 32, 64, 128, 256), classes: int = 1,
        norm: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(Architecture("unet", in_channels, widths, classes), norm)


class UNetPlusPlus(GridNet):
    """Zhou et al. 2018 with a head at every depth (deep supervision), so that it can be pruned to any of them."""

    def __init__(
        self, in_channels: int = 3, widths: tuple[int, ...] = (16, 32, 64, 128, 256), classes: int = 1,
        norm: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(Architecture("unetpp", in_channels, widths, classes), norm)


def fold(model: GridNet) -> GridNet:
    """A frozen copy in evaluation form: each batch normalisation folded into its convolution's weight and bias."""
    folded = copy.deepcopy(model).eval()
    for block in folded.blocks.values():
        assert isinstance(block, Block)
        if isinstance(block.norm1, nn.BatchNorm2d) and isinstance(block.norm2, nn.BatchNorm2d):
            block.conv1 = torch.nn.utils.fuse_conv_bn_eval(block.conv1, block.norm1)
            block.conv2 = torch.nn.utils.fuse_conv_bn_eval(block.conv2, block.norm2)
            block.norm1, block.norm2 = nn.Identity(), nn.Identity()
    return folded.requires_grad_(False)


def norms_of(model: GridNet) -> dict[str, Tensor]:
    """What folding hides, by block: "0_0.norm1" -> (4, C): scale, shift, running mean, running variance.

    The folded convolution has weight w * scale / sqrt(variance + 1e-5); lessons that show one value undo that.
    """
    found: dict[str, Tensor] = {}
    for key, block in model.blocks.items():
        for name, norm in block.named_children():
            if isinstance(norm, nn.BatchNorm2d):
                assert norm.running_mean is not None
                assert norm.running_var is not None
                rows = [norm.weight, norm.bias, norm.running_mean, norm.running_var]
                found[f"{key}.{name}"] = torch.stack([row.detach() for row in rows])
    return found


def _key(node: Node) -> str:
    return f"{node.row}_{node.col}"
