"""How alike maps are, and what each head adds to the gradient."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.unetpp import door
from unet_demo.core.unetpp.supervision import alignment, head_terms, similarities

NET = Architecture("unetpp", 3, (4, 6, 8), 1)


def net() -> GridNet:
    torch.manual_seed(0)
    return GridNet(NET).eval().requires_grad_(False)


def test_maps_are_alike_whatever_the_order_and_scale_of_channels() -> None:
    maps = torch.randn(1, 6, 16, 16)
    turned = torch.linalg.qr(torch.randn(6, 6)).Q
    assert alignment(maps, 3 * torch.einsum("ij,bjhw->bihw", turned, maps)) == pytest.approx(1, abs=1e-5)
    assert alignment(maps, torch.randn(1, 6, 16, 16)) < 0.1
    assert alignment(maps, torch.ones(1, 2, 16, 16)) == 0
    with pytest.raises(ValueError, match="nodes of one row"):
        alignment(maps, torch.randn(1, 6, 8, 8))


def test_the_top_row_is_compared_with_its_end() -> None:
    image, model = torch.rand(1, 3, 32, 32), net()
    raw, found = similarities(model, image)
    assert list(found) == [Node(0, 0), Node(0, 1)]
    assert all(0 <= value <= 1 for value in found.values())
    assert raw == pytest.approx(alignment(image, model.nodes(image, 2)[Node(0, 2)]))


def test_the_products_are_those_of_the_gradients() -> None:
    image, target = torch.rand(1, 3, 32, 32), (torch.rand(1, 32, 32) > 0.5).byte()
    model = net()
    losses, products = head_terms(model, image, target)
    assert len(losses) == 2
    assert products[0][1] == pytest.approx(products[1][0])
    assert products[0][0] > 0
    assert abs(products[0][1]) <= (products[0][0] * products[1][1]) ** 0.5 + 1e-12
    assert not any(each.requires_grad for each in model.parameters())


def test_shares_sum_to_one_and_a_head_may_pull_the_other_way() -> None:
    shares = door.shares_of(((4.0, -1.0), (-1.0, 1.0)), (1, 1))
    assert sum(shares) == pytest.approx(1)
    assert door.shares_of(((4.0, -3.0), (-3.0, 5.0)), (1, 0.5))[1] < 0
    assert door.shares_of(((4.0, 0.0), (0.0, 1.0)), (0, 0)) == (0.0, 0.0)


def test_all_heads_at_once() -> None:
    engine.boot()
    scene = lesson_copy(sample("smear").load())
    found = door.heads_of("nuclei", scene)
    assert found.depths == (1, 2, 3, 4)
    assert found.scores is not None
    assert found.scores[0].iou < found.scores[3].iou
    assert int(found.agreeing.min()) >= 1
    assert int(found.agreeing.max()) == 4
    assert np.shape(found.products) == (4, 4)
    trained, fresh = door.likeness_of("nuclei", scene, "unetpp"), door.untrained_likeness_of("nuclei", scene)
    assert list(trained.values) == [Node(0, col) for col in range(4)]
    assert trained.grows
    assert trained.picture == pytest.approx(0.94, abs=0.005)
    assert trained.picture > trained.values[Node(0, 0)]
    assert trained.picture > trained.values[Node(0, 1)]
    assert len({each.picture for each in fresh}) == len(fresh) == 3
    assert not any(each.grows for each in fresh)
