"""Concatenation on real tensors: what meets at a node, the two identities, and the ways to upsample side by side."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from unet_demo.core.concatenate.records import Enlarged, Joined, Order
from unet_demo.core.nets.grid import Node, inputs_of, reaches
from unet_demo.core.nets.model import Block, GridNet
from unet_demo.core.nets.plan import key_of


@torch.inference_mode()
def join_at(model: GridNet, image: Tensor, node: Node) -> Joined:
    """Compute what `node` receives from `image` (1, C, H, W), join it, and look at what became of each part."""
    net = model.architecture
    done: dict[Node, Tensor] = {}
    for each in net.nodes:
        if each != node and reaches(net, each, node):
            done[each] = model.blocks[key_of(each)](model.input_of(each, image, done))
    *skips, below = inputs_of(net, node)
    parts = [
        *(("skip", skip, done[skip]) for skip in skips),
        ("upsampled", below, model.ups[key_of(node)](done[below])),
    ]
    together = torch.cat([maps for _, _, maps in parts], dim=1)
    block = model.blocks[key_of(node)]
    assert isinstance(block, Block)
    weight, start, kept = block.conv1.weight, 0, []
    whole = block.conv1(together)
    apart = torch.zeros_like(whole)
    for _, _, maps in parts:
        end = start + maps.shape[1]
        kept.append(bool(torch.equal(together[:, start:end], maps)))
        apart = apart + F.conv2d(maps, weight[:, start:end], padding=1)
        start = end
    bias = block.conv1.bias
    assert bias is not None
    gap = float((whole - (apart + bias[:, None, None])).abs().max())
    found = tuple((origin, source, maps[0].float().cpu().contiguous().numpy()) for origin, source, maps in parts)
    _, channels, height, width = together.shape
    orders = _orders(model, node, [maps for _, _, maps in parts], done[below], whole)
    return Joined(node, found, (channels, height, width), tuple(kept), gap, orders)


def _orders(model: GridNet, node: Node, parts: list[Tensor], below: Tensor, whole: Tensor) -> tuple[Order, ...]:
    """Concatenate then convolve, or the other way round; upsample then convolve, or the other way round.

    All with weights of the net: those of the node's first convolution, and of the last one of the node below.
    """
    block, deep = model.blocks[key_of(node)], model.blocks[key_of(Node(node.row + 1, node.col - 1))]
    assert isinstance(block, Block)
    assert isinstance(deep, Block)
    weight, out = block.conv1.weight, block.conv1.out_channels
    start, pieces, apart_macs, size = 0, [], 0, whole.shape[-2] * whole.shape[-1]
    shares = [out // len(parts) + (at < out % len(parts)) for at in range(len(parts))]
    for maps, share in zip(parts, shares, strict=True):
        end = start + maps.shape[1]
        pieces.append(F.conv2d(maps, weight[:share, start:end], padding=1))
        apart_macs += 9 * maps.shape[1] * share * size
        start = end
    apart = torch.cat(pieces, dim=1)
    up = deep.conv2.weight[:out]
    first = F.conv2d(F.interpolate(below, scale_factor=2), up, padding=1)
    second = F.interpolate(F.conv2d(below, up, padding=1), scale_factor=2)
    gap, before = float((first - second).abs().mean()), 9 * below.shape[1] * out * below.shape[-2] * below.shape[-1]
    return (
        Order("join", tuple(whole.shape), 9 * start * out * size),
        Order("join_other", tuple(apart.shape), apart_macs),
        Order("up", tuple(first.shape), 4 * before, gap),
        Order("up_other", tuple(second.shape), before, gap),
    )


WAYS = (("k2s2", 2, 2, 0, 0), ("k3s2", 3, 2, 1, 1), ("k4s2", 4, 2, 1, 0))


@torch.inference_mode()
def enlarge(values: NDArray[np.float32]) -> list[Enlarged]:
    """(H, W) in [0, 1] enlarged by three transposed convolutions of equal weights, bilinearly, and to the nearest.

    With all weights equal whatever is uneven comes from the overlap alone (Odena et al. 2016).
    """
    x = torch.from_numpy(values)[None, None]
    found = []
    for id, kernel, stride, padding, extra in WAYS:
        weight = torch.full((1, 1, kernel, kernel), stride * stride / (kernel * kernel))
        out, counts = (
            F.conv_transpose2d(given, window, stride=stride, padding=padding, output_padding=extra)
            for given, window in ((x, weight), (torch.ones(1, 1, 12, 12), torch.ones_like(weight)))
        )
        overlap = counts[0, 0, 8:16, 8:16].round().long().numpy()
        found.append(Enlarged(id, out[0, 0].clamp(0, 1).numpy(), overlap, kernel, stride, padding, extra))
    for mode in ("bilinear", "nearest"):
        out = F.interpolate(x, scale_factor=2, mode=mode)
        found.append(Enlarged(mode, out[0, 0].numpy(), np.ones((8, 8), np.int64), 0, 2, 0, 0))
    return found
