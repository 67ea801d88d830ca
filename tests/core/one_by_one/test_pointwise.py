"""A 1x1 operation of a net is one matrix at every pixel: against the net's own layers, and counts against modules."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as some
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.one_by_one.points import Operation, Product, counts_of, operations_of
from unet_demo.core.one_by_one.pointwise import begun, by_linear, layer_of, maps_at, matrices_of, product_at, sameness

NET = Architecture("unet", 3, (4, 6, 8, 10), 1)
NESTED = Architecture("unetpp", 3, (4, 6, 8), 5)


def model_of(net: Architecture) -> GridNet:
    torch.manual_seed(0)
    return GridNet(net).eval().requires_grad_(False)


def picture(seed: int = 1) -> torch.Tensor:
    return torch.rand(1, 3, 32, 40, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("net", [NET, NESTED], ids=["unet", "unetpp"])
def test_maps_at_a_node_are_those_of_a_whole_run(net: Architecture) -> None:
    model = model_of(net)
    whole = model.nodes(picture(), net.depth)
    for node in net.nodes:
        assert torch.allclose(maps_at(model, picture(), node), whole[node][0], atol=1e-6)


@pytest.mark.parametrize("net", [NET, NESTED], ids=["unet", "unetpp"])
def test_every_operation_is_f_linear_at_every_pixel(net: Architecture) -> None:
    model = model_of(net)
    operations = operations_of(net)
    assert len(operations) == 1 + sum(node.col > 0 for node in net.nodes)
    for operation in operations:
        maps = maps_at(model, picture(), operation.source(net))
        same = sameness(layer_of(model, operation), maps)
        assert len(same.gaps) == operation.taps
        assert max(same.gaps) <= 1e-5 * max(1.0, same.largest)
        assert same.left[1:] == tuple(side * int(operation.taps**0.5) for side in same.entered[1:])


@pytest.mark.parametrize("tap", range(4))
def test_an_up_convolution_is_four_matrices(tap: int) -> None:
    layer = nn.ConvTranspose2d(5, 3, 2, stride=2).requires_grad_(False)
    maps = torch.randn(5, 7, 9)
    alone = F.conv2d(maps[None], matrices_of(layer)[tap][:, :, None, None], layer.bias)[0]
    assert torch.allclose(layer(maps[None])[0, :, tap // 2 :: 2, tap % 2 :: 2], alone, atol=1e-6)
    found = product_at(layer, maps, tap, 6, 8)
    assert found.at == (12 + tap // 2, 16 + tap % 2)
    assert found.gap < 1e-6


def test_a_pixel_looks_at_no_neighbour() -> None:
    layer = nn.Conv2d(5, 3, 1).requires_grad_(False)
    maps = torch.randn(5, 7, 9)
    before = product_at(layer, maps, 0, 3, 4)
    maps[:, 3, 5] = 99
    assert np.array_equal(product_at(layer, maps, 0, 3, 4).tensor, before.tensor)
    assert torch.allclose(by_linear(maps, matrices_of(layer)[0], layer.bias), layer(maps[None])[0], atol=1e-5)


@pytest.mark.parametrize(("tap", "row", "col"), [(1, 0, 0), (0, 7, 0), (0, 0, 9), (-1, 0, 0), (0, -1, 0)])
def test_what_is_not_there_is_refused(tap: int, row: int, col: int) -> None:
    with pytest.raises(ValueError, match="choose inside them"):
        product_at(nn.Conv2d(5, 3, 1), torch.zeros(5, 7, 9), tap, row, col)


def test_random_weights_are_spread_as_torch_spreads_them() -> None:
    drawn = torch.Generator().manual_seed(0)
    mine, theirs = begun(64, 512, drawn).requires_grad_(False), nn.Conv2d(64, 512, 1).requires_grad_(False)
    for one, other in zip(mine.parameters(), theirs.parameters(), strict=True):
        assert float(one.abs().max()) <= 1 / 8
        assert float(one.std()) == pytest.approx(float(other.std()), rel=0.1)


def test_an_operation_of_another_net_is_refused() -> None:
    with pytest.raises(KeyError):
        layer_of(model_of(NET), Operation(Node(1, 1)))


def product(scores: list[float]) -> Product:
    result = np.array(scores)
    return Product(
        np.zeros(1, np.float32), np.zeros((len(scores), 1)), result, result, result.astype(np.float32), (0, 0)
    )


def test_scores_become_probabilities() -> None:
    assert product([0.0]).probabilities == pytest.approx([0.5])
    many = product([1.0, 2.0, 500.0]).probabilities
    assert many.sum() == pytest.approx(1)
    assert many.argmax() == 2


sizes = some.integers(1, 70)


@examples(40)
@given(c_in=sizes, c_out=sizes, height=some.integers(1, 9), width=some.integers(1, 9))
def test_counts_are_those_of_modules_really_built(c_in: int, c_out: int, height: int, width: int) -> None:
    counts = counts_of(c_in, c_out, height, width)
    for at, kernel in enumerate((1, 3)):
        layer = nn.Conv2d(c_in, c_out, kernel, padding=kernel // 2)
        assert counts.weights[at] == layer.weight.numel()
        assert counts.params[at] == sum(each.numel() for each in layer.parameters())
        with FlopCounterMode(display=False) as counted, torch.no_grad():
            layer(torch.zeros(1, c_in, height, width))
        assert counts.macs[at] == counted.get_total_flops() // 2
    assert counts.weights[1] == 9 * counts.weights[0]
    assert counts.macs[1] == 9 * counts.macs[0]


@pytest.mark.parametrize("given_", [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, -1)])
def test_counts_of_nothing_are_refused(given_: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        counts_of(*given_)
