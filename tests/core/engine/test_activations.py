"""Opening up a run of the trained net: what is kept, for how long, and that the numbers are the run's own."""

from __future__ import annotations

import numpy as np
import pytest

from unet_demo.core.engine import activations, engine
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets.fields import box_of
from unet_demo.core.nets.grid import Node
from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.pictures.lesson import lesson_copy, lesson_size
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.unet import door
from unet_demo.core.unet.unroll import Place


@pytest.fixture
def picture() -> Picture:
    return nuclei(9, 9, 0.2, 0.05, "fluorescence", 1, height=96, width=64)


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    activations._opened.clear()


def test_every_node_is_there_once_and_the_same_run_comes_back(picture: Picture) -> None:
    run = activations.opened("nuclei", picture)
    assert set(run.activations) == set(engine.architecture_of("nuclei").nodes)
    assert run.activations[Node(2, 1)].shape == (64, 24, 16)
    assert activations.opened("nuclei", picture) is run
    shallow = activations.opened("nuclei", picture, depth=2)
    assert set(shallow.activations) == {node for node in run.activations if node.diagonal <= 2}


def test_only_a_few_are_kept_and_only_for_a_while(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activations._opened, "most", 2)
    pictures = [nuclei(3, 9, 0.2, 0.05, "fluorescence", seed, height=16, width=16) for seed in range(3)]
    first = activations.opened("nuclei", pictures[0])
    for each in pictures[1:]:
        activations.opened("nuclei", each)
    assert len(activations._opened) == 2
    assert activations.opened("nuclei", pictures[0]) is not first
    monkeypatch.setattr(activations._opened, "keep_s", -1.0)
    activations._opened.sweep()
    assert not activations._opened


@pytest.mark.parametrize("build", ["unetpp", "unet"])
def test_a_value_of_the_mask_down_to_the_picture(picture: Picture, build: str) -> None:
    run = activations.opened("nuclei", picture, build)
    logit, _ = door.examined("nuclei", picture, build, Place(Node(0, 4), "head", 0, 40, 30))
    assert logit.total == pytest.approx(logit.tensor, abs=1e-4)
    assert int(min(255, logit.value * 256)) == run.at("4")[40, 30]
    channel = max(logit.parts, key=lambda part: abs(part.product)).channel
    inner, _ = door.examined("nuclei", picture, build, Place(Node(0, 4), "conv2", channel, 40, 30))
    assert inner.value == pytest.approx(float(run.activations[Node(0, 4)][channel, 40, 30]), rel=1e-3)  # float16
    assert inner.total == pytest.approx(inner.tensor, abs=1e-4)
    assert inner.norm is not None
    first, _ = door.examined("nuclei", picture, build, Place(Node(0, 0), "conv1", 0, 40, 30))
    assert [part.values[1, 1] for part in first.parts] == pytest.approx(list(activations.image_of(picture)[:, 40, 30]))


def test_a_field_lies_within_its_box(picture: Picture) -> None:
    _, slope = door.examined("nuclei", picture, "unetpp", Place(Node(0, 2), "head", 0, 50, 20))
    top, bottom, left, right = box_of(engine.architecture_of("nuclei"), Node(0, 2), 50, 20)
    outside = slope.copy()
    outside[max(0, top) : bottom + 1, max(0, left) : right + 1] = 0
    assert slope.max() > 0
    assert outside.max() == 0


@pytest.mark.parametrize(
    ("size", "copy"),
    [
        ((256, 256), (256, 256)),
        ((1, 1), (16, 16)),
        ((300, 451), (176, 256)),
        ((512, 384), (256, 192)),
        ((40, 4000), (16, 256)),
        ((97, 130), (96, 128)),
    ],
)
def test_the_copy_for_lessons(size: tuple[int, int], copy: tuple[int, int]) -> None:
    assert lesson_size(*size) == copy
    rng = np.random.default_rng(0)
    whole = picture_of(rng.integers(0, 255, size, np.uint8), "noise", np.ones(size, np.uint16))
    small = lesson_copy(whole)
    assert (small.height, small.width) == copy
    assert small.truth is not None
    assert small.truth.shape == copy


def test_a_picture_that_suits_is_opened_itself() -> None:
    whole = sample("smear").load()
    assert lesson_copy(whole) is whole
    small = lesson_copy(sample("tissue").load())
    assert (small.height, small.width) == (192, 256)
    assert small.truth is not None
    assert 0.02 < (small.truth > 0).mean() < 0.9
