"""Whether a time was taken in a quiet moment: other work on the machine makes a pass look up to many times as long.

A thread that computes uses the processor for nearly all of the time that passes. It falls behind when another program
has the core, when another pass of this process has it, when the threads that share its work are kept waiting (it then
waits for them), and when other threads hold the interpreter. So the share of wall-clock time that the measuring thread
spent computing tells all of these at once, on every system, in containers too, where load averages and counters of the
whole machine speak of other people's cores. It cannot see a pass that was given fewer threads because others were
waiting, nor work on a GPU, which runs while the thread sleeps: for those the engine's count of passes is asked.
What takes a core that this process does not need, or memory bandwidth, goes unseen; the least of several passes and
the order of depths (see `out_of_order`) are left to catch that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

QUIET_SHARE = 0.75  # measured on two cores: a pass alone 0.81 to 1.00; beside one other busy process 0.72 at most


def _only_this() -> int:
    return 1


_under_way = _only_this


def count_passes_with(count: Callable[[], int]) -> None:
    """Say how many passes are waiting or running in this process, the asking one included; the engine does."""
    global _under_way
    _under_way = count


@dataclass(frozen=True)
class Moment:
    """One look at the clocks of this thread: wall and processor seconds, and passes waiting or running in all."""

    wall_s: float
    own_s: float
    under_way: int


@dataclass(frozen=True)
class Timed:
    """Wall-clock milliseconds, and whether nothing else ran meanwhile as far as can be told."""

    ms: float
    quiet: bool = True


def now() -> Moment:
    """The clocks as the calling thread sees them; call it where the work is done, in the engine's executor."""
    return Moment(time.perf_counter(), time.thread_time(), _under_way())


def between(start: Moment, end: Moment, on_processor: bool = True) -> Timed:
    """The time from one moment to another. `on_processor` is False for work that the thread only waits for (a GPU)."""
    wall_s = end.wall_s - start.wall_s
    alone = max(start.under_way, end.under_way) <= 1
    computing = not on_processor or wall_s <= 0 or (end.own_s - start.own_s) / wall_s >= QUIET_SHARE
    return Timed(1000 * wall_s, alone and computing)


def watched(work: Callable[[], T], look: Callable[[], Moment] = now) -> tuple[T, Timed]:
    """What the work gives, and how long it took; call it where the work is done, in the engine's executor."""
    start = look()
    found = work()
    return found, between(start, look())


def least(times: Iterable[Timed]) -> Timed:
    """The shortest of the quiet ones; of all, and marked, where none was quiet. Raises ValueError for no times."""
    times = list(times)
    return min([each for each in times if each.quiet] or times, key=lambda each: each.ms)


def in_turn(
    ways: Mapping[str, Callable[[], object]], rounds: int, look: Callable[[], Moment] = now
) -> dict[str, list[Timed]]:
    """Every time of each way, `rounds` each; they take turns, so that a passing load falls on all alike."""
    times: dict[str, list[Timed]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            times[name].append(watched(way, look)[1])
    return times


def out_of_order(ms_by_depth: Mapping[int, float]) -> frozenset[int]:
    """Depths that took longer than a deeper one of the same net, which does all of their work and more."""
    return frozenset(
        depth for depth, ms in ms_by_depth.items() if any(d > depth and ms > other for d, other in ms_by_depth.items())
    )
