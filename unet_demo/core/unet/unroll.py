"""One value of a tensor taken apart: every product that was added, where each came from, and what was done to the sum.

The tensors are those of the run; only the chosen node's own convolutions are computed once more, around the place.
(A little over 250 lines: the five stages of a net, taken apart side by side in the same way.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.nets.fields import box_of
from unet_demo.core.nets.grid import Architecture, Node, inputs_of, reaches
from unet_demo.core.nets.model import Block, GridNet
from unet_demo.core.nets.plan import key_of

Stage = Literal["head", "conv2", "conv1", "up", "pool"]
Origin = Literal["image", "encoder", "skip", "upsampled", "fused"]
EPS = 1e-5  # of the normalisation, as torch has it


@dataclass(frozen=True)
class Place:
    """One value: `channel` at (`row`, `col`) of what `stage` of `node` gives; of a head `node` is X(0, depth)."""

    node: Node
    stage: Stage
    channel: int
    row: int
    col: int


@dataclass(frozen=True, eq=False)
class Part:
    """What one input channel brings: its window of values times the window of weights, summed.

    `channel` counts within its source; `source` is None for the image and, inside a block, for its first convolution.
    """

    origin: Origin
    source: Node | None
    channel: int
    values: NDArray[np.float32]  # (k, k); outside the map 0
    weights: NDArray[np.float32]  # (k, k)

    @property
    def product(self) -> float:
        """The sum of value times weight over the window, in double precision."""
        return float((self.values.astype(np.float64) * self.weights).sum())


@dataclass(frozen=True)
class Norm:
    """Batch normalisation of this channel, which folding hid: scale * (x - mean) / sqrt(variance + EPS) + shift."""

    scale: float
    shift: float
    mean: float
    variance: float

    @property
    def factor(self) -> float:
        """What folding multiplied the weights with."""
        return self.scale / float(np.sqrt(self.variance + EPS))


@dataclass(frozen=True, eq=False)
class Sum:
    """A value unrolled. `tensor` is what the net's own tensor holds before the activation, `value` after it.

    Of a pooling the parts are the four values it chose from, each with weight 1, and nothing is summed.
    """

    place: Place
    parts: tuple[Part, ...]
    bias: float
    tensor: float
    value: float
    norm: Norm | None = None

    @property
    def total(self) -> float:
        """Bias and all products, added up here in double precision; of a pooling the largest of the four."""
        products = [part.product for part in self.parts]
        return max(products) if self.place.stage == "pool" else self.bias + sum(products)


@torch.no_grad()
def unroll(
    model: GridNet, image: Tensor, done: Mapping[Node, Tensor], place: Place, norms: Mapping[str, Tensor] | None = None
) -> Sum:
    """Take one value apart: `image` (1, C, H, W), `done` the activations (1, C, h, w) of all nodes that matter.

    Raises ValueError for a place that the net does not have.
    """
    node, stage = place.node, place.stage
    _check(model, (image.shape[-2], image.shape[-1]), place)
    if stage == "head":
        head = model.heads[str(node.col)]
        assert isinstance(head, nn.Conv2d)
        logits = model.head(node.col, done)
        value = torch.sigmoid(logits) if logits.shape[1] == 1 else logits.softmax(dim=1)
        return _sum(
            place, head, done[node], logits, value, [("fused", node)] * head.in_channels, None, (place.row, place.col)
        )
    if stage == "pool":
        return _pool(done, place)
    if stage == "up":
        return _up(model, done, place)
    block = model.blocks[key_of(node)]
    assert isinstance(block, Block)
    image, done, at = _near(model, image, done, place)
    entry = model.input_of(node, image, done)
    before = block.conv1(entry)
    if stage == "conv1":
        return _sum(place, block.conv1, entry, before, F.relu(before), _origins(model, node), norms, at)
    inner = F.relu(before)
    after = block.conv2(inner)
    return _sum(place, block.conv2, inner, after, F.relu(after), [("fused", None)] * inner.shape[1], norms, at)


def _near(
    model: GridNet, image: Tensor, done: Mapping[Node, Tensor], place: Place
) -> tuple[Tensor, dict[Node, Tensor], tuple[int, int]]:
    """Image, activations and (row, column) of the place, cut to what two 3x3 convolutions around it can touch.

    The cut runs along even rows and columns, so that pooled and upsampled maps are cut along the same lines.
    """
    height, width = done[place.node].shape[-2:]
    (top, bottom), (left, right) = (
        ((at - 4) // 2 * 2 if at > 4 else 0, min(size, (at + 6) // 2 * 2))
        for at, size in ((place.row, height), (place.col, width))
    )

    def cut(maps: Tensor, rows: int) -> Tensor:
        sides = (at << rows if rows >= 0 else -(-at >> -rows) for at in (top, bottom, left, right))
        a, b, c, d = sides
        return maps[..., a:b, c:d]

    wanted = (*inputs_of(model.architecture, place.node), place.node)
    small = {node: cut(done[node], place.node.row - node.row) for node in wanted}
    return cut(image, place.node.row), small, (place.row - top, place.col - left)


def _check(model: GridNet, size: tuple[int, int], place: Place) -> None:
    net, node, stage = model.architecture, place.node, place.stage
    wrong = node not in net.nodes or (stage == "head" and (node.row or str(node.col) not in model.heads))
    wrong |= (stage == "pool" and (node.col > 0 or node.row == 0)) or (stage == "up" and node.col == 0)
    if not wrong:
        channels = net.classes if stage == "head" else net.widths[node.row - (stage == "pool")]
        height, width = (side >> node.row for side in size)
        wrong = not (0 <= place.channel < channels and 0 <= place.row < height and 0 <= place.col < width)
    if wrong:
        raise ValueError(f"Got {place}; a value that this net computes is needed; choose one on a map.")


def _origins(model: GridNet, node: Node) -> list[tuple[Origin, Node | None]]:
    """Where each channel that a block receives comes from, in order."""
    net = model.architecture
    if node == Node(0, 0):
        return [("image", None)] * net.in_channels
    if node.col == 0:
        return [("encoder", Node(node.row - 1, 0))] * net.widths[node.row - 1]
    if net.join == "add":
        return [("fused", None)] * net.widths[node.row]  # every channel is the sum of all that meet here
    *skips, below = inputs_of(net, node)
    found: list[tuple[Origin, Node | None]] = []
    for skip in skips:
        found += [("skip", skip)] * net.widths[node.row]
    found += [("upsampled", below)] * net.widths[node.row]
    return found


def _sum(
    place: Place,
    conv: nn.Module,
    received: Tensor,
    before: Tensor,
    after: Tensor,
    origins: Sequence[tuple[Origin, Node | None]],
    norms: Mapping[str, Tensor] | None,
    at: tuple[int, int],
) -> Sum:
    """A convolution's value at row and column `at` of the maps given: each input channel's window and weights."""
    assert isinstance(conv, nn.Conv2d)
    pad, (row, col) = conv.kernel_size[0] // 2, at
    window = F.pad(received, (pad,) * 4)[0, :, row : row + 2 * pad + 1, col : col + 2 * pad + 1]
    values, weights = window.float().numpy(), conv.weight[place.channel].float().numpy()
    parts, within = [], dict.fromkeys(origins, 0)
    for index, origin in enumerate(origins):
        parts.append(Part(*origin, within[origin], values[index], weights[index]))
        within[origin] += 1
    bias = float(conv.bias[place.channel]) if conv.bias is not None else 0.0
    here = (0, place.channel, row, col)
    found = (norms or {}).get(f"{key_of(place.node)}.norm{place.stage[-1]}")
    norm = None if found is None else Norm(*(float(number) for number in found[:, place.channel]))
    return Sum(place, tuple(parts), bias, float(before[here]), float(after[here]), norm)


def _up(model: GridNet, done: Mapping[Node, Tensor], place: Place) -> Sum:
    """A value of the 2x2 up-convolution with stride 2: no two windows overlap, so each takes one pixel's channels."""
    below = Node(place.node.row + 1, place.node.col - 1)
    up = model.ups[key_of(place.node)]
    assert isinstance(up, nn.ConvTranspose2d)
    assert up.bias is not None
    values = done[below][0, :, place.row // 2, place.col // 2].float().numpy()
    weights = up.weight[:, place.channel, place.row % 2, place.col % 2].float().numpy()
    parts = tuple(
        Part("upsampled", below, index, value.reshape(1, 1), weight.reshape(1, 1))
        for index, (value, weight) in enumerate(zip(values, weights, strict=True))
    )
    value = float(up(done[below])[0, place.channel, place.row, place.col])
    return Sum(place, parts, float(up.bias[place.channel]), value, value)


def _pool(done: Mapping[Node, Tensor], place: Place) -> Sum:
    """The four values that max pooling chose from."""
    source = Node(place.node.row - 1, 0)
    row, col = 2 * place.row, 2 * place.col
    four = done[source][0, place.channel, row : row + 2, col : col + 2].float().numpy()
    one = np.ones((1, 1), np.float32)
    parts = tuple(Part("encoder", source, place.channel, value.reshape(1, 1), one) for value in four.ravel())
    value = float(F.max_pool2d(done[source], 2)[0, place.channel, place.row, place.col])
    return Sum(place, parts, 0.0, value, value)


def examine(
    model: GridNet, image: Tensor, place: Place, norms: Mapping[str, Tensor] | None = None
) -> tuple[Sum, NDArray[np.float32]]:
    """One value taken apart, and (H, W): how strongly each picture pixel moves it, |gradient| summed over channels.

    Computed on the part of `image` (1, C, H, W) that can reach the value, so that no activations need be kept. Of a
    head the logit is followed, of a convolution the sum before its ReLU, which has a slope where the ReLU is dead too.
    Luo et al. 2016 call this the effective receptive field. Raises ValueError for a place that the net does not have.
    """
    node, net = place.node, model.architecture
    height, width = image.shape[-2:]
    _check(model, (height, width), place)
    top, bottom, left, right = box_of(net, node, place.row, place.col, place.stage)
    (top, bottom), (left, right) = _window(net, top, bottom, height), _window(net, left, right, width)
    here = replace(place, row=place.row - (top >> node.row), col=place.col - (left >> node.row))
    with torch.enable_grad():
        pixels = image[..., top:bottom, left:right].detach().clone().requires_grad_(True)
        done = _compute(model, pixels, node)
        (slope,) = torch.autograd.grad(_stage(model, pixels, done, here)[0, place.channel, here.row, here.col], pixels)
    influence = np.zeros((height, width), np.float32)
    influence[top:bottom, left:right] = slope[0].abs().sum(dim=0).float().cpu().numpy()
    found = unroll(model, pixels.detach(), {each: maps.detach() for each, maps in done.items()}, here, norms)
    return replace(found, place=place), influence


def _window(net: Architecture, low: int, high: int, size: int) -> tuple[int, int]:
    """First and last + 1 pixel of the part of a side that a net can take and that holds low..high."""
    step = 2**net.depth
    return max(0, low) // step * step, min(size, -(-(high + 1) // step) * step)


def _compute(model: GridNet, image: Tensor, node: Node) -> dict[Node, Tensor]:
    """All nodes that `node` needs, and itself: (1, c, h, w)."""
    done: dict[Node, Tensor] = {}
    for each in model.architecture.nodes:
        if reaches(model.architecture, each, node):
            done[each] = model.blocks[key_of(each)](model.input_of(each, image, done))
    return done


def _stage(model: GridNet, image: Tensor, done: Mapping[Node, Tensor], place: Place) -> Tensor:
    """(1, c, h, w): what a stage of a node gives, before any activation."""
    node = place.node
    if place.stage == "head":
        return model.head(node.col, done)
    if place.stage == "up":
        up: Tensor = model.ups[key_of(node)](done[Node(node.row + 1, node.col - 1)])
        return up
    entry = model.input_of(node, image, done)
    if place.stage == "pool":
        return entry
    block = model.blocks[key_of(node)]
    assert isinstance(block, Block)
    first: Tensor = block.conv1(entry)
    last: Tensor = first if place.stage == "conv1" else block.conv2(F.relu(first))
    return last
