"""A 1x1 convolution as what it is: at every pixel of a map, the channels times one matrix, the same everywhere.

The trained nets hold these in two places: the head, and every 2x2 up-convolution with stride 2, which is four of them,
one for each of the four pixels that a pixel becomes. (Its windows do not overlap, so nothing else is added up.)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.nets.grid import Node, reaches
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import key_of
from unet_demo.core.one_by_one.points import Operation, Product, Sameness

Layer = nn.Conv2d | nn.ConvTranspose2d


@torch.inference_mode()
def maps_at(model: GridNet, image: Tensor, node: Node) -> Tensor:
    """(C, h, w) float32: what `node` gives for an image (1, 3, H, W); only what it depends on is computed."""
    done: dict[Node, Tensor] = {}
    for each in model.architecture.nodes:
        if reaches(model.architecture, each, node):
            done[each] = model.blocks[key_of(each)](model.input_of(each, image, done))
    return done[node][0].float().cpu().contiguous()


def layer_of(model: GridNet, operation: Operation) -> Layer:
    """The layer that an operation belongs to. Raises KeyError for one that this net does not have."""
    key = str(operation.node.col) if operation.is_head else key_of(operation.node)
    found = (model.heads if operation.is_head else model.ups)[key]
    assert isinstance(found, nn.Conv2d | nn.ConvTranspose2d)
    return found


def matrices_of(layer: Layer) -> Tensor:
    """(taps, C_out, C_in): one matrix of a 1x1 convolution, four of an up-convolution: top left, top right, below."""
    if isinstance(layer, nn.Conv2d):
        return layer.weight[:, :, 0, 0][None]
    return layer.weight.permute(2, 3, 1, 0).flatten(0, 1)


def by_linear(maps: Tensor, matrix: Tensor, bias: Tensor | None) -> Tensor:
    """(C_in, H, W) -> (C_out, H, W): the same matrix at every pixel, by F.linear, without any convolution."""
    pixels = maps.permute(1, 2, 0)  # (H, W, C_in)
    return F.linear(pixels, matrix, bias).permute(2, 0, 1)


@torch.no_grad()
def begun(c_in: int, c_out: int, drawn: torch.Generator) -> nn.Conv2d:
    """A 1x1 convolution as torch begins it, weights and biases uniform up to 1 / sqrt(C_in), from its own generator.

    The one that all of torch shares would be drawn from by other visitors at the same time.
    """
    layer = empty(c_in, c_out)
    for numbers in layer.parameters():
        numbers.uniform_(-(c_in**-0.5), c_in**-0.5, generator=drawn)
    return layer


def empty(c_in: int, c_out: int, dtype: torch.dtype = torch.float32) -> nn.Conv2d:
    """A 1x1 convolution whose weights are still to be set."""
    layer: nn.Conv2d = nn.utils.skip_init(nn.Conv2d, c_in, c_out, 1, dtype=dtype)  # type: ignore[no-untyped-call]
    return layer


@torch.inference_mode()
def sameness(layer: Layer, maps: Tensor) -> Sameness:
    """The layer run on maps (C_in, H, W) as the net runs it, and by F.linear: how far apart the two are, tap by tap."""
    whole, matrices = layer(maps[None])[0], matrices_of(layer)
    step = int(len(matrices) ** 0.5)
    gaps = []
    for tap, matrix in enumerate(matrices):
        mine = whole[:, tap // step :: step, tap % step :: step]
        gaps.append(float((mine - by_linear(maps, matrix, layer.bias)).abs().max()))
    largest = float(whole.abs().max())
    return Sameness(tuple(maps.shape), tuple(whole.shape), tuple(gaps), largest)


@torch.inference_mode()
def product_at(layer: Layer, maps: Tensor, tap: int, row: int, col: int) -> Product:
    """One pixel's channels times the matrix of one tap; maps (C_in, H, W), `row` and `col` on them.

    Raises ValueError for a tap or a pixel that is not there.
    """
    matrices = matrices_of(layer)
    if not (0 <= tap < len(matrices) and 0 <= row < maps.shape[1] and 0 <= col < maps.shape[2]):
        raise ValueError(
            f"Got tap {tap} at row {row}, column {col}; this layer has {len(matrices)} and maps of "
            f"{maps.shape[1]}x{maps.shape[2]}; choose inside them."
        )
    vector, step = maps[:, row, col], int(len(matrices) ** 0.5)
    matrix = matrices[tap].double().numpy()
    assert layer.bias is not None
    bias = layer.bias.double().numpy()
    whole = layer(maps[None])[0]
    at = step * row + tap // step, step * col + tap % step
    result = bias + matrix @ vector.double().numpy()
    return Product(vector.numpy().copy(), matrix, bias, result, whole[:, at[0], at[1]].numpy().copy(), at)
