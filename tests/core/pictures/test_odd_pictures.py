"""Pictures of 1x1 to 200x200 and of one row or column, every task: run, read, scored, taken home, looked over."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as some
from numpy.typing import NDArray
from pictures import file_of
from PIL import Image

from unet_demo.core.engine import activations, engine
from unet_demo.core.engine.part import image_in, middle_of, target_in
from unet_demo.core.engine.passes import tensor_of
from unet_demo.core.nets.tasks import TASKS, VOID, known_target_of
from unet_demo.core.pictures.images import Picture, display_copy, picture_of, read_picture
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.pruning import advisor
from unet_demo.core.scoring.downloads import class_table, labels_png, mask_png, table_csv
from unet_demo.core.scoring.instances import separate, table
from unet_demo.core.segment import summary
from unet_demo.core.skips import door
from unet_demo.core.skips.crossing import crossings, spectrum_of
from unet_demo.core.unet import door as unet_door
from unet_demo.core.unet.unroll import Place

LONG = ((1, 5000), (5000, 1))
sizes = some.tuples(some.integers(1, 200), some.integers(1, 200)) | some.sampled_from([(1, 1), *LONG])
tasks = some.sampled_from(tuple(TASKS))


@pytest.fixture(scope="module", autouse=True)
def _booted() -> Iterator[None]:
    engine.boot()
    yield
    activations._opened.clear()


def noise(size: tuple[int, int], truth: int | None = None) -> Picture:
    pixels = np.random.default_rng(sum(size)).integers(0, 255, (*size, 3), np.uint8)
    return picture_of(pixels, "noise", None if truth is None else np.full(size, truth, np.uint16))


def unpacked(png: bytes) -> NDArray[Any]:
    return np.asarray(Image.open(io.BytesIO(png)))


@examples(24)
@given(sizes, tasks, some.sampled_from([None, 0, 1, 11]))
def test_a_picture_of_any_size_is_segmented_read_and_taken_home(
    size: tuple[int, int], task: str, truth: int | None
) -> None:
    picture = noise(size, truth)
    run = engine.run(task, picture)
    assert run.size == size
    assert display_copy(picture).shape[2] == 3
    if run.classes is not None:
        read = summary.read_classes(run, picture.truth)
        assert all(int(each.pixels.sum()) == size[0] * size[1] for each in read.values())
        assert all((each.miou is None) == (truth in (None, 11)) for each in read.values())
        names = TASKS[task].classes
        assert len(table_csv(class_table(run.label("mean"), names)).splitlines()) == len(names) + 1
        return
    for depth, each in summary.read_depths(run, 0.5, picture.truth).depths.items():
        assert (each.iou is None) == (truth is None)
        mask = run.mask(depth, 0.5)
        assert unpacked(mask_png(mask)).shape == size
        labels = separate(mask)
        assert unpacked(labels_png(labels)).shape == size
        assert len(table(labels)) == int(labels.max())


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (2, 1), (3, 3), (17, 1), (200, 1), *LONG])
def test_files_of_any_size_are_read(size: tuple[int, int]) -> None:
    pixels = noise(size).pixels
    assert np.array_equal(read_picture(file_of(pixels)).pixels, pixels)


@examples(8)
@given(sizes, tasks, some.sampled_from([None, 0, 1, 11]))
def test_the_advisor_looks_at_any_size(size: tuple[int, int], task: str, truth: int | None) -> None:
    looks = advisor.looked_at(task, noise(size, truth), "one")
    assert [look.depth for look in looks] == [1, 2, 3, 4]
    assert all(0 <= look.agreement <= 1 for look in looks)
    unknown = truth is None or (task == "street" and truth == 11)
    assert all((look.score is None) == unknown for look in looks)
    assert advisor.shallowest(advisor.advice(looks), 0.95) in (1, 2, 3, 4)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (200, 3)])
def test_every_corner_of_a_small_picture_can_be_taken_apart(task: str, size: tuple[int, int]) -> None:
    """A lesson's copy has 16 pixels at least, so that its deepest maps have one."""
    picture = lesson_copy(noise(size), TASKS[task].side_px)
    net = engine.architecture_of(task)
    for node in (net.nodes[0], net.nodes[-1], *(each for each in net.nodes if each.row == net.depth)):
        last = (picture.height >> node.row) - 1, (picture.width >> node.row) - 1
        for row, col in ((0, 0), last):
            found, influence = unet_door.examined(task, picture, "unetpp", Place(node, "conv2", 0, row, col))
            assert np.isfinite(found.value)
            assert influence.shape == (picture.height, picture.width)
    assert all(np.isfinite(each.skip.spectrum).all() for each in door.crossings_of(task, picture, "unetpp"))


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (2, 1), (1, 320), (5, 3)])
def test_the_spectrum_of_a_tiny_map_is_finite(size: tuple[int, int]) -> None:
    for maps in (np.ones((2, *size), np.float32), np.random.default_rng(0).random((2, *size), np.float32)):
        shares = spectrum_of(maps)
        assert np.isfinite(shares).all()
        assert float(shares.sum()) == pytest.approx(1) or not shares.any()


def test_crossings_of_the_smallest_picture_leave_out_what_too_few_positions_tell() -> None:
    picture = lesson_copy(noise((1, 1)))
    model = engine.model_of("nuclei")
    found = crossings(model, tensor_of(picture.pixels, picture.levels, model))
    assert [each.skip.shape[1:] for each in found] == [(16, 16), (8, 8), (4, 4), (2, 2)]
    assert found[-1].skip.detail is None


def test_a_truth_that_means_nothing_anywhere_is_no_truth() -> None:
    street, label = TASKS["street"], np.full((2, 3), 11)
    assert known_target_of(street, label) is None
    assert known_target_of(street, None) is None
    label[1, 2] = 4
    target = known_target_of(street, label)
    assert target is not None
    assert (target == [[VOID] * 3, [VOID, VOID, 4]]).all()


@torch.no_grad()
def test_a_gradient_asks_for_the_nets_own_answer_where_no_truth_is_known() -> None:
    model, picture = engine.model_of("street"), noise((64, 64), 11)
    target, is_truth = target_in(picture, middle_of(picture), "street", model)
    assert not is_truth
    assert torch.equal(target[0].long(), model(image_in(picture, middle_of(picture), model), 4)[0].argmax(0))
