"""A node's maps through fewer channels and back by a pair of 1x1 convolutions; and what is not a pooling at all.

Of all pairs C -> k -> C the principal components lose least (Eckart and Young 1936); beside them the first k channels
are kept and the others rebuilt from these, by the best matrix there is for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.engine import passes
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.one_by_one.pointwise import begun, empty

Maps = NDArray[np.float32]
Label = NDArray[np.uint8]
TINY = 1e-12  # of the whole variance, added so that channels without any have a factorisation too


@dataclass(frozen=True, eq=False)
class Curves:
    """Share of the variance that k channels keep, at index k - 1: principal components, and the first k channels.

    `strongest` is the channel that varies most.
    """

    best: tuple[float, ...]
    first: tuple[float, ...]
    strongest: int

    def needed(self, share: float) -> int:
        """The fewest principal components that keep so much."""
        return next((at + 1 for at, kept in enumerate(self.best) if kept >= share - 1e-9), len(self.best))


@dataclass(frozen=True, eq=False)
class Way:
    """One pair of convolutions: what came back (C, H, W), the share of variance kept, PSNR in dB over all channels.

    PSNR is infinite where nothing is lost. Of nodes with a head: pixels with another answer and the IoU (of several
    classes the mean) of the two answers; else None. `label` (H, W) is the answer.
    """

    maps: Maps
    kept: float
    psnr_db: float
    changed_px: int | None
    iou: float | None
    label: Label | None


@dataclass(frozen=True, eq=False)
class Squeezed:
    """Maps (C, H, W) through `keep` channels, both ways; `params` of the pair; `label` (H, W) without any squeezing."""

    keep: int
    params: int
    maps: Maps
    best: Way
    first: Way
    label: Label | None


def _covariance(maps: Tensor) -> tuple[Tensor, Tensor]:
    """(C, C) sums of products of the channels less their means, and the means (C, 1), in double precision."""
    x = maps.flatten(1).double()
    middle = x.mean(dim=1, keepdim=True)
    return (x - middle) @ (x - middle).T, middle


@torch.inference_mode()
def curves(maps: Tensor) -> Curves:
    """What k channels of (C, H, W) keep, for every k at once; all 1 where nothing varies."""
    products, _ = _covariance(maps)
    whole, count = float(products.trace()), len(products)
    if whole <= 0:
        return Curves((1.0,) * count, (1.0,) * count, 0)
    values = torch.linalg.eigvalsh(products).flip(0).clamp(min=0)
    lower = torch.linalg.cholesky(products + TINY * whole * torch.eye(count, dtype=torch.float64))
    behind = (lower**2).sum(dim=0).flip(0).cumsum(0).flip(0)  # at k: what the channels before k do not explain
    first = 1 - torch.cat([behind[1:], torch.zeros(1, dtype=torch.float64)]) / whole
    best = values.cumsum(0) / values.sum()
    return Curves(tuple(best.tolist()), tuple(first.clamp(0, 1).tolist()), int(products.diagonal().argmax()))


def best_pair(products: Tensor, middle: Tensor, keep: int) -> tuple[nn.Conv2d, nn.Conv2d]:
    """Two 1x1 convolutions, C -> keep -> C, that lose least: the principal components of `products` (C, C)."""
    axes = torch.linalg.eigh(products)[1].flip(1)[:, :keep]  # (C, keep), the strongest first
    return _conv(axes.T, -axes.T @ middle), _conv(axes, middle)


def first_pair(products: Tensor, middle: Tensor, keep: int) -> tuple[nn.Conv2d, nn.Conv2d]:
    """Two 1x1 convolutions that hand on the first `keep` channels and rebuild all from these by least squares."""
    down = torch.eye(len(products), dtype=torch.float64)[:keep]
    up = products[:, :keep] @ torch.linalg.pinv(products[:keep, :keep], hermitian=True)
    up[:keep] = down[:, :keep]  # what was handed on needs no rebuilding, a channel without variance neither
    return _conv(down, torch.zeros(keep, 1, dtype=torch.float64)), _conv(up, middle - up @ middle[:keep])


def _conv(matrix: Tensor, bias: Tensor) -> nn.Conv2d:
    layer = empty(matrix.shape[1], matrix.shape[0], torch.float64)
    layer.weight.copy_(matrix[:, :, None, None])
    assert layer.bias is not None
    layer.bias.copy_(bias[:, 0])
    return layer


@torch.inference_mode()
def squeezed(model: GridNet, node: Node, maps: Tensor, keep: int) -> Squeezed:
    """Maps (C, H, W) of a node through `keep` channels and back, both ways. Raises ValueError for one not in 1..C."""
    if not 1 <= keep <= len(maps):
        raise ValueError(f"Got {keep} channels to keep of {len(maps)}; 1 to {len(maps)} are needed; choose among them.")
    depth = node.col if node.row == 0 and str(node.col) in model.heads else None
    label = None if depth is None else label_of(model, depth, maps)
    products, middle = _covariance(maps)
    ways, params = [], 0
    for pair in (best_pair(products, middle, keep), first_pair(products, middle, keep)):
        params = sum(each.numel() for layer in pair for each in layer.parameters())
        back = pair[1](pair[0](maps[None].double()))[0].float()
        answer = None if depth is None else label_of(model, depth, back)
        ways.append(_way(maps, back, float(products.trace()), label, answer))
    return Squeezed(keep, params, maps.numpy().copy(), ways[0], ways[1], label)


def _way(maps: Tensor, back: Tensor, spread: float, label: Label | None, answer: Label | None) -> Way:
    error = float(((maps - back).double() ** 2).sum())
    peak, mean_error = float(maps.max() - maps.min()), error / maps.numel()
    psnr_db = math.inf if mean_error <= (1e-6 * peak) ** 2 else 10 * math.log10(peak**2 / mean_error)
    kept = max(0.0, 1 - error / spread) if spread > 0 else 1.0
    if label is None or answer is None:
        return Way(back.numpy().copy(), kept, psnr_db, None, None, None)
    return Way(back.numpy().copy(), kept, psnr_db, int((label != answer).sum()), _agreement(label, answer), answer)


def _agreement(one: Label, other: Label) -> float:
    """IoU of two answers (H, W), the mean over the classes that either names; 0 is the ground where 1 is largest."""
    named = [each for each in np.union1d(one, other) if each or max(one.max(), other.max()) > 1]
    shares = [
        float(((one == each) & (other == each)).sum() / ((one == each) | (other == each)).sum()) for each in named
    ]
    return float(np.mean(shares)) if shares else 1.0


def label_of(model: GridNet, depth: int, maps: Tensor) -> Label:
    """(H, W): what a head says of maps (C, H, W): object or not at a probability of a half, or the largest class."""
    return passes.label_of(model.heads[str(depth)](maps[None]))


@dataclass(frozen=True, eq=False)
class Beside:
    """AvgPool2d(1), a 1x1 convolution C -> C as torch begins it, and one whose matrix is the identity, on equal maps.

    Of each: parameters, whether what came out equals what went in bit for bit, and the largest difference. `entered`,
    `mixed` (H, W) are the strongest channel before and after the convolution; `halved` is the shape after AvgPool2d(2).
    """

    shape: tuple[int, ...]
    params: tuple[int, int, int]
    equal: tuple[bool, bool, bool]
    gaps: tuple[float, float, float]
    halved: tuple[int, ...]
    channel: int
    entered: Maps
    pooled: Maps
    mixed: Maps


@torch.inference_mode()
def beside(maps: Tensor, seed: int) -> Beside:
    """Really run all three on maps (C, H, W)."""
    channels, x = len(maps), maps[None]
    conv, same = begun(channels, channels, torch.Generator().manual_seed(seed)), empty(channels, channels)
    nn.init.dirac_(same.weight)
    assert same.bias is not None
    nn.init.zeros_(same.bias)
    layers = (nn.AvgPool2d(1), conv, same)
    came = [layer(x)[0] for layer in layers]
    params = [sum(each.numel() for each in layer.parameters()) for layer in layers]
    equal = [bool(torch.equal(each, maps)) for each in came]
    gaps = [float((each - maps).abs().max()) for each in came]
    strongest = int(maps.flatten(1).var(dim=1).argmax())
    shown = [each[strongest].numpy().copy() for each in (maps, came[0], came[1])]
    halved = tuple(F.avg_pool2d(x, 2).shape[1:])
    return Beside(
        tuple(maps.shape), (params[0], params[1], params[2]), (equal[0], equal[1], equal[2]),
        (gaps[0], gaps[1], gaps[2]), halved, strongest, *shown,
    )  # fmt: skip
