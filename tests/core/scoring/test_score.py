"""Scores of an answer with burnt bridges, errors near a border apart from the rest, and the door to it all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.gallery import gallery
from unet_demo.core.lessons import answer as lessons_answer
from unet_demo.core.nets.tasks import VOID
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.scoring.score import bridges_of, near_border, score_of
from unet_demo.core.skips import door


def square() -> NDArray[np.uint8]:
    target = np.zeros((32, 32), np.uint8)
    target[8:24, 8:24] = 1
    return target


def test_the_band_lies_on_both_sides_of_the_border() -> None:
    near = near_border(square())
    assert near[16, 5:11].all()
    assert not near[16, 4]
    assert not near[16, 11:21].any()
    assert not near_border(np.zeros((8, 8), np.uint8)).any()


def test_the_unknown_has_no_border() -> None:
    target = np.zeros((16, 16), np.uint8)
    target[4:8, 4:8] = VOID
    assert not near_border(target).any()


def test_errors_are_told_apart_by_where_they_lie() -> None:
    target, shrunk, holed = square(), np.zeros((32, 32), np.uint8), square()
    shrunk[9:23, 9:23] = 1
    holed[15:17, 15:17] = 0
    assert score_of(target, target, 1).iou == 1
    rim, hole = score_of(shrunk, target, 1), score_of(holed, target, 1)
    assert (rim.near, rim.far) == (16 * 16 - 14 * 14, 0)
    assert (hole.near, hole.far) == (0, 4)
    assert rim.near_of + rim.far_of == target.size
    assert rim.dice == pytest.approx(2 * 196 / (196 + 256))


def test_classes_have_a_mean_iou_and_no_dice() -> None:
    target = np.repeat(np.array([0, 1, 2, VOID], np.uint8), 8)[None].repeat(8, 0)
    answer = np.where(target == 2, 1, target).astype(np.uint8)
    score = score_of(answer, target, 3)
    assert score.dice is None
    assert score.iou == pytest.approx((1 + 0.5 + 0) / 3)
    assert score.near + score.far == 64


def test_letters_name_bridges() -> None:
    assert bridges_of("zosx") == {0: "zero", 1: "on", 2: "shuffled", 3: "other"}
    with pytest.raises(ValueError, match="letters among ozsx"):
        bridges_of("zq")


@pytest.fixture(scope="module")
def scene() -> Picture:
    engine.boot()
    return lesson_copy(gallery.sample("crowded").load())


def test_only_the_blocks_behind_a_burnt_bridge_run(scene: Picture) -> None:
    ran = [door.burnt_answer("nuclei", scene, "unet", {row: "zero"}).blocks for row in range(4)]
    assert ran == [1, 2, 3, 4]
    nested = [door.burnt_answer("nuclei", scene, "unetpp", {row: "zero"}).blocks for row in range(4)]
    assert nested == [4, 6, 6, 4]
    whole = door.burnt_answer("nuclei", scene, "unet", {})
    assert (whole.blocks, whole.blocks_all, whole.changed_px) == (0, 9, 0)


def test_with_all_bridges_it_is_the_answer_of_the_run(scene: Picture) -> None:
    held, run = (
        door.burnt_answer("nuclei", scene, "unet", {}),
        lessons_answer.answer_of("nuclei", scene, "unet"),
    )
    assert np.count_nonzero(held.label != run.label) <= 5  # activations are held as float16
    assert held.score is not None
    assert held.score.iou > 0.9
    assert run.blocks == 9


def test_the_top_bridge_is_the_one_this_net_cannot_do_without(scene: Picture) -> None:
    burnt = [door.burnt_answer("nuclei", scene, "unet", {row: "zero"}) for row in (0, 3)]
    assert burnt[0].changed_px > 10 * burnt[1].changed_px
    assert burnt[0].score is not None
    assert burnt[1].score is not None
    assert burnt[0].score.iou < 0.5 < burnt[1].score.iou


def test_a_picture_without_truth_has_an_answer_and_no_score(scene: Picture) -> None:
    found = door.burnt_answer("nuclei", replace(scene, truth=None), "unet", {0: "shuffled"})
    assert found.score is None
    assert found.changed_px > 0


def test_the_stranger_is_another_picture_of_the_same_size() -> None:
    for task in ("nuclei", "membranes"):
        for sample in gallery.samples_of(task):
            picture = lesson_copy(sample.load())
            other = door.stranger(task, picture)
            assert (other.height, other.width) == (picture.height, picture.width)
            assert other.key != picture.key
