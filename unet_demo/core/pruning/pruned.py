"""Pruning as it really is: what a head needs is computed and nothing else, and what has been computed is kept.

Zhou et al. 2018, section 3.2 and figure 3: at inference the nodes beyond a head's diagonal change nothing before it.
In training they do: the deeper heads' gradients pass through the shared nodes.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import partial

import torch
from torch import Tensor

from unet_demo.core.engine.quiet import Timed, in_turn, least
from unet_demo.core.nets.grid import Architecture, Node, needed, shape_of
from unet_demo.core.nets.model import Block, GridNet
from unet_demo.core.training.losses import head_losses


@torch.inference_mode()
def deepened(
    model: GridNet, image: Tensor, depth: int, known: Mapping[Node, Tensor]
) -> tuple[Tensor, dict[Node, Tensor], tuple[Node, ...]]:
    """(logits of head `depth`, every activation now known, nodes whose blocks ran just now).

    What `known` holds is not computed again: after a deeper pass nothing runs, after a shallower one the diagonals
    that were missing. Raises ValueError for a depth without a head.
    """
    ran: list[Node] = []
    done = model.nodes(image, depth, known, ran.append)
    return model.head(depth, done), done, tuple(ran)


@torch.inference_mode()
def differences(model: GridNet, image: Tensor) -> dict[int, float]:
    """Largest |full - pruned| of the logits by head: read off the full pass, and run with only the nodes it needs."""
    net = model.architecture
    full = model.nodes(image, net.depth)
    return {d: float((model.head(d, full) - model(image, d)).abs().max()) for d in net.head_depths}


def read_head_of_the_full_pass(model: GridNet, image: Tensor, depth: int) -> Tensor:
    """The trap: all nodes run, then a shallow head is read."""
    return model.head(depth, model.nodes(image, model.architecture.depth))


def run_only_what_it_needs(model: GridNet, image: Tensor, depth: int) -> Tensor:
    """Pruned: no node beyond the head's diagonal runs."""
    return model.head(depth, model.nodes(image, depth))


@torch.inference_mode()
def timed_in_turn(ways: Mapping[str, Callable[[], Tensor]], rounds: int) -> dict[str, Timed]:
    """Least wall-clock time of each way; they take turns. Marked unless that round of it was quiet."""
    times = in_turn({name: partial(_finished, way) for name, way in ways.items()}, rounds)
    return {name: least(each) for name, each in times.items()}


def _finished(way: Callable[[], Tensor]) -> float:
    """A number that hangs on every value: a device has then done its work."""
    return float(way().sum())


def gradient_change(model: GridNet, image: Tensor, target: Tensor) -> tuple[float, float]:
    """(cosine, relative change) of the gradient of X(0,0)'s first convolution: with all heads, and without the deepest.

    Losses are added up over the heads, so that one head less takes away its own part alone; relative change is
    |g_all - g_without| / |g_without|. `image` (1, C, H, W), `target` (1, H, W).
    """
    depths = model.architecture.head_depths
    full, without = (_first_gradient(model, image, target, heads) for heads in (depths, depths[:-1]))
    cosine = float(torch.dot(full, without) / (full.norm() * without.norm()).clamp(min=1e-30))
    return cosine, float((full - without).norm() / without.norm().clamp(min=1e-30))


def _first_gradient(model: GridNet, image: Tensor, target: Tensor, depths: tuple[int, ...]) -> Tensor:
    own = copy.deepcopy(model)  # the shared one is never touched: other threads run it at this moment
    first = own.blocks["0_0"]
    assert isinstance(first, Block)
    weight = first.conv1.weight.requires_grad_(True)
    losses = head_losses(own, image, target, depths)
    return torch.autograd.grad(torch.stack(losses).sum(), weight)[0].flatten()


def held_bytes(net: Architecture, depth: int, height: int, width: int) -> int:
    """Bytes of all activations (float32) that head `depth` needs, for a padded picture of `height` x `width`."""
    shapes = (shape_of(net, node, height, width) for node in needed(net, depth))
    return sum(4 * c * h * w for c, h, w in shapes)
