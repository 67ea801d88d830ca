"""Narrow nets for the small studies: a U-Net whose every choice is a switch, the grid, and a deep chain of blocks.

Shapes: image (B, C, H, W) in [0, 1] with sides divisible by 8; the answer (B, 1, H, W) or, when copying, (B, C, H, W).
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.nets.grid import Architecture, Kind
from unet_demo.core.nets.model import GridNet

Up = Literal["transposed", "bilinear", "nearest"]
Activation = Literal["relu", "sigmoid"]
Join = Literal["concat", "add"]
Last = Literal["conv1x1", "transposed", "pooled"]


class StudyBlock(nn.Module):
    """Twice a 3x3 convolution, normalisation if asked for, activation."""

    def __init__(self, in_channels: int, out_channels: int, activation: Activation, norm: bool) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for channels in (in_channels, out_channels):
            layers.append(nn.Conv2d(channels, out_channels, 3, padding=1))
            layers += [nn.BatchNorm2d(out_channels)] if norm else []
            layers.append(nn.ReLU() if activation == "relu" else nn.Sigmoid())
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C_in, H, W) -> (B, C_out, H, W)."""
        answer: Tensor = self.layers(x)
        return answer


class StudyUNet(nn.Module):
    """A U-Net: `skips` names the rows whose skip connection is there and `join` what happens where it arrives.

    `up` says how maps grow; `last` what gives the output: a 1x1 convolution; a pooling and a transposed convolution,
    which doubles again; or "pooled", the same pooling, a 1x1 convolution and bilinear enlargement.
    """

    def __init__(
        self,
        widths: tuple[int, ...] = (8, 16, 32, 64),
        skips: tuple[int, ...] = (0, 1, 2),
        up: Up = "transposed",
        activation: Activation = "relu",
        norm: bool = True,
        last: Last = "conv1x1",
        join: Join = "concat",
        in_channels: int = 1,
        out_channels: int = 1,
    ) -> None:
        super().__init__()
        self.skips, self.up, self.joined = frozenset(skips), up, join
        rows = range(len(widths) - 1)
        ins = (in_channels, *widths)
        self.down = nn.ModuleList(StudyBlock(ins[row], widths[row], activation, norm) for row in range(len(widths)))
        self.grow = nn.ModuleList(_grow(widths[row + 1], widths[row], up) for row in rows)
        both = {row: 2 if row in self.skips and join == "concat" else 1 for row in rows}
        self.join = nn.ModuleList(StudyBlock(widths[row] * both[row], widths[row], activation, norm) for row in rows)
        # a transposed convolution that ends the net has to start from half the size, so a pooling stands before it
        self.ends = last
        self.last: nn.Module = (
            nn.ConvTranspose2d(widths[0], out_channels, 2, stride=2)
            if last == "transposed"
            else nn.Conv2d(widths[0], out_channels, 1)
        )

    def forward(self, image: Tensor) -> Tensor:
        """(B, in_channels, H, W) -> (B, out_channels, H, W)."""
        x, kept = image, []
        for row, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if row else x)
            kept.append(x)
        for row in reversed(range(len(self.grow))):
            if self.up != "transposed":
                x = F.interpolate(
                    x, scale_factor=2, mode=self.up, align_corners=False if self.up == "bilinear" else None
                )
            x = self.grow[row](x)
            if row in self.skips:
                x = torch.cat([kept[row], x], dim=1) if self.joined == "concat" else kept[row] + x
            x = self.join[row](x)
        logits: Tensor = self.last(x if self.ends == "conv1x1" else F.max_pool2d(x, 2))
        if self.ends == "pooled":
            return F.interpolate(logits, scale_factor=2, mode="bilinear", align_corners=False)
        return logits


class StudyGrid(GridNet):
    """A net of the grid for grey pictures, three poolings deep; the loss sees the heads `supervised`, deepest last."""

    def __init__(self, kind: Kind, supervised: tuple[int, ...], widths: tuple[int, ...] = (8, 16, 32, 64)) -> None:
        super().__init__(Architecture(kind, 1, widths, 1), norm=True)
        self.supervised = supervised

    def answers(self, image: Tensor) -> list[Tensor]:
        """(B, 1, H, W) -> (B, 1, H, W) of every supervised head."""
        nodes = self.nodes(image, self.supervised[-1])
        return [self.head(depth, nodes) for depth in self.supervised]


class StudyChain(nn.Module):
    """`depth` blocks of one width at half the size; with `shortcuts` each adds to what came in (He et al. 2015).

    Without shortcuts the gradients of its start explode: each normalisation before a ReLU makes them about a fifth
    larger on their way back (G. Yang et al. 2019, "A mean field theory of batch normalization"). A normalisation that
    starts with a `shift` of 2 leaves most values positive, so that the ReLU lets them pass and the gradients stay even.
    """

    def __init__(self, depth: int, shortcuts: bool, width: int = 12, shift: float = 0.0) -> None:
        super().__init__()
        self.shortcuts = shortcuts
        self.first = nn.Conv2d(1, width, 3, stride=2, padding=1)  # at half the size a chain costs a quarter
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(width, width, 3, padding=1, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(),
                nn.Conv2d(width, width, 3, padding=1, bias=False),
                nn.BatchNorm2d(width),
            )
            for _ in range(depth)
        )
        self.last = nn.Conv2d(width, 1, 1)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                nn.init.constant_(layer.bias, shift)

    def forward(self, image: Tensor) -> Tensor:
        """(B, 1, H, W) -> (B, 1, H, W)."""
        x = F.relu(self.first(image))
        for block in self.blocks:
            x = F.relu(block(x) + x if self.shortcuts else block(x))
        answer: Tensor = F.interpolate(self.last(x), scale_factor=2, mode="bilinear", align_corners=False)
        return answer


def _grow(in_channels: int, out_channels: int, up: Up) -> nn.Module:
    """To twice the size and `out_channels`: a transposed convolution alone, or a convolution after interpolation."""
    if up == "transposed":
        return nn.ConvTranspose2d(in_channels, out_channels, 2, stride=2)
    return nn.Conv2d(in_channels, out_channels, 3, padding=1)
