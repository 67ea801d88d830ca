"""The door to 1x1 convolutions with a trained net: what it finds, and that maps are held for a short while only."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from unet_demo.core import engine, gallery, point_views
from unet_demo.core.grid import Node
from unet_demo.core.images import Picture, picture_of
from unet_demo.core.lesson import lesson_copy
from unet_demo.core.points import Operation, operations_of

HEAD = Operation(Node(0, 4), True)


@pytest.fixture
def picture() -> Iterator[Picture]:
    engine.boot()
    point_views._kept.clear()
    yield lesson_copy(gallery.samples_of("nuclei")[0].load())
    point_views._kept.clear()


@pytest.mark.parametrize("build", ["unet", "unetpp"])
def test_the_head_of_the_trained_net_gives_the_runs_own_answer(picture: Picture, build: str) -> None:
    run = engine.run("nuclei", picture, build=build)
    for row, col in ((0, 0), (120, 77), (255, 255)):
        found = point_views.product_of("nuclei", picture, build, HEAD, 0, row, col)
        assert found.gap < 1e-5
        assert abs(float(found.probabilities[0]) - run.probability[-1, row, col] / 256) < 1 / 200


def test_every_operation_of_the_trained_net_is_f_linear(picture: Picture) -> None:
    net = engine.architecture_of("nuclei", "unet")
    for operation in operations_of(net):
        same = point_views.sameness_of("nuclei", picture, "unet", operation)
        assert max(same.gaps) <= 1e-5 * max(1.0, same.largest)


def test_the_first_pixel_belongs_to_an_object_near_the_middle(picture: Picture) -> None:
    row, col = point_views.start_of("nuclei", picture, "unet")
    assert point_views.product_of("nuclei", picture, "unet", HEAD, 0, row, col).probabilities[0] >= 0.5
    empty = picture_of(np.zeros((32, 48), np.uint8))
    assert point_views.start_of("nuclei", empty, "unet") == (16, 24)


def test_ranks_curves_and_layers_come_through_the_door(picture: Picture) -> None:
    node = Node(1, 3)
    found = point_views.lifted_of("nuclei", picture, "unet", node, "trained", 0)
    assert found.linear.rank <= found.maps.rank <= 32
    assert point_views.stacked_of("nuclei", picture, "unet", node, 0).gap < 1e-4
    assert len(point_views.curves_of("nuclei", picture, "unet", node).best) == 32
    assert point_views.squeezed_of("nuclei", picture, "unet", Node(0, 4), 16).best.iou == 1
    assert point_views.beside_of("nuclei", picture, "unet", node, 0).equal[0]


def test_maps_are_kept_while_looked_at_and_then_let_go(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    point_views.product_of("nuclei", picture, "unet", HEAD, 0, 1, 1)
    assert [key[1] for key in point_views._kept._entries] == [Node(0, 4)]
    held = next(iter(point_views._kept._entries.values())).value
    point_views.product_of("nuclei", picture, "unet", HEAD, 0, 2, 2)
    assert next(iter(point_views._kept._entries.values())).value is held
    monkeypatch.setattr(point_views._kept, "most", 2)
    for node in (Node(0, 0), Node(1, 0), Node(2, 0)):
        point_views.curves_of("nuclei", picture, "unet", node)
    assert [key[1] for key in point_views._kept._entries] == [Node(1, 0), Node(2, 0)]
    monkeypatch.setattr(point_views._kept, "keep_s", -1.0)
    point_views._kept.sweep()
    assert not point_views._kept


def test_a_node_of_another_net_is_refused(picture: Picture) -> None:
    with pytest.raises(ValueError, match="choose one on its grid"):
        point_views.curves_of("nuclei", picture, "unet", Node(1, 1))
