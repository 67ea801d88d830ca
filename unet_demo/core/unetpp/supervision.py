"""Deep supervision and the semantic gap: how alike the top row's maps are, and what each head adds to the training.

Similarity is linear centred kernel alignment (Kornblith et al. 2019, section 3): 1 for maps that are the same up to
rotation and scale of the channels, 0 for unrelated ones.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.model import Block, GridNet
from unet_demo.core.training.losses import head_losses


@torch.inference_mode()
def similarities(model: GridNet, image: Tensor) -> tuple[float, dict[Node, float]]:
    """Alignment with the last node of the top row, X(0, D): of the image (1, C, H, W) itself, and of each node before.

    What the picture reaches before any layer has touched it is what every other figure has to be held against.
    """
    net = model.architecture
    done = model.nodes(image, net.depth)
    last = done[Node(0, net.depth)]
    row = {node: alignment(done[node], last) for node in net.nodes if node.row == 0 and node.col < net.depth}
    return alignment(image, last), row


def alignment(one: Tensor, other: Tensor) -> float:
    """Linear CKA of two stacks (1, C, H, W) of one height and width, positions taken as examples; in [0, 1].

    A stack that does not vary is alike to nothing: 0. Raises ValueError when heights or widths differ.
    """
    if one.shape[-2:] != other.shape[-2:]:
        sizes = tuple(one.shape[-2:]), tuple(other.shape[-2:])
        raise ValueError(f"Got maps of {sizes[0]} and {sizes[1]}; both need one size; compare nodes of one row.")
    x, y = (each[0].flatten(1).double() for each in (one, other))  # (C, H * W)
    x, y = x - x.mean(1, keepdim=True), y - y.mean(1, keepdim=True)
    spread = float((x @ x.T).norm() * (y @ y.T).norm())
    return float((x @ y.T).norm() ** 2) / spread if spread > 0 else 0.0


def head_terms(
    model: GridNet, image: Tensor, target: Tensor
) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """The loss of each head, and the products <g_i, g_j> of the heads' gradients at X(0, 0)'s first convolution.

    From the products every weighting of the heads follows without another pass. `image` (1, C, H, W), `target`
    (1, H, W); the gradients go into a copy.
    """
    own = copy.deepcopy(model)
    first = own.blocks["0_0"]
    assert isinstance(first, Block)
    weight = first.conv1.weight.requires_grad_(True)
    losses = head_losses(own, image, target, own.architecture.head_depths)
    gradients = [torch.autograd.grad(each, weight, retain_graph=True)[0].flatten().double() for each in losses]
    products = torch.stack(gradients) @ torch.stack(gradients).T
    return tuple(each.item() for each in losses), tuple(map(tuple, products.tolist()))
