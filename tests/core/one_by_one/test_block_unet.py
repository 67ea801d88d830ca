"""A U-Net with other blocks: its numbers are those of a net that is really built, without memory, and runs."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from unet_demo.core.nets.grid import Architecture, Node, macs_at, params_at
from unet_demo.core.one_by_one.blocks.nets import BlockUNet
from unet_demo.core.one_by_one.blocks.steps import Kind
from unet_demo.core.one_by_one.blocks.unet import FIRSTS, IN_NET, VGG_CONVS, Encoder, unet_with


@pytest.mark.parametrize("kind", IN_NET)
@pytest.mark.parametrize("encoder", ["plain", "vgg"])
def test_counts_and_shapes_are_those_of_the_net_that_is_built(kind: Kind, encoder: Encoder) -> None:
    whole = unet_with(kind, encoder, 96, 64, first=32, classes=3)
    assert not whole.failures
    net = BlockUNet(whole, "meta")
    assert sum(each.numel() for each in net.parameters()) == whole.params
    done = net.walk(torch.empty(1, 3, 96, 64, device="meta"))
    assert {node: tuple(maps.shape[1:]) for node, maps in done.items()} == {p.node: p.shape for p in whole.nodes}
    assert net(torch.empty(1, 3, 96, 64, device="meta")).shape == (1, 3, 96, 64)


@pytest.mark.parametrize("kind", IN_NET)
def test_work_is_what_the_layers_of_a_running_net_do(kind: Kind) -> None:
    whole, done = unet_with(kind, "plain", 32, 48), 0
    net = BlockUNet(whole).eval()

    def count(layer: nn.Module, inputs: tuple[torch.Tensor], output: torch.Tensor) -> None:
        assert isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
        nonlocal done
        maps = inputs[0] if isinstance(layer, nn.ConvTranspose2d) else output
        size = int(maps[0, 0].numel())
        done += layer.weight.numel() * size

    for layer in net.modules():
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            layer.register_forward_hook(count)
    with torch.inference_mode():
        net(torch.rand(1, 3, 32, 48))
    assert done == whole.macs


def test_with_the_double_3x3_it_is_the_net_of_the_other_pages() -> None:
    whole = unet_with("double", "plain", 64, 96)
    net = Architecture("unet", 3, (16, 32, 64, 128, 256), 1)
    assert (whole.params, whole.macs) == (params_at(net, 4), macs_at(net, 4, 64, 96))


def test_the_vgg_encoder_is_vgg16s() -> None:
    whole = unet_with("double", "vgg", 224, 224)
    assert whole.encoder_params == 14_714_688
    assert whole.params == 25_854_657
    shapes = [part.shape for part in whole.nodes if not part.node.col]
    assert shapes == [(64, 224, 224), (128, 112, 112), (256, 56, 56), (512, 28, 28), (512, 14, 14)]
    convs = [sum(step.op == "conv" for step in part.block.steps) for part in whole.nodes if not part.node.col]
    assert tuple(convs) == VGG_CONVS
    assert all(unet_with(kind, "vgg", 224, 224).encoder_params == 14_714_688 for kind in IN_NET)


def test_every_block_ends_in_a_relu_or_in_what_relus_gave() -> None:
    for kind in IN_NET:
        for part in unet_with(kind).nodes:
            assert part.block.steps[-1].op in ("relu", "cat", "times")


@pytest.mark.parametrize("first", FIRSTS)
def test_narrow_nets_leave_some_blocks_without_channels(first: int) -> None:
    failing = {kind: [part.node for part in unet_with(kind, first=first).failures] for kind in IN_NET}
    top = [Node(0, 0), Node(0, 4)] if first == 8 else []
    assert failing == {kind: top if kind in ("inception", "attended") else [] for kind in IN_NET}


def test_what_does_not_suit_is_refused() -> None:
    with pytest.raises(ValueError, match="Got encoder"):
        unet_with("double", "resnet")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="needs sides divisible by 16"):
        unet_with("double", "plain", 100, 96)
