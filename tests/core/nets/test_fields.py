"""What a value can see: by its place in its square, lopsided, and the same whether walked back or felt by gradient."""

from __future__ import annotations

import pytest
import torch

from unet_demo.core.nets.fields import Look, beyond_square, farthest, looks_of, reach_of, sides_of
from unet_demo.core.nets.grid import Architecture, Join, Kind, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pictures.tiles import CONTEXT_PX, STEP_PX

WIDTHS = (2, 2, 2, 2, 2)


def net_of(kind: Kind = "unet", join: Join = "concat") -> Architecture:
    return Architecture(kind, 3, WIDTHS, 1, join)


@pytest.mark.parametrize(
    ("kind", "join"), [("unet", "concat"), ("unet", "none"), ("unet", "add"), ("unetpp", "concat")]
)
def test_a_pixel_of_l4_sees_188_at_4_places_of_16_and_204_at_12(kind: Kind, join: Join) -> None:
    looks = looks_of(net_of(kind, join), Node(0, 4))
    assert [look.side for look in looks] == [188] * 2 + [204] * 12 + [188] * 2
    assert sides_of(looks) == {188: 4, 204: 12}
    assert looks[0] == Look(94, 93)
    assert looks[2] == Look(96, 107)
    assert looks[13] == Look(107, 96)
    assert [(look.after, look.before) for look in looks[::-1]] == [(look.before, look.after) for look in looks]


@pytest.mark.parametrize(("depth", "sides"), [(1, {18: 2}), (2, {44: 4}), (3, {92: 4, 100: 4}), (4, {188: 4, 204: 12})])
def test_each_head_by_its_depth(depth: int, sides: dict[int, int]) -> None:
    assert sides_of(looks_of(net_of("unetpp"), Node(0, depth))) == sides


@pytest.mark.parametrize(("row", "side"), [(0, 5), (1, 14), (2, 32), (3, 68), (4, 140)])
def test_a_node_of_the_encoder_sees_the_same_from_every_place(row: int, side: int) -> None:
    looks = looks_of(net_of(), Node(row, 0))
    assert sides_of(looks) == {side: 1}
    assert looks[0].before == looks[0].after


@pytest.mark.parametrize("node", [Node(0, 4), Node(1, 3), Node(3, 1), Node(1, 1)])
def test_places_repeat_along_the_map(node: Node) -> None:
    looks = looks_of(net_of("unetpp"), node)
    for at in range(3 * len(looks), 5 * len(looks)):
        low, high = reach_of(net_of("unetpp"), node, at)
        look = looks[at % len(looks)]
        assert (low, high) == (at * look.own - look.before, (at + 1) * look.own - 1 + look.after)


def test_the_gradient_reaches_just_as_far_from_every_place() -> None:
    """All weights positive, so that nothing cancels; of every square a pooling passes on one pixel of many rows."""
    model = GridNet(net_of("unet")).double()
    with torch.no_grad():
        for weight in model.parameters():
            weight.fill_(1 / weight[0].numel() if weight.dim() > 1 else 0)
    image = torch.rand(1, 3, 256, 256, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    image.requires_grad_()
    last = model.nodes(image, 4)[Node(0, 4)][0].sum(dim=0)
    for place, look in enumerate(looks_of(model.architecture, Node(0, 4))):
        slope = torch.autograd.grad(last[120, 112 + place], image, retain_graph=True)[0][0].sum(dim=0)
        felt = torch.nonzero(slope.sum(dim=0)).flatten()
        at = 112 + place
        assert (int(felt[0]), int(felt[-1])) == (at - look.before, at + look.after)


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
def test_a_tile_brings_along_all_that_its_pixels_see(kind: Kind) -> None:
    looks = looks_of(net_of(kind), Node(0, 4))
    assert beyond_square(looks) == 94 <= CONTEXT_PX
    assert CONTEXT_PX - STEP_PX < 94  # the smallest margin on the grid that will do
    assert len(looks) == STEP_PX
    assert farthest(looks) == 107 > CONTEXT_PX
