"""How many independent maps a 1x1 convolution can give: ranks of real maps before and after, and two in a row as one.

Everything in double precision, so that a singular value that should be 0 is about 1e-15 of the largest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from unet_demo.core.nets.grid import Node, inputs_of
from unet_demo.core.nets.model import GridNet
from unet_demo.core.one_by_one.points import RTOL, Lift, Operation
from unet_demo.core.one_by_one.pointwise import begun, empty, layer_of, matrices_of

LIFT, STEPS = 4, (0.0, 0.25, 0.5, 0.75)  # times as many channels; where "steps" begins, as shares of a map's largest
MOST_POSITIONS = 16384  # of larger maps every second row and column is looked at


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Singular values of (C, positions), the largest first and as shares of it; `rank` of them are above RTOL."""

    values: NDArray[np.float64]

    @property
    def rank(self) -> int:
        return int((self.values > RTOL).sum())


@dataclass(frozen=True, eq=False)
class Lifted:
    """Maps of `channels` channels, `dead` of them all zero, lifted to `count`: by W alone, with bias, with ReLU too."""

    channels: int
    dead: int
    count: int
    positions: int
    maps: Spectrum
    linear: Spectrum
    biased: Spectrum
    rectified: Spectrum


def spectrum_of(maps: Tensor) -> Spectrum:
    """(C, positions) float64; a QR factorisation first makes the tall matrix small without squaring anything."""
    values = torch.linalg.svdvals(torch.linalg.qr(maps.T, mode="r")[1])
    largest = float(values[0])
    return Spectrum((values / largest if largest > 0 else values).numpy())


def _up_from(model: GridNet, node: Node) -> Node | None:
    net = model.architecture
    return next((each for each in net.nodes if each.col and inputs_of(net, each)[-1] == node), None)


def lift_of(model: GridNet, node: Node, maps: Tensor, lift: Lift, seed: int) -> tuple[Tensor, Tensor]:
    """Matrix (n, C) and bias (n,) in double precision; `maps` (C, positions) say where steps begin.

    Raises ValueError for "trained" at a node that nothing is enlarged from.
    """
    channels = len(maps)
    if lift == "random":
        drawn = torch.Generator().manual_seed(seed)
        matrix = torch.randn(LIFT * channels, channels, generator=drawn, dtype=torch.float64) * (2 / channels) ** 0.5
        return matrix, torch.randn(len(matrix), generator=drawn, dtype=torch.float64) * float(maps.std())
    if lift == "trained":
        target = _up_from(model, node)
        if target is None:
            raise ValueError(f"Got {node}; a node that an up-convolution starts from is needed; choose a lower one.")
        layer = layer_of(model, Operation(target))
        assert layer.bias is not None
        matrices = matrices_of(layer).double()
        return matrices.flatten(0, 1), layer.bias.double().repeat(len(matrices))
    matrix = torch.eye(channels, dtype=torch.float64).repeat(LIFT, 1)
    starts = STEPS if lift == "steps" else (0.0,) * LIFT
    return matrix, torch.cat([-start * maps.amax(dim=1) for start in starts])


@torch.inference_mode()
def lifted(model: GridNet, node: Node, maps: Tensor, lift: Lift, seed: int) -> Lifted:
    """Maps (C, H, W) of a node lifted by a 1x1 convolution: their rank before and after, without and with ReLU.

    A 1x1 convolution on maps laid out as (C, positions) is the product of its matrix with them.
    """
    step = 1 if maps[0].numel() <= MOST_POSITIONS else 2
    x = maps[:, ::step, ::step].flatten(1).double()  # (C, positions)
    matrix, bias = lift_of(model, node, x, lift, seed)
    linear = matrix @ x
    biased = linear + bias[:, None]
    found = [spectrum_of(each) for each in (x, linear, biased, F.relu(biased))]
    dead = int((x.abs().amax(dim=1) == 0).sum())
    return Lifted(len(x), dead, len(matrix), x.shape[1], *found)


@dataclass(frozen=True, eq=False)
class Stacked:
    """C to 4C to C channels by two 1x1 convolutions: in a row against one with the product of the two matrices.

    `gap` and `relu_gap` are the largest absolute differences without and with ReLU between, `largest` is the largest
    value; `product` (C, C); `left` is the share of variance that even the best single matrix leaves with ReLU between.
    """

    product: NDArray[np.float64]
    gap: float
    relu_gap: float
    largest: float
    left: float
    params: tuple[int, int]  # of the two, of the one


@torch.inference_mode()
def stacked(maps: Tensor, seed: int) -> Stacked:
    """Two 1x1 convolutions with random weights run on maps (C, H, W) in single precision, as a net runs them.

    The first one's bias gives every channel the mean 0, as normalisation would: a ReLU then has something to cut off.
    """
    channels, x = len(maps), maps[None]
    drawn = torch.Generator().manual_seed(seed)
    first, second = begun(channels, LIFT * channels, drawn), begun(LIFT * channels, channels, drawn)
    one = empty(channels, channels)
    assert first.bias is not None
    assert second.bias is not None
    assert one.bias is not None
    first.bias.copy_(-first.weight[:, :, 0, 0] @ maps.mean(dim=(1, 2)))
    upper, lower = second.weight[:, :, 0, 0].double(), first.weight[:, :, 0, 0].double()
    product = upper @ lower  # (C, C)
    one.weight.copy_(product[:, :, None, None])
    one.bias.copy_(upper @ first.bias.double() + second.bias.double())
    plain, bent, single = second(first(x)), second(F.relu(first(x))), one(x)
    params = [
        sum(each.numel() for layer in layers for each in layer.parameters()) for layers in ((first, second), (one,))
    ]
    return Stacked(
        product.numpy().copy(),
        float((plain - single).abs().max()),
        float((bent - single).abs().max()),
        float(plain.abs().max()),
        unexplained(maps, bent[0]),
        (params[0], params[1]),
    )


def unexplained(maps: Tensor, wanted: Tensor) -> float:
    """Share of variance of `wanted` (K, H, W) that no matrix and bias on the channels of `maps` (C, H, W) can give.

    The best of all is found by least squares on these very pixels; 0 where nothing varies.
    """
    x, y = maps.flatten(1).double(), wanted.flatten(1).double()
    x, y = x - x.mean(1, keepdim=True), y - y.mean(1, keepdim=True)
    best = (y @ x.T) @ torch.linalg.pinv(x @ x.T, hermitian=True)
    spread = float((y**2).sum())
    return float(((y - best @ x) ** 2).sum()) / spread if spread > 0 else 0.0
