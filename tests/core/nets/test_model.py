"""Oracles for the looped forward: both nets written out node by node, pruning counted where blocks run."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from unet_demo.core.nets.grid import Architecture, Join, Node
from unet_demo.core.nets.model import Block, GridNet, UNet, UNetPlusPlus, fold

WIDTHS = (4, 6, 8, 10, 12)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def seeded(net: Callable[[], GridNet], seed: int = 0) -> GridNet:
    torch.manual_seed(seed)
    return net().eval()


def picture(batch: int = 2, channels: int = 3, height: int = 32, width: int = 48, seed: int = 1) -> Tensor:
    return torch.rand(batch, channels, height, width, generator=torch.Generator().manual_seed(seed))


def block(net: GridNet, name: str, x: Tensor) -> Tensor:
    """Twice convolution, normalisation, ReLU, out of the net's own modules but not through `Block.forward`."""
    b = net.blocks[name]
    assert isinstance(b, Block)
    x = torch.relu(b.norm1(b.conv1(x)))
    return torch.relu(b.norm2(b.conv2(x)))


def watched(monkeypatch: pytest.MonkeyPatch) -> list[Block]:
    """A list that grows by each block that executes from now on."""
    ran: list[Block] = []
    plain = Block.forward

    def forward(self: Block, x: Tensor) -> Tensor:
        ran.append(self)
        return plain(self, x)

    monkeypatch.setattr(Block, "forward", forward)
    return ran


def unetpp_by_hand(net: GridNet, image: Tensor) -> dict[Node, Tensor]:
    """All fifteen nodes of UNet++, one by one, as the figure of the paper shows them."""
    up = net.ups
    x00 = block(net, "0_0", image)
    x10 = block(net, "1_0", F.max_pool2d(x00, 2))
    x20 = block(net, "2_0", F.max_pool2d(x10, 2))
    x30 = block(net, "3_0", F.max_pool2d(x20, 2))
    x40 = block(net, "4_0", F.max_pool2d(x30, 2))
    x01 = block(net, "0_1", torch.cat([x00, up["0_1"](x10)], 1))
    x11 = block(net, "1_1", torch.cat([x10, up["1_1"](x20)], 1))
    x21 = block(net, "2_1", torch.cat([x20, up["2_1"](x30)], 1))
    x31 = block(net, "3_1", torch.cat([x30, up["3_1"](x40)], 1))
    x02 = block(net, "0_2", torch.cat([x00, x01, up["0_2"](x11)], 1))
    x12 = block(net, "1_2", torch.cat([x10, x11, up["1_2"](x21)], 1))
    x22 = block(net, "2_2", torch.cat([x20, x21, up["2_2"](x31)], 1))
    x03 = block(net, "0_3", torch.cat([x00, x01, x02, up["0_3"](x12)], 1))
    x13 = block(net, "1_3", torch.cat([x10, x11, x12, up["1_3"](x22)], 1))
    x04 = block(net, "0_4", torch.cat([x00, x01, x02, x03, up["0_4"](x13)], 1))
    values = (x00, x10, x20, x30, x40, x01, x11, x21, x31, x02, x12, x22, x03, x13, x04)
    places = ("00", "10", "20", "30", "40", "01", "11", "21", "31", "02", "12", "22", "03", "13", "04")
    return {Node(int(place[0]), int(place[1])): value for place, value in zip(places, values, strict=True)}


def unet_by_hand(net: GridNet, image: Tensor, bridge: Callable[[Tensor, Tensor], Tensor] | None = None) -> Tensor:
    """The U of Ronneberger et al., padded: down four times, up four times, one skip at each level.

    `bridge(skip, up)` is what a decoder block receives: concatenation in the paper.
    """
    bridge = bridge or (lambda skip, up: torch.cat([skip, up], 1))
    e0 = block(net, "0_0", image)
    e1 = block(net, "1_0", F.max_pool2d(e0, 2))
    e2 = block(net, "2_0", F.max_pool2d(e1, 2))
    e3 = block(net, "3_0", F.max_pool2d(e2, 2))
    bottom = block(net, "4_0", F.max_pool2d(e3, 2))
    d3 = block(net, "3_1", bridge(e3, net.ups["3_1"](bottom)))
    d2 = block(net, "2_2", bridge(e2, net.ups["2_2"](d3)))
    d1 = block(net, "1_3", bridge(e1, net.ups["1_3"](d2)))
    d0 = block(net, "0_4", bridge(e0, net.ups["0_4"](d1)))
    logits: Tensor = net.heads["4"](d0)
    return logits


@pytest.mark.parametrize("norm", [False, True])
@torch.inference_mode()
def test_unetpp_equals_fifteen_nodes_written_out(norm: bool) -> None:
    net = seeded(lambda: UNetPlusPlus(widths=WIDTHS, norm=norm))
    image = picture()
    by_hand = unetpp_by_hand(net, image)
    looped = net.nodes(image, 4)
    assert looped.keys() == by_hand.keys()
    for node, value in by_hand.items():
        assert torch.equal(looped[node], value), node
    for depth in (1, 2, 3, 4):
        assert torch.equal(net(image, depth), net.heads[str(depth)](by_hand[Node(0, depth)]))


@pytest.mark.parametrize("norm", [False, True])
@torch.inference_mode()
def test_unet_equals_the_u_written_out(norm: bool) -> None:
    net = seeded(lambda: UNet(widths=WIDTHS, classes=3, norm=norm))
    image = picture()
    assert torch.equal(net(image, 4), unet_by_hand(net, image))


@torch.inference_mode()
def test_a_u_that_adds_and_one_without_a_bridge_written_out() -> None:
    bridges: dict[Join, Callable[[Tensor, Tensor], Tensor]] = {
        "add": lambda skip, up: skip + up,
        "none": lambda _skip, up: up,
    }
    for join, bridge in bridges.items():
        net = seeded(lambda join=join: GridNet(Architecture("unet", 3, WIDTHS, 1, join), norm=True))  # type: ignore[misc]
        assert torch.equal(net(picture(), 4), unet_by_hand(net, picture(), bridge))


@torch.inference_mode()
def test_a_pruned_pass_is_the_full_nets_head_bit_for_bit() -> None:
    net = seeded(lambda: UNetPlusPlus(widths=WIDTHS))
    image = picture()
    full = net.nodes(image, 4)
    for depth in (1, 2, 3, 4):
        assert torch.equal(net(image, depth), net.head(depth, full))


@pytest.mark.parametrize(("depth", "blocks"), [(1, 3), (2, 6), (3, 10), (4, 15)])
@torch.inference_mode()
def test_a_pruned_pass_runs_only_its_blocks(depth: int, blocks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    net = seeded(lambda: UNetPlusPlus(widths=WIDTHS))
    ran, told = watched(monkeypatch), list[Node]()
    net.nodes(picture(), depth, on_block=told.append)
    assert len(ran) == len(set(map(id, ran))) == blocks
    assert [net.blocks[f"{node.row}_{node.col}"] for node in told] == ran
    ran.clear()
    net(picture(), depth)
    assert len(ran) == blocks


@torch.inference_mode()
def test_known_activations_are_taken_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    net = seeded(lambda: UNetPlusPlus(widths=WIDTHS))
    image = picture()
    full = net.nodes(image, 4)
    known = net.nodes(image, 2)
    kept = dict(known)
    ran = watched(monkeypatch)
    deeper = net.nodes(image, 4, known=known)
    assert len(ran) == 15 - 6
    assert known.keys() == kept.keys(), "what was handed in must not grow"
    for node, value in full.items():
        assert torch.equal(deeper[node], value), node
        assert node not in kept or deeper[node] is kept[node]


@torch.inference_mode()
def test_known_activations_decide_what_follows() -> None:
    net = seeded(lambda: UNetPlusPlus(widths=WIDTHS))
    image = picture()
    full = net.nodes(image, 4)
    changed = net.nodes(image, 4, known={Node(2, 1): torch.zeros_like(full[Node(2, 1)])})
    differing = {node for node in full if not torch.equal(full[node], changed[node])}
    assert differing == {Node(2, 1), Node(2, 2), Node(1, 2), Node(1, 3), Node(0, 3), Node(0, 4)}


@torch.inference_mode()
def test_channels_last_gives_the_same_logits() -> None:
    net = seeded(lambda: UNetPlusPlus(widths=WIDTHS))
    image = picture()
    plain = {depth: net(image, depth) for depth in (1, 2, 3, 4)}
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    for depth, logits in plain.items():
        again = net(image.to(memory_format=torch.channels_last), depth)
        torch.testing.assert_close(again, logits, atol=1e-5, rtol=1e-5)


def inside(net: GridNet) -> dict[str, dict[str, object]]:
    """Everything that any module of the net holds by name, with the identity of each value."""
    return {name: {key: id(value) for key, value in vars(module).items()} for name, module in net.named_modules()}


@torch.inference_mode()
def test_a_call_leaves_nothing_on_the_model() -> None:
    net = fold(seeded(lambda: UNetPlusPlus(widths=WIDTHS, norm=True)))
    image = picture()
    attributes = inside(net)
    weights = {name: value.clone() for name, value in net.state_dict().items()}
    pixels = image.clone()
    known = net.nodes(image, 2, on_block=lambda node: None)
    net.nodes(image, 4, known=known)
    net(image, 3)
    assert inside(net) == attributes
    assert net.state_dict().keys() == weights.keys()
    assert all(torch.equal(value, weights[name]) for name, value in net.state_dict().items())
    assert torch.equal(image, pixels), "the picture must not be written to"
    assert all(not module._forward_hooks and not module._forward_pre_hooks for module in net.modules())


def test_eight_threads_at_once_get_what_one_would() -> None:
    net = fold(seeded(lambda: UNetPlusPlus(widths=WIDTHS, norm=True)))
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    jobs = [(seed, 1 + seed % 4) for seed in range(48)]

    def run(job: tuple[int, int]) -> dict[Node, Tensor]:
        with torch.inference_mode():
            return net.nodes(picture(batch=1, seed=job[0]), job[1])

    serial = [run(job) for job in jobs]
    with ThreadPoolExecutor(8) as pool:
        parallel = list(pool.map(run, jobs))
    for alone, together in zip(serial, parallel, strict=True):
        assert alone.keys() == together.keys()
        assert all(torch.equal(alone[node], together[node]) for node in alone)


@pytest.mark.parametrize(
    ("net", "depth", "heads"), [(UNetPlusPlus, 0, "(1, 2, 3, 4)"), (UNetPlusPlus, 5, "(1, 2, 3, 4)"), (UNet, 2, "(4,)")]
)
def test_a_depth_without_a_head_is_refused(net: type[UNet | UNetPlusPlus], depth: int, heads: str) -> None:
    with pytest.raises(ValueError, match=f"Depth is {depth}.*heads at") as caught:
        net(widths=WIDTHS)(picture(), depth)
    assert heads in str(caught.value)
    assert "choose" in str(caught.value)


def test_gradients_reach_every_parameter_through_all_heads() -> None:
    net = seeded(lambda: UNetPlusPlus(widths=WIDTHS, norm=True)).train()
    found = net.nodes(picture(), 4)
    sum((net.head(depth, found) ** 2).mean() for depth in (1, 2, 3, 4)).backward()  # type: ignore[union-attr]
    assert all(parameter.grad is not None and parameter.grad.abs().sum() > 0 for parameter in net.parameters())


def test_other_depths_and_channel_counts_walk_the_same_loop() -> None:
    net = GridNet(Architecture("unetpp", 1, (3, 5, 7), 2)).eval()
    assert net(picture(channels=1, height=8, width=12), 2).shape == (2, 2, 8, 12)
