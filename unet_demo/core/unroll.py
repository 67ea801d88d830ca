"""One value of a tensor taken apart: every product that was added, where each came from, and what was done to the sum.

The tensors are those of the run; only the chosen node's own convolutions are computed once more, on the whole map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.grid import Node, inputs_of
from unet_demo.core.model import Block, GridNet
from unet_demo.core.plan import key_of

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
    _check(model, done, place)
    if stage == "head":
        head = model.heads[str(node.col)]
        assert isinstance(head, nn.Conv2d)
        logits = model.head(node.col, done)
        value = torch.sigmoid(logits) if logits.shape[1] == 1 else logits.softmax(dim=1)
        return _sum(place, head, done[node], logits, value, [("fused", node)] * head.in_channels, None)
    if stage == "pool":
        return _pool(done, place)
    if stage == "up":
        return _up(model, done, place)
    block = model.blocks[key_of(node)]
    assert isinstance(block, Block)
    entry = model.input_of(node, image, done)
    before = block.conv1(entry)
    if stage == "conv1":
        return _sum(place, block.conv1, entry, before, F.relu(before), _origins(model, node), norms)
    inner = F.relu(before)
    after = block.conv2(inner)
    return _sum(place, block.conv2, inner, after, F.relu(after), [("fused", None)] * inner.shape[1], norms)


def _check(model: GridNet, done: Mapping[Node, Tensor], place: Place) -> None:
    node, stage = place.node, place.stage
    wrong = node not in done or (stage == "head" and (node.row or str(node.col) not in model.heads))
    wrong |= (stage == "pool" and (node.col > 0 or node.row == 0)) or (stage == "up" and node.col == 0)
    if not wrong:
        channels, height, width = done[node].shape[1:]
        if stage == "head":
            channels = model.architecture.classes
        if stage == "pool":
            channels = model.architecture.widths[node.row - 1]
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
) -> Sum:
    """A convolution's value: for each input channel its window and its weights."""
    assert isinstance(conv, nn.Conv2d)
    pad = conv.kernel_size[0] // 2
    window = F.pad(received, (pad,) * 4)[0, :, place.row : place.row + 2 * pad + 1, place.col : place.col + 2 * pad + 1]
    values, weights = window.float().numpy(), conv.weight[place.channel].float().numpy()
    parts, within = [], dict.fromkeys(origins, 0)
    for index, origin in enumerate(origins):
        parts.append(Part(*origin, within[origin], values[index], weights[index]))
        within[origin] += 1
    bias = float(conv.bias[place.channel]) if conv.bias is not None else 0.0
    at = (0, place.channel, place.row, place.col)
    found = (norms or {}).get(f"{key_of(place.node)}.norm{place.stage[-1]}")
    norm = None if found is None else Norm(*(float(number) for number in found[:, place.channel]))
    return Sum(place, tuple(parts), bias, float(before[at]), float(after[at]), norm)


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


def field(model: GridNet, image: Tensor, place: Place) -> NDArray[np.float32]:
    """(H, W): how strongly each picture pixel moves one value: |gradient| summed over the image's channels.

    Of a head the logit is followed, of a node the sum before its last ReLU, which has a slope where the ReLU is dead
    too. Called the effective receptive field by Luo et al. 2016.
    """
    node = place.node
    with torch.enable_grad():
        pixels = image.detach().clone().requires_grad_(True)
        depth = next(d for d in model.architecture.head_depths if d >= node.diagonal)
        if place.stage == "head":
            value = model(pixels, depth)[0, place.channel, place.row, place.col]
        else:
            value = _before_relu(model, pixels, node)[0, place.channel, place.row, place.col]
        (slope,) = torch.autograd.grad(value, pixels)
    result: NDArray[np.float32] = slope[0].abs().sum(dim=0).float().cpu().numpy()
    return result


def _before_relu(model: GridNet, image: Tensor, node: Node) -> Tensor:
    """(1, C, h, w): what the last convolution of a node gives; only the nodes that it needs are computed."""
    done: dict[Node, Tensor] = {}

    def compute(each: Node) -> Tensor:
        if each not in done:
            for source in inputs_of(model.architecture, each):
                compute(source)
            done[each] = model.blocks[key_of(each)](model.input_of(each, image, done))
        return done[each]

    for source in inputs_of(model.architecture, node):
        compute(source)
    block = model.blocks[key_of(node)]
    assert isinstance(block, Block)
    last: Tensor = block.conv2(F.relu(block.conv1(model.input_of(node, image, done))))
    return last
