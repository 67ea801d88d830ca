"""The questions of the page on skips: answers from the figures, a mistake behind every wrong option, words for all."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from questions import holds

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet
from unet_demo.core.scoring.score import Burning, Score
from unet_demo.core.skips.crossing import crossings
from unet_demo.core.skips.quiz import about_burning, about_crossing
from unet_demo.ui.frame.languages import LANGUAGES

NET = Architecture("unet", 3, (4, 6, 8, 10, 12), 1)


def burning(changed: int, near: int = 0, far: int = 0) -> Burning:
    return Burning(torch.zeros(1).byte().numpy(), changed, 1, 9, 1.0, Score(0.5, 0.5, near, far, 100, 100))


def asks_of_burning(near: int, far: int) -> list[Ask]:
    alone = [burning(50), burning(900, 10 + near, 10 + far), burning(40), burning(3)]
    return about_burning(NET, alone, burning(0, 10, 10))


def asks_of_crossing() -> list[Ask]:
    torch.manual_seed(0)
    return about_crossing(crossings(GridNet(NET).eval(), torch.rand(1, 3, 64, 64)))


EVERY = [*asks_of_crossing(), *asks_of_burning(60, 10), *asks_of_burning(10, 60)[2:], *asks_of_burning(30, 31)[2:]]


@pytest.mark.parametrize("ask", EVERY, ids=lambda ask: f"{ask.kind}-{ask.answer}")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_can_be_asked_answered_and_explained(ask: Ask, lang: str) -> None:
    holds(ask, lang, "skips.ask")


def test_there_are_enough_kinds() -> None:
    assert len({ask.kind for ask in EVERY}) >= 5


def test_the_row_that_changed_most_is_the_answer() -> None:
    most = asks_of_burning(60, 10)[0]
    assert (most.kind, most.answer, most.values["least_row"]) == ("most", "1", "3")


@pytest.mark.parametrize(("row", "again"), [(1, "2")])
def test_what_runs_again_is_counted_on_the_grid(row: int, again: str) -> None:
    ask = next(ask for ask in asks_of_burning(0, 0) if ask.kind == "behind")
    assert (ask.values["row"], ask.answer) == (str(row), again)


@pytest.mark.parametrize(("near", "far", "answer"), [(60, 10, "near"), (10, 60, "far"), (30, 31, "both")])
def test_where_errors_lie_is_a_matter_of_shares(near: int, far: int, answer: str) -> None:
    assert asks_of_burning(near, far)[2].answer == answer


def test_without_a_truth_nothing_is_asked_about_it() -> None:
    alone = [replace(burning(9 - row), score=None) for row in range(4)]
    assert [ask.kind for ask in about_burning(NET, alone, replace(burning(0), score=None))] == ["most", "behind"]
