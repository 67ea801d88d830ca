"""The picture shown unasked is one on which the general finding shows, not one on which chance turns it round."""

from __future__ import annotations

from functools import cache

import pytest

from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import sample, samples_of
from unet_demo.core.nets.cards import load_card
from unet_demo.core.nets.tasks import TASKS, has_net, net_of
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.scoring.score import Score, score_of
from unet_demo.core.scoring.targets import target_for

SLACK = 0.005  # scores on one picture that are nearer than this are called alike
SUPERVISED = ("unetpp", "unetpp_equal")  # every head was trained, so that depths can be compared


@cache
def scores(id: str, build: str, small: bool = False) -> tuple[Score, ...]:
    """Every head's, shallow first, on a gallery picture: as Segment shows it, or the lessons' `small` copy."""
    task, picture = sample(id).task, sample(id).load()
    picture = lesson_copy(picture) if small else picture
    target, run = target_for(task, picture), engine.run(task, picture, build=build)
    assert target is not None
    classes = TASKS[task].outputs
    answers = [(run.at(str(d)) >= 128).astype("uint8") if run.classes is None else run.classes.label[run.index(str(d))]
               for d in run.heads]  # fmt: skip
    return tuple(score_of(each, target, classes) for each in answers)


def on_card(task: str, build: str) -> list[float]:
    name = "iou" if TASKS[task].outputs == 1 else "miou"
    return [head.scores[name] for head in load_card(net_of(task, build).file).on("val").heads]


def agrees(found: list[float], expected: list[float]) -> bool:
    """Whether the depth that is best on many pictures is best here, or as good, and the worst one the worst."""
    best = expected.index(max(expected))
    return found[best] >= max(found) - SLACK and found.index(min(found)) == expected.index(min(expected))


CASES = [(task, build) for task in TASKS for build in SUPERVISED if has_net(task, build)]


@pytest.mark.parametrize("small", [False, True], ids=["whole", "lesson"])
@pytest.mark.parametrize(("task", "build"), CASES)
def test_depths_score_in_the_order_of_the_val_card(task: str, build: str, small: bool) -> None:
    found = [score.iou for score in scores(samples_of(task)[0].id, build, small)]
    assert agrees(found, on_card(task, build)), found


@pytest.mark.parametrize(("id", "build"), [("smear", "unetpp_equal"), ("cat", "unetpp"), ("crowded", "unetpp")])
def test_other_pictures_of_the_gallery_turn_it_round(id: str, build: str) -> None:
    found = [score.iou for score in scores(id, build)]
    assert not agrees(found, on_card(sample(id).task, build)), found


def test_on_the_cat_further_away_the_iou_rises_with_every_depth_as_its_note_says() -> None:
    found = [score.iou for score in scores("cat_far", "unetpp")]
    assert found == sorted(set(found))


def test_for_nuclei_the_net_without_skips_is_behind_and_loses_borders() -> None:
    id = samples_of("nuclei")[0].id
    (unet,), (bare,) = scores(id, "unet"), scores(id, "noskips")
    assert unet.iou > bare.iou
    assert bare.near > 1.5 * unet.near
    assert unet.iou == pytest.approx(scores(id, "unetpp")[-1].iou, abs=0.02)  # as on the card, and not as on the smear
