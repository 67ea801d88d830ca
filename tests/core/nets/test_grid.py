"""Counts of the architecture: pinned figures, formulae against really built modules, refusals."""

from __future__ import annotations

import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as some
from torch.utils.flop_counter import FlopCounterMode

from unet_demo.core.nets.grid import (
    Architecture,
    Kind,
    Node,
    grid,
    in_channels_of,
    inputs,
    links,
    macs_at,
    macs_of,
    needed,
    params_at,
    params_of,
    reaches,
    shape_of,
    unet_grid,
)
from unet_demo.core.nets.model import Block, GridNet, UNet, UNetPlusPlus

WIDE = (32, 64, 128, 256, 512)

architectures = some.builds(
    Architecture,
    kind=some.sampled_from(["unet", "unetpp"]),
    in_channels=some.integers(1, 5),
    widths=some.lists(some.integers(1, 12), min_size=2, max_size=5).map(tuple),
    classes=some.integers(1, 4),
    join=some.sampled_from(["concat", "add", "none"]),
)


def counted_params(net: GridNet, depth: int, heads: tuple[int, ...]) -> int:
    """Parameters in the modules that head `depth` needs, with the heads in `heads`."""
    names = [f"{node.row}_{node.col}." for node in needed(net.architecture, depth)]
    kept = tuple(f"{part}.{name}" for part in ("blocks", "ups") for name in names) + tuple(f"heads.{d}." for d in heads)
    return sum(parameter.numel() for name, parameter in net.named_parameters() if name.startswith(kept))


def counted_macs(net: GridNet, depth: int, height: int, width: int) -> int:
    """Multiply-accumulates that a real forward pass does; meta tensors give shapes without the arithmetic."""
    with FlopCounterMode(display=False) as counter:
        net.to("meta")(torch.empty(1, net.architecture.in_channels, height, width, device="meta"), depth)
    return int(counter.get_total_flops()) // 2


@pytest.mark.parametrize(
    ("kind", "in_channels", "expected"),
    [("unet", 1, 7_759_521), ("unet", 3, 7_760_097), ("unetpp", 1, 9_041_601), ("unetpp", 3, 9_042_177)],
)
def test_parameters_of_the_whole_net_with_one_head(kind: Kind, in_channels: int, expected: int) -> None:
    assert params_at(Architecture(kind, in_channels, WIDE, 1), 4) == expected


def test_four_heads_cost_three_times_33_parameters_more() -> None:
    assert params_at(Architecture("unetpp", 1, WIDE, 1), 4, heads=4) == 9_041_700


@pytest.mark.parametrize(
    ("in_channels", "depth", "expected"),
    [
        (1, 1, 100_961), (1, 2, 511_105), (1, 3, 2_204_961), (1, 4, 9_041_601),
        (3, 1, 101_537), (3, 2, 511_681), (3, 3, 2_205_537), (3, 4, 9_042_177),
    ],
)  # fmt: skip
def test_parameters_per_depth(in_channels: int, depth: int, expected: int) -> None:
    assert params_at(Architecture("unetpp", in_channels, WIDE, 1), depth) == expected


@pytest.mark.parametrize(
    ("kind", "in_channels", "depth", "expected"),
    [
        ("unetpp", 1, 1, 3_477_078_016), ("unetpp", 1, 2, 8_879_341_568),
        ("unetpp", 1, 3, 17_435_721_728), ("unetpp", 1, 4, 29_750_198_272),
        ("unetpp", 3, 1, 3_514_826_752), ("unetpp", 3, 2, 8_917_090_304),
        ("unetpp", 3, 3, 17_473_470_464), ("unetpp", 3, 4, 29_787_947_008),
        ("unet", 1, 4, 12_033_458_176), ("unet", 3, 4, 12_071_206_912),
    ],
)  # fmt: skip
def test_multiply_accumulates_at_256_agree_with_a_real_pass(
    kind: Kind, in_channels: int, depth: int, expected: int
) -> None:
    net = UNet(in_channels, WIDE) if kind == "unet" else UNetPlusPlus(in_channels, WIDE)
    assert counted_macs(net, depth, 256, 256) == expected
    assert macs_at(net.architecture, depth, 256, 256) == expected


@examples(40)
@given(architectures, some.integers(1, 3), some.integers(1, 3), some.data())
def test_formulae_equal_built_modules(architecture: Architecture, high: int, wide: int, data: some.DataObject) -> None:
    net = GridNet(architecture)
    depth = data.draw(some.sampled_from(architecture.head_depths))
    height, width = high * 2**architecture.depth, wide * 2**architecture.depth
    assert params_at(architecture, depth) == counted_params(net, depth, (depth,))
    every_head = architecture.head_depths
    deepest = params_at(architecture, architecture.depth, heads=len(every_head))
    assert deepest == sum(parameter.numel() for parameter in net.parameters())
    assert deepest == counted_params(net, architecture.depth, every_head)
    found = net.nodes(torch.rand(1, architecture.in_channels, height, width), depth)
    assert {node: tuple(x.shape[1:]) for node, x in found.items()} == {
        node: shape_of(architecture, node, height, width) for node in needed(architecture, depth)
    }
    assert macs_at(architecture, depth, height, width) == counted_macs(net, depth, height, width)


@examples(40)
@given(architectures)
def test_each_node_counts_what_its_modules_hold(architecture: Architecture) -> None:
    net = GridNet(architecture)
    for node in architecture.nodes:
        key = f"{node.row}_{node.col}."
        mine = [p for name, p in net.named_parameters() if name.startswith((f"blocks.{key}", f"ups.{key}"))]
        assert params_of(architecture, node) == sum(p.numel() for p in mine)
        block = net.blocks[key[:-1]]
        assert isinstance(block, Block)
        assert in_channels_of(architecture, node) == block.conv1.in_channels


def test_one_node_by_hand() -> None:
    """X(0,4) of the paper's net: five inputs of 32 channels, an up-convolution from 64."""
    architecture = Architecture("unetpp", 1, WIDE, 1)
    assert params_of(architecture, Node(0, 4)) == (160 * 32 * 9 + 32) + (32 * 32 * 9 + 32) + (64 * 32 * 4 + 32)
    pixels = 256 * 256
    assert macs_of(architecture, Node(0, 4), 256, 256) == (160 * 32 * 9 + 32 * 32 * 9 + 64 * 32) * pixels


def test_fifteen_nodes_by_diagonal_and_thirty_four_links() -> None:
    architecture = Architecture("unetpp", 3, WIDE, 1)
    assert [str(node) for node in grid(4)] == [
        "X(0,0)", "X(1,0)", "X(0,1)", "X(2,0)", "X(1,1)", "X(0,2)", "X(3,0)", "X(2,1)", "X(1,2)", "X(0,3)",
        "X(4,0)", "X(3,1)", "X(2,2)", "X(1,3)", "X(0,4)",
    ]  # fmt: skip
    assert len(links(architecture)) == len(set(links(architecture))) == 34


def test_unet_is_the_encoder_and_the_outermost_diagonal() -> None:
    architecture = Architecture("unet", 3, WIDE, 1)
    assert set(unet_grid(4)) == {Node(i, 0) for i in range(5)} | {Node(i, 4 - i) for i in range(4)}
    assert inputs(Node(1, 3), architecture.nodes) == (Node(1, 0), Node(2, 2))
    assert len(links(architecture)) == 4 + 2 * 4
    assert architecture.head_depths == (4,)


def test_inputs_of_a_nested_node_are_all_to_its_left_and_the_one_below_left() -> None:
    nodes = grid(4)
    assert inputs(Node(1, 3), nodes) == (Node(1, 0), Node(1, 1), Node(1, 2), Node(2, 2))
    assert inputs(Node(2, 0), nodes) == (Node(1, 0),)
    assert inputs(Node(0, 0), nodes) == ()
    assert all(len(inputs(node, nodes)) == node.col + 1 for node in nodes if node.col)


@given(some.integers(1, 7))
def test_every_node_comes_after_its_inputs(depth: int) -> None:
    for nodes in (grid(depth), unet_grid(depth)):
        for place, node in enumerate(nodes):
            assert set(inputs(node, nodes)) <= set(nodes[:place])


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_pruning_keeps_the_diagonals_up_to_the_depth(depth: int) -> None:
    kept = needed(Architecture("unetpp", 3, WIDE, 1), depth)
    assert len(kept) == (3, 6, 10, 15)[depth - 1]
    assert max(node.diagonal for node in kept) == depth


@pytest.mark.parametrize(
    ("refused", "got", "need", "do"),
    [
        (lambda: grid(0), "0", "at least 1", "choose"),
        (lambda: Architecture("unetpp", 3, (16,), 1), "(16,)", "at least two widths", "give"),
        (lambda: Architecture("unetpp", 0, (16, 32), 1), "in_channels=0", "positive", "give"),
        (lambda: Architecture("unet", 3, (16, -2), 1), "-2", "positive", "give"),
        (lambda: Architecture("unet", 3, (16, 32), 0), "classes=0", "positive", "give"),
        (lambda: needed(Architecture("unetpp", 3, WIDE, 1), 5), "5", "(1, 2, 3, 4)", "choose"),
        (lambda: needed(Architecture("unet", 3, WIDE, 1), 2), "2", "(4,)", "choose"),
        (lambda: shape_of(Architecture("unet", 3, WIDE, 1), Node(0, 0), 97, 500), "500x97", "16", "pad to 512x112"),
        (lambda: shape_of(Architecture("unet", 3, WIDE, 1), Node(0, 0), 0, 16), "16x0", "16", "pad to"),
    ],
)
def test_refusals_say_what_was_got_what_is_needed_and_what_to_do(refused: object, got: str, need: str, do: str) -> None:
    assert callable(refused)
    with pytest.raises(ValueError, match=r".+") as caught:
        refused()
    for part in (got, need, do):
        assert part in str(caught.value)


def test_what_reaches_what() -> None:
    net = Architecture("unetpp", 3, (4, 6, 8), 1)
    assert reaches(net, Node(1, 0), Node(0, 1))
    assert reaches(net, Node(0, 0), Node(2, 0))
    assert reaches(net, Node(1, 1), Node(1, 1))
    assert not reaches(net, Node(0, 1), Node(1, 1))
    assert not reaches(net, Node(2, 0), Node(0, 1))
