"""What comes back without a skip: means are the best single colours, readouts are least squares on other pictures."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np
import pytest
import torch
from nets import block_of
from torch.nn import functional as F

from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import Block, GridNet
from unet_demo.core.pictures.images import picture_of
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.skips import gradient_door, records, survival
from unet_demo.core.skips.survival_findings import (
    against_means,
    below,
    costs_db,
    crowd,
    nearer,
    said_of_rows,
)


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def net() -> GridNet:
    torch.manual_seed(0)
    return GridNet(Architecture("unet", 3, (4, 6, 8), 1)).eval().requires_grad_(False)


def test_psnr_is_what_it_is_said_to_be() -> None:
    black = np.zeros((4, 4, 3), np.uint8)
    assert survival.psnr_of(black, black) == inf
    assert survival.psnr_of(black, black + 255) == pytest.approx(0)
    assert survival.psnr_of(black, black + 8) == pytest.approx(30.07, abs=0.01)  # the 8 of 255 that the page names
    assert survival.psnr_of(black, black + 4) - survival.psnr_of(black, black + 8) == pytest.approx(6.02, abs=0.01)


def test_no_other_colour_for_a_square_comes_nearer_than_its_mean() -> None:
    picture = noise(32, 48)
    for each in survival.halved(picture):
        assert each.squares.shape == each.bilinear.shape == picture.shape
        for step in (-2, 2):
            other = np.clip(each.squares.astype(int) + step, 0, 255).astype(np.uint8)
            assert survival.psnr_of(other, picture) < each.squares_db
    assert [each.square_px for each in survival.halved(picture)] == [2, 4, 8, 16]


def test_squares_that_were_there_before_survive() -> None:
    picture = noise(4, 4).repeat(8, axis=0).repeat(8, axis=1)
    two, four, eight, sixteen = survival.halved(picture)
    assert two.squares_db == four.squares_db == eight.squares_db == inf
    assert np.array_equal(eight.squares, picture)
    assert 0 < sixteen.squares_db < 30
    assert survival.halved(np.full((16, 16, 3), 7, np.uint8))[3].bilinear_db == inf


def test_a_readout_is_the_least_squares_solution() -> None:
    model, images = net(), [torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(n)) for n in range(4)]
    found = survival.fit(model, images)
    assert [tuple(each.shape) for each in found] == [(5, 3), (7, 12), (9, 48)]
    for row, readout in enumerate(found):
        maps = [survival.encoded(model, image)[row] for image in images]
        given = torch.cat([F.pad(each[0].flatten(1).T, (0, 1), value=1.0) for each in maps]).double()
        wanted = torch.cat([F.pixel_unshuffle(image, 2**row)[0].flatten(1).T for image in images]).double()
        best = torch.linalg.lstsq(given, wanted, driver="gelsd").solution
        errors = [float(((given @ each.double() - wanted) ** 2).mean()) for each in (readout, best)]
        assert errors[1] <= errors[0] * (1 + 1e-9)
        assert errors[0] < 1.01 * errors[1]


def test_a_map_that_holds_the_picture_gives_it_back() -> None:
    model = net()
    first = block_of(model, "0_0")
    with torch.no_grad():
        assert isinstance(first, Block)
        for conv in (first.conv1, first.conv2):
            assert conv.bias is not None
            conv.weight.zero_()
            conv.bias.zero_()
            for channel in range(3):
                conv.weight[channel, channel, 1, 1] = 1
    picture = picture_of(noise(32, 32))
    survival._fitted.clear()
    found = survival.read_back(model, "nuclei", "of_the_test", picture)
    survival._fitted.clear()
    assert found.rows[0].db > 45  # the ridge costs a little
    assert found.rows[1].db < 20
    assert found.fitted == survival.FITTED


def test_the_visitors_picture_is_never_fitted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    scenes = {number: nuclei(4, 5, 0.2, 0.1, "fluorescence", number, 32, 32) for number in range(7000, 7010)}
    monkeypatch.setattr(survival, "drawn", lambda task, number: scenes[number])
    others = survival.others_of("nuclei", scenes[7003])
    assert len(others) == survival.FITTED - 1
    assert all(each.key != scenes[7003].key for each in others)
    cat = lesson_copy(sample("cat").load(), 160)
    photos = survival.others_of("cats", cat)
    assert len(photos) > 3
    assert cat.key not in {each.key for each in photos}
    assert len({each.key for each in photos}) == len(photos)


def test_readouts_are_fitted_once_and_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    model, fits = net(), list[int]()
    picture = nuclei(4, 5, 0.2, 0.1, "fluorescence", 1, 32, 32)
    monkeypatch.setattr(survival, "others_of", lambda task, picture: [picture])

    def fit(model: GridNet, images: Sequence[object]) -> tuple[()]:
        fits.append(len(images))
        return ()

    monkeypatch.setattr(survival, "fit", fit)
    survival._fitted.clear()
    for build in [*(f"net{n}" for n in range(survival.KEPT + 2)), f"net{survival.KEPT + 1}"]:
        survival.readouts_of(model, "nuclei", build, picture)
    assert len(fits) == survival.KEPT + 2
    assert len(survival._fitted) == survival.KEPT
    survival._fitted.clear()


def test_the_trained_net_gives_back_less_the_deeper_one_looks() -> None:
    engine.boot()
    picture = lesson_copy(sample("smear").load())
    found, means = gradient_door.read_back("nuclei", picture, "unet"), gradient_door.halved(picture)
    assert [row.channels for row in found.rows] == [16, 32, 64, 128, 256]
    assert all(row.copy.shape == (256, 256, 3) for row in found.rows)
    assert found.rows[0].db > found.rows[2].db > found.rows[4].db
    assert nearer(found.rows[4].db, means[3].squares_db) == "mean"
    assert records.seen_by_net(picture).shape == (256, 256, 3)


def test_what_is_said_follows_from_the_figures() -> None:
    assert [nearer(15, 11), nearer(11, 15), nearer(11, 11.9), nearer(inf, inf)] == ["map", "mean", "alike", "alike"]
    assert costs_db([29.5, 23.5, 19]) == (4.5, 6)
    assert costs_db([inf, 30]) is None
    assert against_means([30, 20, 18, 9], [25, 17.5, 9]) == {"mean": (1,), "map": (), "alike": (2, 3)}
    assert said_of_rows([25, 22, 12], [29, 23], 10) == ["behind", "falls", "no_copy"]
    assert said_of_rows([40, 32, 30], [29, 23], 10) == ["ahead", "falls"]
    assert said_of_rows([30, 30, 29.5], [29, 30], 10) == ["mixed", "stays"]
    assert said_of_rows([30, 20, 9], [29, 22, 12][:2], 10)[0] == "unlike"
    assert "falls" not in said_of_rows([30, 20, 9], [29, 22, 12][:2], 10)
    assert below([30, 9, 12, 8], 10) == (1, 3)
    assert crowd(Architecture("unet", 3, (16, 32, 64, 128, 256), 1), 256, 256) == (65536, 196608, 30 * 65536)
