"""The door to 1x1 convolutions with a trained net: what it finds, and that maps are held for a short while only."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from unet_demo.core.engine import engine
from unet_demo.core.gallery import gallery
from unet_demo.core.nets.grid import Node
from unet_demo.core.one_by_one import door
from unet_demo.core.one_by_one.points import Operation, operations_of
from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.pictures.lesson import lesson_copy

HEAD = Operation(Node(0, 4), True)


@pytest.fixture
def picture() -> Iterator[Picture]:
    engine.boot()
    door._kept.clear()
    yield lesson_copy(gallery.samples_of("nuclei")[0].load())
    door._kept.clear()


@pytest.mark.parametrize("build", ["unet", "unetpp"])
def test_the_head_of_the_trained_net_gives_the_runs_own_answer(picture: Picture, build: str) -> None:
    run = engine.run("nuclei", picture, build=build)
    for row, col in ((0, 0), (120, 77), (255, 255)):
        found = door.product_of("nuclei", picture, build, HEAD, 0, row, col)
        assert found.gap < 1e-5
        assert abs(float(found.probabilities[0]) - run.probability[-1, row, col] / 256) < 1 / 200


def test_every_operation_of_the_trained_net_is_f_linear(picture: Picture) -> None:
    net = engine.architecture_of("nuclei", "unet")
    for operation in operations_of(net):
        same = door.sameness_of("nuclei", picture, "unet", operation)
        assert max(same.gaps) <= 1e-5 * max(1.0, same.largest)


def test_the_first_pixel_belongs_to_an_object_near_the_middle(picture: Picture) -> None:
    row, col = door.start_of("nuclei", picture, "unet")
    assert door.product_of("nuclei", picture, "unet", HEAD, 0, row, col).probabilities[0] >= 0.5
    empty = picture_of(np.zeros((32, 48), np.uint8))
    assert door.start_of("nuclei", empty, "unet") == (16, 24)


def test_ranks_curves_and_layers_come_through_the_door(picture: Picture) -> None:
    node = Node(1, 3)
    found = door.lifted_of("nuclei", picture, "unet", node, "trained", 0)
    assert found.linear.rank <= found.maps.rank <= 32
    assert door.stacked_of("nuclei", picture, "unet", node, 0).gap < 1e-4
    assert len(door.curves_of("nuclei", picture, "unet", node).best) == 32
    assert door.squeezed_of("nuclei", picture, "unet", Node(0, 4), 16).best.iou == 1
    assert door.beside_of("nuclei", picture, "unet", node, 0).equal[0]


def test_maps_are_kept_while_looked_at_and_then_let_go(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    door.product_of("nuclei", picture, "unet", HEAD, 0, 1, 1)
    assert [key[1] for key in door._kept._entries] == [Node(0, 4)]
    held = next(iter(door._kept._entries.values())).value
    door.product_of("nuclei", picture, "unet", HEAD, 0, 2, 2)
    assert next(iter(door._kept._entries.values())).value is held
    monkeypatch.setattr(door._kept, "most", 2)
    for node in (Node(0, 0), Node(1, 0), Node(2, 0)):
        door.curves_of("nuclei", picture, "unet", node)
    assert [key[1] for key in door._kept._entries] == [Node(1, 0), Node(2, 0)]
    monkeypatch.setattr(door._kept, "keep_s", -1.0)
    door._kept.sweep()
    assert not door._kept


def test_a_node_of_another_net_is_refused(picture: Picture) -> None:
    with pytest.raises(ValueError, match="choose one on its grid"):
        door.curves_of("nuclei", picture, "unet", Node(1, 1))
