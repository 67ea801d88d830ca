"""Answers stand anywhere, and no question comes twice running while there is another."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from unet_demo.core.concatenate.quiz import KINDS, quiz_of
from unet_demo.core.lessons.places import another, placed, turn

SEEDS = 600


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_every_place_is_as_likely(count: int) -> None:
    places = Counter(placed(range(count), f"seed {seed}").index(0) for seed in range(SEEDS))
    expected = SEEDS / count
    assert set(places) == set(range(count))
    assert sum((seen - expected) ** 2 / expected for seen in places.values()) < 25  # chi square, p below 1e-4


def test_the_order_is_that_of_the_seed() -> None:
    assert placed("abcd", "one") == placed("abcd", "one")
    assert sorted(placed("abcd", "one")) == list("abcd")


@pytest.mark.parametrize("count", range(1, 12))
def test_each_comes_once_a_round_and_never_twice_running(count: int) -> None:
    order = [turn(count, number) for number in range(40 * count)]
    for start in range(0, len(order), count):
        assert sorted(order[start : start + count]) == list(range(count))
    if count > 1:
        assert all(a != b for a, b in pairwise(order))


def test_nothing_to_choose_from_is_refused() -> None:
    with pytest.raises(ValueError, match="Got 0 things"):
        turn(0, 3)
    with pytest.raises(ValueError, match="Got no things"):
        another([], 3)


def test_the_next_one_differs() -> None:
    assert another("abc", 0) == 1
    assert another("aab", 0) == 2
    assert another("aba", 2) == 4  # the last and the first are alike
    assert another("aa", 0) == 1  # there is no other
    assert another("a", 5) == 6


@pytest.mark.parametrize("live", [None, (64, 64, 32, 32), (192, 64, 256, 256)])
def test_the_bench_asks_something_else_every_time(live: tuple[int, int, int, int] | None) -> None:
    asked = [quiz_of(number, live) for number in range(6 * len(KINDS))]
    assert all((a.kind, a.values) != (b.kind, b.values) for a, b in pairwise(asked))
    places = Counter(each.options.index(each.answer) for each in asked)
    assert set(places) >= {0, 1, 2, 3}
    assert max(places.values()) < 0.5 * len(asked)
