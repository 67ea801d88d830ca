"""What meets on a level: what can be read off either stack, what it sees, and how its power is spread."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from unet_demo.core.engine import engine
from unet_demo.core.gallery import gallery
from unet_demo.core.lessons.readout import detail_of, readout
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.skips import door
from unet_demo.core.skips.crossing import BINS, crossings, shrunk, spectrum_of

RNG = np.random.default_rng(0)


def test_what_is_a_weighted_sum_of_the_channels_is_read_fully() -> None:
    maps = torch.rand(6, 64, 64)
    wanted = (maps * torch.arange(6.0)[:, None, None]).sum(0, keepdim=True) + 3
    read, (share,) = readout(maps, wanted, (1,))
    assert share is not None
    assert share > 0.99
    assert np.abs(read - wanted.numpy()).max() < 0.5


def test_noise_cannot_be_read_however_many_channels_there_are() -> None:
    torch.manual_seed(0)
    _, (share,) = readout(torch.randn(60, 32, 32), torch.randn(1, 32, 32), (1,))
    assert share is not None
    assert share < 0.05


def test_each_group_of_targets_has_its_own_share() -> None:
    torch.manual_seed(0)
    maps = torch.rand(4, 64, 64)
    targets = torch.cat([maps[:2], torch.rand(3, 64, 64)])
    _, (known, unknown) = readout(maps, targets, (2, 3))
    assert known is not None
    assert unknown is not None
    assert known > 0.95 > 0.05 > unknown


def test_too_few_positions_or_nothing_that_varies_gives_no_share() -> None:
    assert readout(torch.rand(64, 8, 8), torch.rand(1, 8, 8), (1,))[1] == [None]
    assert readout(torch.rand(2, 32, 32), torch.ones(1, 32, 32), (1,))[1] == [None]


@pytest.mark.parametrize("period", [2, 8, 32])
def test_a_wave_has_its_power_where_its_period_is(period: int) -> None:
    wave = np.cos(2 * np.pi * np.arange(64) / period).astype(np.float32)
    power = spectrum_of(np.repeat(wave[None, None], 64, axis=1))
    assert power.sum() == pytest.approx(1, abs=1e-5)
    at = min(BINS - 1, int(2 * BINS / period))
    assert power[max(0, at - 1) : at + 2].sum() > 0.9


def test_maps_that_do_not_vary_have_no_power() -> None:
    assert np.allclose(spectrum_of(np.ones((3, 16, 16), np.float32)), 0, atol=1e-6)


def test_detail_is_what_smoothing_takes_away() -> None:
    flat, line = np.ones((32, 32), np.float32), np.ones((32, 32), np.float32)
    line[16] = 2
    assert np.abs(detail_of(flat)).max() < 1e-6
    assert detail_of(line)[16].min() > 0.5
    assert shrunk(line[None], 2).shape == (1, 8, 8)
    assert shrunk(line[None], 2)[0, 4, 0] == pytest.approx(1.25)


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
def test_every_level_of_a_net_is_looked_at(kind: str) -> None:
    torch.manual_seed(0)
    model = GridNet(Architecture(kind, 3, (4, 6, 8), 2)).eval()  # type: ignore[arg-type]
    found = crossings(model, torch.rand(1, 3, 64, 48))
    assert [each.node for each in found] == [Node(0, 2), Node(1, 1)]
    assert [each.skip.shape for each in found] == [(4, 64, 48), (6, 32, 24)]
    assert [each.up.shape for each in found] == [(4, 64, 48), (6, 32, 24)]
    assert found[0].skip.sees == (5, 5)
    assert found[0].up.sees[0] > found[1].skip.sees[0] > 5
    assert found[1].detail.shape == (32, 24)


@pytest.mark.parametrize("sample", ["smear", "crowded"])
def test_detail_crosses_and_context_comes_up(sample: str) -> None:
    """What the page concludes, held against the net that is shipped."""
    top = door.crossings_of("nuclei", lesson_copy(gallery.sample(sample).load()), "unet")[0]
    assert engine.ready()
    assert top.skip.detail is not None
    assert top.up.detail is not None
    assert top.skip.detail > top.up.detail + 0.1
    assert top.up.fine > top.skip.fine  # the weave: energy alone would say the contrary
    assert top.up.sees[0] > 30 * top.skip.sees[0]
