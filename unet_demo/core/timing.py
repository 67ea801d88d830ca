"""How long each depth takes on this machine, now: minimum of n, one pass at a time, only when nobody waits."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import partial

from unet_demo.core import engine
from unet_demo.core.tasks import TASKS
from unet_demo.core.tiles import CONTEXT_PX, CORE_PX, ceil_to_step, needs_tiles
from unet_demo.core.working import working_size

PASSES = 5
PATIENCE_S = 30.0  # for an idle moment; then what has been measured so far is what there is


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
    """Minimum of `passes` wall-clock milliseconds per depth, shallow first; empty until `finished`."""

    by_depth_ms: dict[int, float]
    passes: int
    finished: bool


_times: dict[Key, Times] = {}
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
            _times.pop(next(iter(_times)))
        _times[key] = Times({}, 0, False)
    threading.Thread(target=_measure, args=(key,), name="timing", daemon=True).start()
    return _times[key]


def _measure(key: Key) -> None:
    """All depths in turn, PASSES rounds, so that a passing load falls on all of them alike."""
    from unet_demo.core.passes import forward_ms

    best: dict[int, float] = {}
    rounds = 0
    give_up = time.monotonic() + PATIENCE_S
    try:
        engine.boot()
        model = engine.submit(lambda: engine.model_of(key.task, key.device, key.precision), patient=True).result()
        depths = model.architecture.head_depths
        for rounds in range(1, PASSES + 1):  # noqa: B007
            for depth in depths:
                while not engine.idle() and time.monotonic() < give_up:
                    time.sleep(0.02)
                work = partial(forward_ms, model, key.height, key.width, depth)
                took = engine.submit_pass(work, patient=True).result()
                best[depth] = min(took, best.get(depth, took))
            if time.monotonic() > give_up:
                break
    except RuntimeError:  # no weights, which the page says itself, or the process is ending
        pass
    finally:
        with _lock:
            _times[key] = Times(best, rounds if best else 0, True)
