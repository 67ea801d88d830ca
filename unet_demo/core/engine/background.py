"""Work that goes on beside the page: with a stop, an end when nobody looks, and a place among so many at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Literal, TypeVar

from unet_demo.core.engine import engine

LEFT_ALONE_S = 60.0  # work that nobody looked at for this long stops itself

State = Literal["running", "done", "stopped", "failed"]
Begun = TypeVar("Begun", bound="Background")


class _Stop(Exception):
    """Raised between two steps of the work."""


class Background:
    """Work under way in a thread of its own. Whoever shows it calls `look`, which keeps it alive.

    `state` is "running", then "done", "stopped" or "failed"; `error` what went wrong in one that failed.
    """

    def __init__(self, name: str, places: threading.Semaphore, work: Callable[[], None]) -> None:
        self.state: State = "running"
        self.error: Exception | None = None
        self._stop, self._looked_at = threading.Event(), time.monotonic()
        threading.Thread(target=self._run_in, args=(places, work), name=name, daemon=True).start()

    def stop(self) -> None:
        """Stop after the step that is running now; what has been found stays."""
        self._stop.set()

    def look(self) -> None:
        """Say that somebody still waits for it."""
        self._looked_at = time.monotonic()

    def check(self) -> None:
        """Called by the work between two steps: ends it where it was stopped, or nobody looks any more."""
        if self._stop.is_set() or time.monotonic() - self._looked_at > LEFT_ALONE_S:
            raise _Stop

    def _run_in(self, places: threading.Semaphore, work: Callable[[], None]) -> None:
        try:
            work()
            self.state = "done"
        except _Stop:
            self.state = "stopped"
        except Exception as error:
            self.error, self.state = error, "failed"
        finally:
            places.release()


def begin(places: threading.Semaphore, make: Callable[[], Begun], busy: str) -> Begun:
    """Take a place and begin. Raises engine.Busy with the sentence `busy` when none is free."""
    if not places.acquire(blocking=False):
        raise engine.Busy(busy)
    try:
        return make()
    except BaseException:
        places.release()
        raise
