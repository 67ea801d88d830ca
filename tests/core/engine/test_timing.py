"""Times of the depths: what was measured in a busy moment is marked, measured again a few times, and replaced."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from unet_demo.core.engine import timing
from unet_demo.core.engine.quiet import Timed
from unet_demo.core.engine.timing import PASSES, PAUSES_S, Key, Times, judged, sampled

KEY = Key("nuclei", 16, 16, "cpu", "float32")
DEPTHS = (1, 2, 3, 4)
CALM = {1: Timed(3.0), 2: Timed(8.0), 3: Timed(20.0), 4: Timed(40.0)}
DISTURBED = {**CALM, 3: Timed(1179.0, False), 4: Timed(920.0, False)}


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Key]:
    """Nothing is measured by itself; what would be is listed."""
    started: list[Key] = []
    monkeypatch.setattr(timing, "_start", started.append)
    monkeypatch.setattr(timing, "_times", {})
    monkeypatch.setattr(timing, "_best", {})
    return started


def keep(*rounds: dict[int, Timed], at_s: float = 0.0) -> Times:
    timing._keep(KEY, rounds, lambda: at_s)
    return timing.times_of(KEY)


def at(second: float) -> Times:
    return timing.watched(KEY, lambda: second)


def test_all_depths_take_turns() -> None:
    asked: list[int] = []

    def sample(depth: int) -> Timed:
        asked.append(depth)
        return Timed(1.0)

    waits: list[float] = []
    assert len(sampled((1, 2), sample, float("inf"), waits.append)) == PASSES
    assert asked == [1, 2] * PASSES
    assert len(waits) == 2 * PASSES
    assert len(sampled((1, 2), sample, float("-inf"), waits.append)) == 1  # no patience left: one round


def test_quiet_times_are_settled(measured: list[Key]) -> None:
    timing.times_of(KEY)
    times = keep(CALM, {depth: Timed(each.ms - 1) for depth, each in CALM.items()})
    assert times.by_depth_ms == {1: 2.0, 2: 7.0, 3: 19.0, 4: 39.0}
    assert times.marked == frozenset()
    assert times.settled
    assert at(1e9) is times
    assert measured == [KEY]


@pytest.mark.parametrize(
    ("best", "marked"),
    [
        (CALM, set()),
        (DISTURBED, {3, 4}),
        ({**CALM, 3: Timed(1179.0), 4: Timed(920.0)}, {3}),  # by their order alone
    ],
)
def test_what_is_marked(best: dict[int, Timed], marked: set[int]) -> None:
    assert judged(best) == ({depth: each.ms for depth, each in best.items()}, frozenset(marked))


def test_a_marked_time_is_repeated_after_a_pause_and_replaced(measured: list[Key]) -> None:
    timing.times_of(KEY)
    times = keep(DISTURBED, at_s=100.0)
    assert times.marked == {3, 4}
    assert times.finished
    assert not times.settled
    assert at(100.0 + PAUSES_S[0] - 0.1) is times
    assert measured == [KEY]
    assert at(100.0 + PAUSES_S[0]).repeats == 1
    assert at(1e9).marked == {3, 4}  # shown as before, and not started twice
    assert measured == [KEY, KEY]
    quiet = keep({3: Timed(20.0), 4: Timed(1000.0)}, at_s=200.0)  # longer, and yet the one to be believed
    assert quiet.by_depth_ms == {1: 3.0, 2: 8.0, 3: 20.0, 4: 1000.0}
    assert quiet.settled


def test_repetitions_end(measured: list[Key]) -> None:
    timing.times_of(KEY)
    keep(DISTURBED)
    for repeat in range(1, len(PAUSES_S) + 1):
        assert at(1e6 * repeat).repeats == repeat
        times = keep({depth: DISTURBED[depth] for depth in (3, 4)}, at_s=1e6 * repeat)
    assert times.settled
    assert times.marked == {3, 4}
    assert at(1e12) is times
    assert len(measured) == 1 + len(PAUSES_S)
    assert timing.times_of(KEY, again=True) == Times({}, 0, False)  # the visitor's own wish begins anew
    assert keep(CALM).settled


def test_an_impossible_order_is_measured_anew_even_if_nothing_was_seen() -> None:
    timing.times_of(KEY)
    assert keep({**CALM, 1: Timed(5.0), 2: Timed(4.0)}, at_s=0.0).marked == {1}
    at(1e6)
    times = keep({1: Timed(5.5, False)}, at_s=1e6)
    assert times.by_depth_ms[1] == 5.5
    assert times.marked == {1}
    at(2e6)
    assert keep({1: Timed(3.0)}).settled


def test_nothing_measured_is_nothing_marked() -> None:
    timing.times_of(KEY)
    times = keep()
    assert times == Times({}, 0, True, frozenset(), 0, times.due_s)
    assert times.settled


def test_a_failed_repetition_keeps_what_was_known() -> None:
    timing.times_of(KEY)
    before = keep(DISTURBED)
    at(1e6)
    times: Sequence[object] = (keep().by_depth_ms, keep().marked, keep().passes)
    assert times == (before.by_depth_ms, before.marked, before.passes)
