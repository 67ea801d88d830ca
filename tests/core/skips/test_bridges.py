"""Burning a bridge of a trained U-Net: what is changed, what is not, and how few blocks run again."""

from __future__ import annotations

import pytest
import torch
from nets import block_of

from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.skips.bridges import burnt, crossed

NET = Architecture("unet", 3, (4, 6, 8, 10), 1)


def net() -> GridNet:
    torch.manual_seed(0)
    return GridNet(NET).eval().requires_grad_(False)


def picture(seed: int = 1) -> torch.Tensor:
    return torch.rand(1, 3, 32, 40, generator=torch.Generator().manual_seed(seed))


def test_with_every_bridge_on_nothing_runs_and_nothing_changes() -> None:
    model, ran = net(), list[Node]()
    done = model.nodes(picture(), 3)
    now = burnt(model, done, {0: "on", 2: "on"}, on_block=ran.append)
    assert ran == []
    assert all(now[node] is done[node] for node in NET.nodes)


@pytest.mark.parametrize(("row", "again"), [(0, 1), (1, 2), (2, 3)])
def test_only_what_depends_on_the_bridge_runs_again(row: int, again: int) -> None:
    model, ran = net(), list[Node]()
    done = model.nodes(picture(), 3)
    now = burnt(model, done, {row: "zero"}, on_block=ran.append)
    assert len(ran) == again
    assert {node for node in NET.nodes if now[node] is not done[node]} == set(ran)
    assert not torch.equal(now[Node(0, 3)], done[Node(0, 3)])


def test_a_zeroed_bridge_equals_weights_that_ignore_it() -> None:
    model = net()
    done = model.nodes(picture(), 3)
    now = burnt(model, done, {0: "zero"})
    block_of(model, "0_3").conv1.weight[:, :4] = 0
    assert torch.allclose(model.nodes(picture(), 3)[Node(0, 3)], now[Node(0, 3)], atol=1e-6)


def test_shuffled_keeps_every_value_of_every_channel() -> None:
    kept = picture()
    mixed = crossed(kept, "shuffled")
    assert not torch.equal(mixed, kept)
    assert torch.equal(mixed.flatten(2).sort().values, kept.flatten(2).sort().values)
    assert torch.equal(mixed, crossed(kept, "shuffled"))


def test_another_pictures_maps_take_the_place() -> None:
    model = net()
    done, others = model.nodes(picture(), 3), model.nodes(picture(9), 3)
    now = burnt(model, done, {1: "other"}, others)
    assert not torch.equal(now[Node(0, 3)], done[Node(0, 3)])
    with pytest.raises(ValueError, match="both must agree"):
        burnt(model, done, {1: "other"})


def test_a_nested_net_loses_every_skip_of_the_row() -> None:
    torch.manual_seed(0)
    nested = GridNet(Architecture("unetpp", 3, (4, 6, 8), 1)).eval().requires_grad_(False)
    done, ran = nested.nodes(picture(), 2), list[Node]()
    burnt(nested, done, {0: "zero"}, on_block=ran.append)
    assert ran == [Node(0, 1), Node(0, 2)]
    ran.clear()
    now = burnt(nested, done, {1: "zero"}, on_block=ran.append)
    assert ran == [Node(1, 1), Node(0, 2)]
    assert now[Node(0, 1)] is done[Node(0, 1)]


def test_a_net_that_does_not_concatenate_is_refused() -> None:
    added = GridNet(Architecture("unet", 3, (4, 6, 8), 1, "add")).eval()
    with pytest.raises(ValueError, match="where a net concatenates"):
        burnt(added, {}, {0: "zero"})
