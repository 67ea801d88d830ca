"""What meets on each level: the encoder's map that crosses, the map that comes up, and what can be read off either.

Energy at fine scale alone deceives: a 2x2 transposed convolution weaves its own pattern into every 2x2 pixels. So the
question asked is how much of the picture's detail, and of the net's answer, a linear readout finds in the maps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import fft
from torch import Tensor

from unet_demo.core.lessons.readout import Maps, detail_of, readout
from unet_demo.core.nets.fields import looks_of, sides_of
from unet_demo.core.nets.grid import Architecture, Node, inputs_of
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import key_of

BINS = 16  # of the spectrum, from 0 to half a cycle per pixel
FINE = 0.25  # cycles per pixel: structures of less than four pixels


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two: its shape (C, H, W), the window of the picture one number sees, and what can be read off it.

    `detail` and `answer` are explained shares of variance (R2, at most 1; 0: nothing), None for too few positions;
    `read` (H, W): the detail as read; `spectrum` (BINS,): share of power in each band; `fine`: the share above FINE.
    """

    shape: tuple[int, int, int]
    sees: tuple[int, int]
    detail: float | None
    answer: float | None
    read: Maps
    spectrum: tuple[float, ...]
    fine: float
    maps: Maps


@dataclass(frozen=True, eq=False)
class Crossing:
    """A level of the net: what crosses (`skip`), what comes up (`up`), and the picture's own detail (H, W) there."""

    row: int
    node: Node
    skip: Side
    up: Side
    detail: Maps


@torch.inference_mode()
def crossings(model: GridNet, image: torch.Tensor) -> tuple[Crossing, ...]:
    """Every level of a net for an image (1, C, H, W), the top first: the outermost node's skip from the encoder."""
    net = model.architecture
    done = model.nodes(image, net.depth)
    grey = image[0].mean(0).float().cpu().numpy()
    answer = model.head(net.depth, done)[0].float().cpu().numpy()
    found = []
    for row in range(net.depth):
        node, kept = Node(row, net.depth - row), Node(row, 0)
        *_, below = inputs_of(net, node)
        stacks = (done[kept], model.ups[key_of(node)](done[below]))
        detail, wanted = detail_of(shrunk(grey[None], row)[0]), shrunk(answer, row)
        targets, parts = torch.from_numpy(np.concatenate([detail[None], wanted])), (1, len(wanted))
        skip, up = (
            _side(model, stack[0].float().cpu(), source, row, targets, parts)
            for stack, source in zip(stacks, (kept, below), strict=True)
        )
        found.append(Crossing(row, node, skip, up, detail))
    return tuple(found)


def _side(model: GridNet, maps: Tensor, source: Node, row: int, targets: Tensor, parts: tuple[int, ...]) -> Side:
    """One of the two stacks (C, H, W) in `row`, made by `source` or enlarged from it."""
    count, height, width = maps.shape
    values = maps.contiguous().numpy()
    power = spectrum_of(values)
    read, (detail, answer) = readout(maps, targets, parts)
    return Side(
        shape=(count, height, width),
        sees=(_sees(model.architecture, source),) * 2,
        detail=detail,
        answer=answer,
        read=read[0],
        spectrum=tuple(power.tolist()),
        fine=float(power[round(FINE * 2 * BINS) :].sum()),
        maps=values,
    )


def _sees(net: Architecture, source: Node) -> int:
    """Side of the largest window of the picture, px, that a number of this node sees: poolings make places unlike."""
    return max(sides_of(looks_of(net, source)))


def shrunk(maps: Maps, row: int) -> Maps:
    """(C, H, W) -> (C, H / 2^row, W / 2^row): means of blocks."""
    step = 1 << row
    count, height, width = maps.shape
    small: Maps = maps.reshape(count, height // step, step, width // step, step).mean((2, 4))
    return small


def spectrum_of(maps: Maps) -> NDArray[np.float64]:
    """(C, H, W) -> (BINS,): how the power of the channels is spread over frequencies 0..0.5 cycles per pixel, sum 1.

    Each channel counts alike, its mean taken away; channels that do not vary are left out.
    """
    _, height, width = maps.shape
    window = np.hanning(height + 2)[1:-1, None] * np.hanning(width + 2)[None, 1:-1]
    power = np.abs(fft.rfft2((maps - maps.mean(axis=(1, 2), keepdims=True)) * window.astype(np.float32))) ** 2
    total = power.sum(axis=(1, 2))
    share = (power[total > 1e-8] / total[total > 1e-8, None, None]).mean(axis=0) if (total > 1e-8).any() else power[0]
    radius = np.maximum(np.abs(np.fft.fftfreq(height))[:, None], np.fft.rfftfreq(width)[None])
    bins = np.minimum((radius * 2 * BINS).astype(int), BINS - 1)
    spread: NDArray[np.float64] = np.bincount(bins.ravel(), share.ravel(), BINS).astype(np.float64)
    return spread
