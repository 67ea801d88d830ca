"""The questions about the last layer: answers from the figures, a mistake behind every wrong option, words for all."""

from __future__ import annotations

import numpy as np
import pytest
from questions import holds

from unet_demo.core.last_layer import quiz
from unet_demo.core.last_layer.losses import Judged
from unet_demo.core.last_layer.records import Dense, PixelAnswer, Way, probability_of
from unet_demo.core.lessons.ask import Ask
from unet_demo.core.scoring.calibration import reliability, thresholds_of
from unet_demo.ui.frame.languages import LANGUAGES


def pixel(*logits: float) -> PixelAnswer:
    z = np.array(logits, np.float32)
    p = probability_of(z[:, None, None])[:, 0, 0]
    return PixelAnswer(0, 0, np.ones(2, np.float32), np.ones((len(z), 2), np.float32), z, z, p)


def judged(pieces: int, accuracy: float = 0.98, dice_loss: float = 0.02) -> Judged:
    return Judged(0.1, 0.2, dice_loss, accuracy, pieces)


def of_threshold(seed: int = 0, sure: float = 0.5) -> list[Ask]:
    rng = np.random.default_rng(seed)
    levels = rng.integers(0, 256, (80, 80)).astype(np.uint8)
    truth = rng.random((80, 80)) < (levels / 256) ** sure
    return quiz.about_threshold(thresholds_of(levels, truth), reliability(levels, truth))


def of_ways() -> list[Ask]:
    conv = Way("conv", (1, 1, 64, 96), 17, 1, (1,), 0.0, None, 0)
    doubled = Way("tconv2", (1, 1, 128, 192), 65, 1, (1,), None, None, None)
    return quiz.about_ways((conv, doubled), Dense(6144, 6144, 37_754_880), 16)


LOSSES = quiz.about_losses(judged(42), judged(31), judged(0, 0.71, 0.98))
EVERY = [
    *quiz.about_pixel(pixel(0.7)), *quiz.about_pixel(pixel(-2.5)), *quiz.about_pixel(pixel(1, -2, 0.3)),
    *of_threshold(), *of_threshold(1, 2.0), *quiz.about_classes(11, 0.31, 0.3), *of_ways(), *LOSSES,
    *quiz.about_losses(judged(3), judged(3), judged(0, 0.5, 0.98)),
]  # fmt: skip


@pytest.mark.parametrize("ask", EVERY, ids=lambda ask: f"{ask.kind}-{ask.answer}")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_can_be_asked_answered_and_explained(ask: Ask, lang: str) -> None:
    holds(ask, lang, "last.ask")


def test_there_are_more_than_enough_kinds() -> None:
    assert len({ask.kind for ask in EVERY}) >= 12


def test_options_stand_from_the_smallest_to_the_largest() -> None:
    assert quiz.about_pixel(pixel(0.7))[0].options == ("−1", "0", "0.5", "1")


@pytest.mark.parametrize(("z", "answer"), [(0.7, "0.668"), (-2.5, "0.076")])
def test_the_sigmoid_of_a_live_logit(z: float, answer: str) -> None:
    ask = next(ask for ask in quiz.about_pixel(pixel(z)) if ask.kind == "squash")
    assert ask.answer == answer
    assert ask.mistakes["1.000" if z > 0 else "0.000"] == "m_clip"


@pytest.mark.parametrize("z", [30.0, -30.0, 800.0, -800.0])
def test_a_logit_so_far_out_that_nothing_can_be_asked(z: float) -> None:
    assert [ask.kind for ask in quiz.about_pixel(pixel(z))] == ["half", "lone", "shift"]


def test_the_mask_shrinks_only_if_there_is_a_pixel_between_the_thresholds() -> None:
    assert of_threshold()[0].answer == "smaller"
    levels = np.full((4, 4), 250, np.uint8)
    assert quiz.about_threshold(thresholds_of(levels), None)[0].answer == "same"


@pytest.mark.parametrize(("best", "answer"), [(60, "below"), (128, "half"), (200, "above")])
def test_where_dice_is_largest(best: int, answer: str) -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    ask = quiz.about_threshold(thresholds_of(levels, levels >= best), None)[1]
    assert (ask.kind, ask.answer) == ("best", answer)


def test_a_net_that_is_nowhere_off_is_not_asked_about() -> None:
    levels = np.repeat(np.arange(256, dtype=np.uint8), 256)
    truth = np.tile(np.arange(256), 256) < levels
    assert [ask.kind for ask in quiz.about_threshold(thresholds_of(levels), reliability(levels, truth))] == ["raise"]


def test_without_gaps_nobody_is_asked_what_filling_them_does() -> None:
    assert [ask.kind for ask in LOSSES] == ["joined", "where", "blank"]
    assert [ask.kind for ask in quiz.about_losses(judged(3), judged(3), judged(0))] == ["where", "blank"]
