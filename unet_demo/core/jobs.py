"""A picture that takes many passes, run beside the page: with a progress, a stop, an end when nobody looks."""

from __future__ import annotations

import threading
import time
from typing import Literal

from unet_demo.core import engine
from unet_demo.core.images import Picture
from unet_demo.core.record import Run
from unet_demo.core.tiles import Border

JOBS_AT_ONCE = 2  # of all visitors together: a 6000x6000 picture and its heads take a quarter of a gigabyte
LEFT_ALONE_S = 60.0  # a job that nobody asked about for this long stops itself

State = Literal["running", "done", "stopped", "failed"]

_places = threading.BoundedSemaphore(JOBS_AT_ONCE)


class _Stop(Exception):
    """Raised between two tiles."""


class Job:
    """One picture under way. Looking at `progress` keeps it alive."""

    def __init__(self, task: str, picture: Picture, device: str, precision: str, border: Border) -> None:
        self.picture_key, self.settings = picture.key, (task, device, precision, border)
        self._progress, self._looked_at = 0.0, time.monotonic()
        self._stop = threading.Event()
        self._state: State = "running"
        self._run: Run | None = None
        self._error: Exception | None = None
        arguments = (task, picture, device, precision, border)
        threading.Thread(target=self._work, args=arguments, name="big-picture", daemon=True).start()

    @property
    def state(self) -> State:
        """ "running", "done", "stopped" or "failed"."""
        return self._state

    @property
    def progress(self) -> float:
        """Share of the tiles done, 0 to 1."""
        self._looked_at = time.monotonic()
        return self._progress

    def stop(self) -> None:
        """Stop after the tile that is running now."""
        self._stop.set()

    def result(self) -> Run:
        """The run of a job that is done. Raises what went wrong in one that failed, RuntimeError in any other state."""
        if self._error:
            raise self._error
        if self._run is None:
            raise RuntimeError(f"This job is {self._state}; only one that is done has a result; look at `state` first.")
        return self._run

    def _work(self, task: str, picture: Picture, device: str, precision: str, border: Border) -> None:
        try:
            self._run = engine.run(
                task, picture, device=device, precision=precision, border=border, on_progress=self._heard
            )
            self._state = "done"
        except _Stop:
            self._state = "stopped"
        except Exception as error:
            self._error, self._state = error, "failed"
        finally:
            _places.release()

    def _heard(self, share: float) -> None:
        self._progress = share
        alone = time.monotonic() - self._looked_at > LEFT_ALONE_S
        if share < 1 and (self._stop.is_set() or alone):
            raise _Stop


def start(
    task: str, picture: Picture, device: str = "cpu", precision: str = "float32", border: Border = "single"
) -> Job:
    """Begin on a large picture. Raises engine.Busy when as many as may run at once are running."""
    if not _places.acquire(blocking=False):
        raise engine.Busy(f"{JOBS_AT_ONCE} large pictures are under way; one must end first; try again in a minute.")
    try:
        return Job(task, picture, device, precision, border)
    except BaseException:
        _places.release()
        raise
