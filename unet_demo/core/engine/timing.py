"""How long each depth takes on this machine, now: minimum of n, one pass at a time, only when nobody waits.

What was measured while other work ran is marked and measured again, a few times, for as long as somebody looks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from unet_demo.core.engine import engine
from unet_demo.core.engine.quiet import Timed, least, out_of_order
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.input_size import working_size
from unet_demo.core.pictures.tiles import CONTEXT_PX, CORE_PX, ceil_to_step, needs_tiles

if TYPE_CHECKING:
    from unet_demo.core.nets.model import GridNet

PASSES = 5
PATIENCE_S = 30.0  # for an idle moment; then what has been measured so far is what there is
PAUSES_S = (4.0, 8.0, 16.0, 32.0)  # before each repetition of what was measured in a busy moment; then it stays marked


@dataclass(frozen=True)
class Key:
    """What the times hold for: `height` x `width` is the padded picture, or one tile's window."""

    task: str
    height: int
    width: int
    device: str
    precision: str


@dataclass(frozen=True)
class Times:
    """Minimum of `passes` wall-clock milliseconds per depth, shallow first; empty until `finished`.

    `marked` depths were measured while other work ran, or took longer than a deeper one; they are measured again when
    `watched`, not before `due_s` (monotonic), until `repeats` has reached the number of PAUSES_S.
    """

    by_depth_ms: dict[int, float]
    passes: int
    finished: bool
    marked: frozenset[int] = frozenset()
    repeats: int = 0
    due_s: float = 0.0

    @property
    def settled(self) -> bool:
        """Whether nothing about them will change by itself any more."""
        return self.finished and (not self.marked or self.repeats >= len(PAUSES_S))


Sample = Callable[[int], Timed]  # one pass of a depth

_times: dict[Key, Times] = {}
_best: dict[Key, dict[int, Timed]] = {}  # the best of each depth over all rounds and repetitions
_lock = threading.Lock()


def key_of(task: str, height: int, width: int, device: str, precision: str) -> Key:
    """The key under which a picture of this size is timed: its padded size, or a tile's when it needs several."""
    height, width = working_size(TASKS[task].side_px, height, width)
    window = CORE_PX + 2 * CONTEXT_PX
    sides = (window, window) if needs_tiles(height, width) else (ceil_to_step(height), ceil_to_step(width))
    return Key(task, *sides, device, precision)


def times_of(key: Key, again: bool = False) -> Times:
    """What is known now; starts measuring in the background when nothing is, or when asked to do it `again`."""
    with _lock:
        known = _times.get(key)
        if known and not (again and known.finished):
            return known
        if len(_times) >= 64:
            oldest = next(iter(_times))
            _times.pop(oldest)
            _best.pop(oldest, None)
        _times[key] = begun = Times({}, 0, False)
        _best.pop(key, None)
    _start(key)
    return begun


def watched(key: Key, now_s: Callable[[], float] = time.monotonic) -> Times:
    """`times_of`, for a page that looks again and again: what is marked is measured once more when it is due."""
    known = times_of(key)
    with _lock:
        known = _times.get(key, known)
        if not known.finished or known.settled or now_s() < known.due_s:
            return known
        _times[key] = replace(known, repeats=known.repeats + 1, due_s=float("inf"))  # until the repetition has ended
    _start(key)
    return _times[key]


def _start(key: Key) -> None:
    threading.Thread(target=_measure, args=(key,), name="timing", daemon=True).start()


def sampled(
    depths: Sequence[int], sample: Sample, until_s: float, wait: Callable[[float], None]
) -> list[dict[int, Timed]]:
    """Rounds of one pass of each depth, PASSES of them or fewer when `until_s` (monotonic) has come.

    All depths in turn, so that a passing load falls on all of them alike; `wait` is asked for a moment without passes.
    """
    rounds: list[dict[int, Timed]] = []
    while len(rounds) < PASSES and (not rounds or time.monotonic() <= until_s):
        times: dict[int, Timed] = {}
        for depth in depths:
            wait(until_s)
            times[depth] = sample(depth)
        rounds.append(times)
    return rounds


def judged(best: Mapping[int, Timed]) -> tuple[dict[int, float], frozenset[int]]:
    """(milliseconds by depth, those of them that were taken in a busy moment or are longer than a deeper one's)."""
    ms = {depth: best[depth].ms for depth in sorted(best)}
    return ms, out_of_order(ms) | {depth for depth, each in best.items() if not each.quiet}


def _measure(key: Key) -> None:
    """Measure all depths, or those that are marked, and keep the best of each with what is known of it."""
    rounds: list[dict[int, Timed]] = []
    try:
        engine.boot()
        model = engine.submit(lambda: engine.model_of(key.task, key.device, key.precision), patient=True).result()
        marked = _times[key].marked if key in _times else frozenset()
        depths = [depth for depth in model.architecture.head_depths if depth in marked or not marked]
        rounds = sampled(depths, partial(_sample, model, key), time.monotonic() + PATIENCE_S, _wait_for_idle)
    except RuntimeError:  # no weights, which the page says itself, or the process is ending
        pass
    finally:
        _keep(key, rounds)


def _keep(key: Key, rounds: Sequence[Mapping[int, Timed]], now_s: Callable[[], float] = time.monotonic) -> None:
    """Join what these rounds found to what was known before. A quiet time replaces a marked one, even a shorter one."""
    with _lock:
        before = _times.get(key, Times({}, 0, False))
        best = _best.setdefault(key, {})
        for depth in rounds[0] if rounds else ():
            known = [best[depth]] if depth in best else []
            if depth in before.marked and known and known[0].quiet:
                known = []  # out of order though nothing was seen to disturb it: what is measured anew counts alone
            best[depth] = least([*known, *(each[depth] for each in rounds)])
        ms, marked = judged(best)
        pause_s = PAUSES_S[before.repeats] if before.repeats < len(PAUSES_S) else 0.0
        passes = len(rounds) or before.passes
        _times[key] = Times(ms, passes if ms else 0, True, marked, before.repeats, now_s() + pause_s)


def _sample(model: GridNet, key: Key, depth: int) -> Timed:
    from unet_demo.core.engine.passes import forward_timed

    work = partial(forward_timed, model, key.height, key.width, depth)
    return engine.submit_pass(work, patient=True).result()


def _wait_for_idle(until_s: float) -> None:
    while not engine.idle() and time.monotonic() < until_s:
        time.sleep(0.02)
