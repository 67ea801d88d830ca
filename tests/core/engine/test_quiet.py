"""A time knows whether other work ran meanwhile: the clocks are given, no time is asserted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from unet_demo.core.engine import engine, quiet
from unet_demo.core.engine.quiet import QUIET_SHARE, Moment, Timed, between, in_turn, least, out_of_order, watched


def clocks(*moments: Moment) -> Callable[[], Moment]:
    left = iter(moments)
    return lambda: next(left)


@pytest.mark.parametrize(
    ("own_s", "under_way", "on_processor", "is_quiet"),
    [
        (0.98, (1, 1), True, True),
        (QUIET_SHARE, (1, 1), True, True),
        (0.6, (1, 1), True, False),  # beside another program
        (0.98, (2, 1), True, False),  # one thread, because somebody else was being served
        (0.98, (1, 2), True, False),
        (0.0, (1, 1), False, True),  # the thread waits for a GPU
        (0.0, (1, 3), False, False),
    ],
)
def test_what_disturbs(own_s: float, under_way: tuple[int, int], on_processor: bool, is_quiet: bool) -> None:
    start, end = Moment(10.0, 5.0, under_way[0]), Moment(11.0, 5.0 + own_s, under_way[1])
    assert between(start, end, on_processor) == Timed(1000.0, is_quiet)


def test_a_clock_that_did_not_move_disturbs_nobody() -> None:
    assert between(Moment(1.0, 1.0, 1), Moment(1.0, 1.0, 1)) == Timed(0.0, True)


def test_the_work_is_done_between_two_looks() -> None:
    found, took = watched(lambda: "done", clocks(Moment(0, 0, 1), Moment(0.25, 0.01, 1)))
    assert (found, took) == ("done", Timed(250.0, False))


def test_the_least_is_that_of_quiet_moments() -> None:
    assert least([Timed(9.0), Timed(5.0, False), Timed(8.0)]) == Timed(8.0)
    assert least([Timed(9.0, False), Timed(5.0, False)]) == Timed(5.0, False)
    with pytest.raises(ValueError, match="empty"):
        least([])


def test_ways_take_turns_and_every_time_is_kept() -> None:
    order: list[str] = []
    seconds = count()

    def look() -> Moment:
        second = next(seconds)
        return Moment(second, second, 1)

    ways = {name: (lambda name=name: order.append(name)) for name in "ab"}
    assert in_turn(ways, 2, look) == {"a": [Timed(1000.0)] * 2, "b": [Timed(1000.0)] * 2}
    assert order == list("abab")


@pytest.mark.parametrize(
    ("ms", "late"),
    [
        ({1: 3.0, 2: 8.0, 3: 20.0, 4: 40.0}, set()),
        ({1: 3.0, 2: 8.0, 3: 1179.0, 4: 920.0}, {3}),
        ({1: 50.0, 2: 8.0, 3: 20.0, 4: 40.0}, {1}),
        ({1: 5.0, 2: 5.0}, set()),
        ({}, set()),
    ],
)
def test_a_deeper_net_cannot_be_the_quicker_one(ms: dict[int, float], late: set[int]) -> None:
    assert out_of_order(ms) == late


def test_the_engine_says_how_many_passes_there_are() -> None:
    engine.boot()
    assert engine.submit(quiet.now).result().under_way == 1
