"""The questions on 1x1 convolutions: answers from the figures, a mistake behind every wrong option, words for all."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from questions import holds

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.one_by_one import quiz
from unet_demo.core.one_by_one.points import Product
from unet_demo.core.one_by_one.ranks import lifted, stacked
from unet_demo.core.one_by_one.squeeze import Curves, beside, curves
from unet_demo.ui.frame.languages import LANGUAGES

NET = Architecture("unet", 3, (16, 24, 32), 1)


def product(values: list[float], weights: list[list[float]]) -> Product:
    vector, matrix = np.array(values, np.float32), np.array(weights, np.float64)
    result: NDArray[np.float64] = matrix @ vector
    return Product(vector, matrix, np.zeros(len(weights)), result, result.astype(np.float32), (0, 0))


PLAIN = product([0.1, 5.0, 1.0, 2.0], [[9.0, 0.1, -3.0, 1.0]])


def ranks_of(lift: str) -> list[Ask]:
    torch.manual_seed(0)
    maps = torch.rand(16, 32, 32)
    maps[3] = 0
    return quiz.about_ranks(lifted(GridNet(NET).eval(), Node(0, 2), maps, lift, 0), stacked(maps, 0))  # type: ignore[arg-type]


def every() -> list[Ask]:
    maps = torch.rand(16, 32, 32)
    maps[0] = 0
    wide = product([1.0] * 256, [[0.01] * 256] * 128)
    asks = [*quiz.about_pixel(PLAIN, 0, (4, 8, 8)), *quiz.about_pixel(wide, 7, (256, 16, 16))]
    asks += [ask for number in range(3) for ask in quiz.about_counts(number)]
    asks += [*ranks_of("random"), *ranks_of("copies")]
    asks += [*quiz.about_squeezing(curves(maps)), *quiz.about_squeezing(Curves((0.999, 1.0), (0.998, 1.0), 0))]
    return [*asks, *quiz.about_pooling(beside(maps, 0))]


@pytest.mark.parametrize("ask", every(), ids=lambda ask: f"{ask.kind}-{ask.answer}")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_can_be_asked_answered_and_explained(ask: Ask, lang: str) -> None:
    holds(ask, lang, "point.ask")


def test_there_are_enough_kinds() -> None:
    assert len({ask.kind for ask in every()}) >= 8


def test_the_product_decides_not_the_value_nor_the_weight() -> None:
    ask = quiz.about_pixel(PLAIN, 0, (4, 8, 8))[0]
    assert (ask.kind, ask.answer) == ("largest", "2")
    assert ask.mistakes["1"] == "m_value"
    assert ask.mistakes["0"] == "m_weight"
    assert "2: 1 × −3" in str(ask.values["list"])


def test_products_too_near_to_tell_apart_are_not_offered() -> None:
    near = product([0.001, 0.00101, 0.0004, 0.0], [[1.0, 1.0, 1.0, 9.0]])
    ask = quiz.about_pixel(near, 0, (4, 8, 8))[0]
    assert ask.answer == "1"
    assert "0" not in ask.options  # 0.001 is within a twentieth of 0.00101
    assert "0.00101 × 1" in str(ask.values["list"])


def test_a_matrix_has_a_weight_for_each_pair() -> None:
    ask = next(
        ask for ask in quiz.about_pixel(product([0.0] * 32, [[0.0] * 32] * 16), 0, (32, 8, 8)) if ask.kind == "numbers"
    )
    assert ask.answer == "512"
    assert ask.mistakes == {"4,608": "m_window", "48": "m_sum", "32,768": "m_everywhere"}


@pytest.mark.parametrize(("lift", "answer"), [("random", "more"), ("copies", "same")])
def test_what_a_relu_does_comes_from_the_ranks(lift: str, answer: str) -> None:
    rank, relu, one = ranks_of(lift)
    assert (rank.answer, rank.values["rank"]) == ("15", "15")
    assert relu.answer == answer
    assert one.answer == f"{16 * 16 + 16}"


def test_nearly_equal_ways_are_called_equal() -> None:
    asks = quiz.about_squeezing(Curves((0.999, 1.0), (0.998, 1.0), 0))
    assert asks[1].answer == "equal"
    assert quiz.about_squeezing(Curves((0.999, 1.0), (0.5, 1.0), 0))[1].answer == "best"
