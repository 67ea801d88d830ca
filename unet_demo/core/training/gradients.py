"""How much of one loss reaches each block of a U-Net: with skips joined or added, without, and with sigmoids inside.

Folded form, without normalisation layers. Nets that have just begun are built here, from a seed; a trained net is
frozen and shared by everybody, so its weights are copied for each call and the gradient goes into the copies.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import MappingProxyType

import torch
from torch import Tensor, nn

from unet_demo.core.nets.grid import Architecture, Join
from unet_demo.core.nets.model import Block, GridNet
from unet_demo.core.nets.plan import key_of
from unet_demo.core.training.flow import Flow, Start
from unet_demo.core.training.losses import class_loss_of, loss_of

WIDTHS, SEEDS = (16, 32, 64, 128, 256), tuple(range(6))  # six seeds are the fewest that can tell anything
JOINS: Mapping[str, Join] = MappingProxyType({"concat": "concat", "none": "none", "add": "add", "sigmoid": "concat"})


class SigmoidBlock(Block):
    """The block with a sigmoid after each convolution where ours has a ReLU."""

    def forward(self, x: Tensor) -> Tensor:
        """(B, C_in, H, W) -> (B, C_out, H, W)."""
        return torch.sigmoid(self.norm2(self.conv2(torch.sigmoid(self.norm1(self.conv1(x))))))


def begun(id: str, start: Start, seed: int, classes: int = 1) -> GridNet:
    """The net `id` (a key of JOINS) before its first step: weights drawn from `seed`, as `start` says.

    Weights of one seed are the same for "concat" and "sigmoid": only what stands between the layers differs.
    """
    with torch.device("meta"):  # nothing is drawn twice
        net = GridNet(Architecture("unet", 3, WIDTHS, classes, JOINS[id]))
        if id == "sigmoid":
            for key, block in net.blocks.items():
                assert isinstance(block, Block)
                net.blocks[key] = SigmoidBlock(block.conv1.in_channels, block.conv1.out_channels, norm=False)
    net.to_empty(device="cpu")
    draw(net, start, torch.Generator().manual_seed(seed))
    return net


@torch.no_grad()
def draw(net: GridNet, start: Start, generator: torch.Generator) -> None:
    """Draw every weight anew: "he" (He et al. 2015 for ReLU, biases 0) or "default", as PyTorch does unasked."""
    for layer in net.modules():
        if not isinstance(layer, nn.Conv2d | nn.ConvTranspose2d) or layer.bias is None:
            continue
        if start == "he":
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
            nn.init.zeros_(layer.bias)
        else:
            nn.init.kaiming_uniform_(layer.weight, a=5**0.5, generator=generator)
            bound = layer.weight[0].numel() ** -0.5
            nn.init.uniform_(layer.bias, -bound, bound, generator=generator)


def gradients_in(net: GridNet, image: Tensor, target: Tensor) -> tuple[float, tuple[float, ...]]:
    """The loss of the deepest head, and for each block the root mean square of the gradient of its 3x3 weights.

    `image` (1, 3, H, W), `target` (1, H, W); blocks in the order of `architecture.nodes`. `net` is left as it was:
    the weights that the gradient goes into are copies.
    """
    own = copy.deepcopy(net).requires_grad_(True)  # swapping weights in a shared net would show in other threads
    weights = dict(own.named_parameters())
    logits: Tensor = own(image, net.architecture.depth)
    classes = net.architecture.classes
    loss = loss_of(logits, target) if classes == 1 else class_loss_of(logits, target, torch.ones(classes))
    blocks = [f"blocks.{key_of(node)}" for node in net.architecture.nodes]
    names = [f"{block}.{conv}.weight" for block in blocks for conv in ("conv1", "conv2")]
    found = dict(zip(names, torch.autograd.grad(loss, [weights[name] for name in names]), strict=True))
    return loss.item(), tuple(_rms(found[f"{block}.conv1.weight"], found[f"{block}.conv2.weight"]) for block in blocks)


def _rms(*parts: Tensor) -> float:
    """The root mean square of all numbers of several tensors."""
    squares = sum(float(each.double().square().sum()) for each in parts)
    return float((squares / sum(each.numel() for each in parts)) ** 0.5)


def flow_of(id: str, nets: list[GridNet], image: Tensor, target: Tensor, trained: bool = False) -> Flow:
    """The gradients of one kind of net, a row for each of `nets` (its seeds)."""
    found = [gradients_in(net, image, target) for net in nets]
    nodes = nets[0].architecture.nodes
    return Flow(id, trained, nodes, tuple(rows for _, rows in found), tuple(loss for loss, _ in found))
