"""Fewer channels and back: no pair of 1x1 convolutions beats the principal components; and what is not a pooling."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.one_by_one.squeeze import beside, curves, label_of, squeezed

NET = Architecture("unet", 3, (6, 8, 10), 1)
SEVERAL = Architecture("unetpp", 3, (6, 8), 4)


def model(net: Architecture = NET) -> GridNet:
    torch.manual_seed(0)
    return GridNet(net).eval().requires_grad_(False)


def maps(channels: int = 6) -> torch.Tensor:
    """(C, 24, 20): three things mixed, and a little of everything else."""
    drawn = torch.Generator().manual_seed(3)
    mixed = torch.randn(channels, 3, generator=drawn) @ torch.randn(3, 480, generator=drawn)
    return (mixed + 0.05 * torch.randn(channels, 480, generator=drawn)).relu().reshape(channels, 24, 20)


def test_curves_are_what_squeezing_keeps() -> None:
    found = curves(maps())
    for keep in range(1, 7):
        back = squeezed(model(), Node(0, 2), maps(), keep)
        assert back.best.kept == pytest.approx(found.best[keep - 1], abs=1e-6)
        assert back.first.kept == pytest.approx(found.first[keep - 1], abs=1e-6)
        assert back.params == 2 * 6 * keep + keep + 6


def test_no_pair_beats_the_principal_components() -> None:
    found, x = curves(maps()), maps().flatten(1).double()
    x = x - x.mean(1, keepdim=True)
    assert all(best >= first - 1e-9 for best, first in zip(found.best, found.first, strict=True))
    for seed in range(20):
        down = torch.randn(3, 6, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        small = down @ x
        back = (x @ small.T) @ torch.linalg.pinv(small @ small.T) @ small
        assert 1 - float(((x - back) ** 2).sum() / (x**2).sum()) <= found.best[2] + 1e-9


def test_all_channels_lose_nothing() -> None:
    back = squeezed(model(), Node(0, 2), maps(), 6)
    assert math.isinf(back.best.psnr_db)
    assert math.isinf(back.first.psnr_db)
    assert (back.best.changed_px, back.best.iou) == (0, 1.0)
    assert curves(maps()).best[-1] == pytest.approx(1)


def test_the_first_channels_come_back_as_they_went() -> None:
    back = squeezed(model(), Node(1, 0), maps(8), 3)
    assert np.allclose(back.first.maps[:3], back.maps[:3], atol=1e-5)
    assert not np.allclose(back.first.maps[3:], back.maps[3:], atol=1e-3)


def test_the_answer_is_followed_where_there_is_a_head() -> None:
    middle = squeezed(model(), Node(1, 0), maps(8), 2)
    assert middle.label is None
    assert middle.best.iou is None
    top = squeezed(model(), Node(0, 2), maps(), 1)
    assert top.label is not None
    assert top.best.label is not None
    assert top.best.changed_px == int((top.label != top.best.label).sum())


def test_several_classes_are_compared_class_by_class() -> None:
    found = squeezed(model(SEVERAL), Node(0, 1), maps(), 1)
    assert found.label is not None
    assert 0 <= (found.best.iou or 0) < 1
    assert label_of(model(SEVERAL), 1, maps()).max() <= 3


@pytest.mark.parametrize("keep", [0, 7, -1])
def test_a_number_of_channels_that_is_not_there_is_refused(keep: int) -> None:
    with pytest.raises(ValueError, match="choose among them"):
        squeezed(model(), Node(0, 2), maps(), keep)


def test_dead_channels_and_flat_maps_are_no_trouble() -> None:
    dead = maps()
    dead[[0, 3]] = 0
    found = curves(dead)
    assert found.first[0] == pytest.approx(0, abs=1e-6)
    assert found.needed(0.999999) <= 4
    assert squeezed(model(), Node(0, 2), dead, 4).best.kept == pytest.approx(1, abs=1e-6)
    flat = torch.full((6, 8, 8), 0.3)
    assert curves(flat).best == (1.0,) * 6
    back = squeezed(model(), Node(0, 2), flat, 1)
    assert back.best.kept == 1.0
    assert np.isfinite(back.best.maps).all()


def test_average_pooling_with_a_window_of_one_is_the_identity() -> None:
    found = beside(maps(), 0)
    assert found.params == (0, 6 * 6 + 6, 6 * 6 + 6)
    assert found.equal == (True, False, True)
    assert found.gaps[0] == found.gaps[2] == 0
    assert found.gaps[1] > 0.1
    assert found.halved == (6, 12, 10)
    assert np.array_equal(found.entered, found.pooled)
    assert not np.allclose(found.entered, found.mixed)
