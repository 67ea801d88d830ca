"""A task that looks at smaller copies: sizes, answers at the picture's own size, training pictures shrunk alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unet_demo.core.engine import engine
from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.tasks import TASKS, VOID
from unet_demo.core.nets.weights import load_model
from unet_demo.core.pictures.images import picture_of
from unet_demo.core.pictures.input_size import (
    enlarged,
    enlarged_label,
    enlarged_maps,
    shrunk,
    working_pixels,
    working_size,
)
from unet_demo.core.pictures.normalise import Levels
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.training import evaluate
from unet_demo.core.training.data import Example, at_working_size

SMALL = replace(TASKS["nuclei"], side_px=64)


@pytest.mark.parametrize(
    ("side_px", "size", "expected"),
    [
        (None, (900, 30), (900, 30)),
        (160, (160, 90), (160, 90)),
        (160, (320, 320), (160, 160)),
        (160, (3000, 4), (160, 1)),
        (64, (100, 128), (50, 64)),
    ],
)
def test_sizes(side_px: int | None, size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert working_size(side_px, *size) == expected


def test_pixels_are_the_pictures_own_where_nothing_is_shrunk() -> None:
    picture = picture_of(np.arange(200, dtype=np.uint16).reshape(10, 20))
    pixels, levels = working_pixels(picture, (10, 20))
    assert pixels is picture.pixels
    assert levels == picture.levels
    small, byte = working_pixels(picture, (5, 10))
    assert small.shape == (5, 10, 3)
    assert byte == Levels(0, 255)  # sixteen bits are stretched when the copy is made


def test_enlarging_keeps_what_is_certain() -> None:
    levels = np.zeros((2, 1, 8, 8), np.uint8)
    levels[1, :, :, 4:] = 255
    large = enlarged(levels, (32, 16))
    assert large.shape == (2, 1, 32, 16)
    assert large[0].max() == 0
    assert large[1, 0, :, :6].max() == 0
    assert large[1, 0, :, 10:].min() == 255
    assert enlarged(levels, (8, 8)) is levels
    assert shrunk(levels[0, 0], (8, 8)) is not None


def test_classes_are_enlarged_and_never_mixed() -> None:
    label = np.array([[0, 7], [0, 7]], np.uint8)
    sure = np.full((2, 2), 200, np.uint8)
    large = enlarged_label(label, sure, (8, 8))
    assert set(np.unique(large)) == {0, 7}  # never 3, which lies between
    assert np.array_equal(large, np.repeat(np.repeat(label, 4, 0), 4, 1))
    unsure = np.where(label == 7, 90, 200).astype(np.uint8)
    assert (enlarged_label(label, unsure, (8, 8)) == 7).sum() < (large == 7).sum()  # who is sure takes more room
    assert enlarged_label(label, sure, (2, 2)) is label


def test_maps_of_several_classes_keep_their_heads() -> None:
    rng = np.random.default_rng(0)
    maps = rng.integers(30, 255, (3, 5, 6, 4)).astype(np.uint8)
    maps[0] %= 11
    large = enlarged_maps(maps, (24, 16))
    assert large.shape == (3, 5, 24, 16)
    assert large[0].max() < 11
    assert np.array_equal(large[1], enlarged(maps[1], (24, 16)))
    assert enlarged_maps(maps, (6, 4)) is maps


def test_the_answer_has_the_pictures_own_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "TASKS", {**TASKS, "nuclei": SMALL})
    picture = nuclei(5, 20, 0.2, 0.05, "fluorescence", 1, height=128, width=96)
    run = engine.run("nuclei", picture)
    assert run.probability.shape == (4, 128, 96)
    assert (run.blocks, run.tiles) == (15, 1)
    assert picture.truth is not None
    mask, truth = run.mask("4", 0.5), picture.truth > 0
    assert (mask & truth).sum() / (mask | truth).sum() > 0.7


def test_scores_are_those_of_the_own_size() -> None:
    picture = nuclei(5, 20, 0.2, 0.05, "fluorescence", 1, height=128, width=96)
    assert picture.truth is not None
    rgb = np.repeat(picture.pixels[..., None], 3, axis=2) if picture.pixels.ndim == 2 else picture.pixels
    example = Example("one", rgb.astype(np.uint8), picture.truth, (picture.truth > 0).astype(np.uint8))
    scored = evaluate.evaluate(load_model(FOLDER / "nuclei-unetpp.safetensors"), [example], SMALL)
    assert 0.6 < scored[-1].scores["iou"] < 1


def test_training_pictures_and_their_truth_shrink_together() -> None:
    target = np.zeros((128, 96), np.uint8)
    target[32:96, 24:72] = 1
    example = Example("one", np.repeat(target[..., None] * np.uint8(200), 3, axis=2), target.astype(np.uint16), target)
    small = at_working_size(example, SMALL)
    assert small.image.shape == (64, 48, 3)
    assert small.target.shape == (64, 48)
    assert small.target[20:44, 16:32].all()
    assert not small.target[:12].any()
    assert at_working_size(example, TASKS["nuclei"]) is example


def test_targets_of_classes_are_picked_not_mixed() -> None:
    target = np.where(np.indices((360, 480))[1] < 240, 2, 9).astype(np.uint8)
    target[:4] = VOID
    example = Example("one", np.zeros((360, 480, 3), np.uint8), target.astype(np.uint16), target)
    small = at_working_size(example, TASKS["street"]).target
    assert small.shape == (180, 240)
    assert set(np.unique(small)) == {2, 9, VOID}
    assert (small[:2] == VOID).all()
    assert (small[2:, :120] == 2).all()
