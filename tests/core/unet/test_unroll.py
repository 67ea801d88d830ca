"""Every value taken apart adds up to the net's own tensor; fields of view are what autograd finds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from nets import block_of
from torch import Tensor

from unet_demo.core.nets.fields import box_of
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet, fold, norms_of
from unet_demo.core.unet.unroll import Place, examine, unroll

WIDTHS = (4, 6, 8)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def net_of(kind: str = "unetpp", join: str = "concat", norm: bool = False) -> GridNet:
    torch.manual_seed(0)
    net = GridNet(Architecture(kind, 3, WIDTHS, 2, join), norm)  # type: ignore[arg-type]
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.5, 0.5)
            assert module.running_mean is not None
            assert module.running_var is not None
            torch.nn.init.uniform_(module.running_mean, -0.3, 0.3)
            torch.nn.init.uniform_(module.running_var, 0.3, 2.0)
    return net.eval().requires_grad_(False)


def picture(height: int = 24, width: int = 20) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(3))


def places(net: GridNet, image: Tensor) -> Iterator[Place]:
    """Corners and a middle of every kind of value of every node."""
    height, width = image.shape[-2:]
    for node in net.architecture.nodes:
        tall, wide = height >> node.row, width >> node.row
        for row, col in ((0, 0), (tall - 1, wide - 1), (tall // 2, 0), (tall // 3, wide // 2)):
            yield Place(node, "conv1", 1, row, col)
            yield Place(node, "conv2", net.architecture.widths[node.row] - 1, row, col)
            if node.col:
                yield Place(node, "up", 2, row, col)
            elif node.row:
                yield Place(node, "pool", 3, row, col)
            if node.row == 0 and str(node.col) in net.heads:
                yield Place(node, "head", 1, row, col)


@pytest.mark.parametrize(
    ("kind", "join"), [("unetpp", "concat"), ("unet", "concat"), ("unet", "none"), ("unet", "add")]
)
def test_the_parts_add_up_to_the_tensor(kind: str, join: str) -> None:
    net, image = net_of(kind, join), picture()
    with torch.inference_mode():
        done = net.nodes(image, 2)
        for place in places(net, image):
            found = unroll(net, image, done, place)
            assert found.total == pytest.approx(found.tensor, abs=1e-5), place
            if place.stage in ("conv1", "conv2"):
                assert found.value == max(0.0, found.tensor)
            if place.stage == "conv2":
                assert found.value == pytest.approx(
                    done[place.node][0, place.channel, place.row, place.col].item(), abs=1e-6
                )


def test_every_channel_names_where_it_comes_from() -> None:
    net, image = net_of(), picture()
    with torch.inference_mode():
        done = net.nodes(image, 2)
        joined = unroll(net, image, done, Place(Node(0, 2), "conv1", 0, 5, 6))
        first = unroll(net, image, done, Place(Node(0, 0), "conv1", 0, 5, 6))
    origins = [(part.origin, part.source, part.channel) for part in joined.parts]
    assert origins == [
        *(("skip", Node(0, 0), channel) for channel in range(4)),
        *(("skip", Node(0, 1), channel) for channel in range(4)),
        *(("upsampled", Node(1, 1), channel) for channel in range(4)),
    ]
    for part in joined.parts[:8]:
        assert part.source is not None
        assert np.array_equal(part.values, done[part.source][0, part.channel, 4:7, 5:8].numpy())
    assert [part.origin for part in first.parts] == ["image"] * 3


def test_a_pooled_value_is_the_largest_of_its_four() -> None:
    net, image = net_of(), picture()
    with torch.inference_mode():
        done = net.nodes(image, 2)
        found = unroll(net, image, done, Place(Node(1, 0), "pool", 2, 3, 4))
    assert len(found.parts) == 4
    assert found.total == found.value == done[Node(0, 0)][0, 2, 6:8, 8:10].max().item()


def test_folding_is_undone_to_the_number_that_training_saw() -> None:
    plain, image, node = net_of(norm=True), picture(), Node(0, 1)
    net = fold(plain)
    with torch.inference_mode():
        done, unfolded = net.nodes(image, 2), plain.nodes(image, 2)
        found = unroll(net, image, done, Place(node, "conv1", 2, 7, 8), norms_of(plain))
        raw = block_of(plain, "0_1").conv1(plain.input_of(node, image, unfolded))[0, 2, 7, 8].item()
    norm = found.norm
    assert norm is not None
    before = sum(part.product for part in found.parts) / norm.factor
    assert before == pytest.approx(raw, abs=1e-5)
    assert (before - norm.mean) * norm.factor + norm.shift == pytest.approx(found.tensor, abs=1e-5)


@pytest.mark.parametrize(
    "place",
    [
        Place(Node(0, 0), "head", 0, 1, 1),
        Place(Node(1, 1), "pool", 0, 1, 1),
        Place(Node(1, 0), "up", 0, 1, 1),
        Place(Node(0, 1), "conv2", 4, 1, 1),
        Place(Node(0, 1), "conv2", 0, 24, 1),
        Place(Node(0, 1), "conv2", 0, 1, -1),
        Place(Node(3, 0), "conv2", 0, 0, 0),
        Place(Node(0, 2), "head", 2, 0, 0),
    ],
)
def test_a_place_that_is_not_there_is_refused(place: Place) -> None:
    net, image = net_of(), picture()
    with torch.inference_mode(), pytest.raises(ValueError, match="a value that this net computes is needed"):
        unroll(net, image, net.nodes(image, 2), place)


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
def test_the_box_is_what_autograd_finds(kind: str) -> None:
    net, image = net_of(kind), picture(96, 80)
    for parameter in net.parameters():
        parameter.abs_()  # nothing cancels and no ReLU is dead: every pixel that can count does
    for node in net.architecture.nodes:
        row, col = (96 >> node.row) // 2 + 1, (80 >> node.row) // 2
        _, slope = examine(net, image, Place(node, "conv2", 0, row, col))
        rows, cols = np.nonzero(slope.any(axis=1))[0], np.nonzero(slope.any(axis=0))[0]
        top, bottom, left, right = box_of(net.architecture, node, row, col)
        assert (rows[0], rows[-1]) == (max(0, top), min(95, bottom))
        assert (cols[0], cols[-1]) == (max(0, left), min(79, right))


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
def test_no_stage_sees_beyond_its_box(kind: str) -> None:
    net, image = net_of(kind), picture(96, 80)
    for parameter in net.parameters():
        parameter.abs_()
    for place in places(net, image):
        _, slope = examine(net, image, place)
        top, bottom, left, right = box_of(net.architecture, place.node, place.row, place.col, place.stage)
        assert slope.any(), place
        slope[max(0, top) : bottom + 1, max(0, left) : right + 1] = 0
        assert not slope.any(), place


def test_an_earlier_stage_sees_less() -> None:
    net = net_of().architecture
    sizes = [box_of(net, Node(0, 1), 40, 40, stage) for stage in ("up", "conv1", "conv2")]
    heights = [bottom - top + 1 for top, bottom, _, _ in sizes]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3


def test_the_field_of_a_head_is_that_of_its_logit() -> None:
    net, image = net_of(), picture()
    _, found = examine(net, image, Place(Node(0, 1), "head", 1, 5, 6))
    pixels = image.clone().requires_grad_(True)
    net(pixels, 1)[0, 1, 5, 6].backward()
    assert pixels.grad is not None
    assert np.allclose(found, pixels.grad[0].abs().sum(0).numpy(), atol=1e-7)
    assert not any(parameter.requires_grad for parameter in net.parameters())


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
def test_a_part_of_the_picture_gives_what_the_whole_gives(kind: str) -> None:
    net, image = net_of(kind), picture(96, 80)
    with torch.inference_mode():
        done = net.nodes(image, 2)
    for place in places(net, image):
        whole, (part, _) = unroll(net, image, done, place), examine(net, image, place)
        assert part.place == place
        assert part.value == pytest.approx(whole.value, abs=1e-5)
        assert part.total == pytest.approx(part.tensor, abs=1e-5)
        assert [each.product for each in part.parts] == pytest.approx([each.product for each in whole.parts], abs=1e-5)
