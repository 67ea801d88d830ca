"""Ranks: no linear lift adds any, a ReLU can, and two 1x1 convolutions in a row are one."""

from __future__ import annotations

import pytest
import torch

from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.one_by_one.points import Lift
from unet_demo.core.one_by_one.ranks import lifted, spectrum_of, stacked, unexplained

NET = Architecture("unet", 3, (4, 6, 8), 1)


def model() -> GridNet:
    torch.manual_seed(0)
    return GridNet(NET).eval().requires_grad_(False)


def maps(channels: int = 6, rank: int | None = None) -> torch.Tensor:
    """(C, 24, 20), never negative as after a ReLU, of the rank asked for."""
    drawn = torch.Generator().manual_seed(3)
    if rank is None:
        return torch.rand(channels, 24, 20, generator=drawn)
    mixed = torch.rand(channels, rank, generator=drawn) @ torch.rand(rank, 480, generator=drawn)
    return mixed.reshape(channels, 24, 20)


@pytest.mark.parametrize("rank", [1, 3, 6])
def test_the_rank_is_the_one_that_was_built_in(rank: int) -> None:
    left, right = torch.randn(6, rank).double(), torch.randn(rank, 480).double()
    assert spectrum_of(left @ right).rank == rank


def test_maps_of_zeros_have_rank_zero() -> None:
    assert spectrum_of(torch.zeros(4, 50, dtype=torch.float64)).rank == 0


@pytest.mark.parametrize("lift", ["random", "copies", "steps", "trained"])
def test_a_linear_lift_adds_no_rank_and_a_bias_one_at_most(lift: Lift) -> None:
    found = lifted(model(), Node(1, 0) if lift != "trained" else Node(1, 1), maps(), lift, 0)
    assert found.channels == 6
    assert found.count == (16 if lift == "trained" else 24)
    assert found.linear.rank == found.maps.rank == 6
    assert 6 <= found.biased.rank <= 7


@pytest.mark.parametrize("seed", range(4))
def test_a_relu_after_random_weights_adds_rank(seed: int) -> None:
    found = lifted(model(), Node(1, 0), maps(), "random", seed)
    assert found.rectified.rank > found.biased.rank + 3


def test_a_relu_that_cuts_nothing_off_adds_nothing() -> None:
    found = lifted(model(), Node(1, 0), maps(), "copies", 0)
    assert found.rectified.rank == found.linear.rank == 6
    assert lifted(model(), Node(1, 0), maps(), "steps", 0).rectified.rank > 15


def test_dead_channels_are_counted() -> None:
    some = maps()
    some[[1, 4]] = 0
    found = lifted(model(), Node(1, 0), some, "random", 0)
    assert (found.dead, found.maps.rank, found.linear.rank) == (2, 4, 4)


def test_the_nets_own_weights_lift_only_where_an_up_convolution_starts() -> None:
    assert lifted(model(), Node(2, 0), maps(8), "trained", 0).channels == 8
    for node in (Node(0, 0), Node(0, 2)):
        with pytest.raises(ValueError, match="choose a lower one"):
            lifted(model(), node, maps(4), "trained", 0)


def test_large_maps_are_looked_at_every_second_row_and_column() -> None:
    found = lifted(model(), Node(1, 0), torch.rand(2, 256, 256), "random", 0)
    assert found.positions == 128 * 128


@pytest.mark.parametrize("seed", range(3))
def test_two_in_a_row_are_one_and_with_relu_they_are_not(seed: int) -> None:
    found = stacked(maps(), seed)
    assert found.product.shape == (6, 6)
    assert found.gap < 1e-5 * max(1.0, found.largest)
    assert found.relu_gap > 100 * found.gap
    assert found.left > 0.001
    assert found.params == (6 * 24 + 24 + 24 * 6 + 6, 6 * 6 + 6)


def test_drawing_weights_leaves_the_world_as_it_was() -> None:
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)
    stacked(maps(), 0)
    assert torch.equal(torch.rand(3), wanted)


def test_what_a_matrix_can_give_is_explained_wholly() -> None:
    some = maps()
    mixed = torch.einsum("kc,chw->khw", torch.randn(3, 6), some) + 2
    assert unexplained(some, mixed) < 1e-9
    assert unexplained(some, torch.zeros(3, 24, 20)) == 0
    assert unexplained(some, torch.randn(3, 24, 20)) > 0.9
