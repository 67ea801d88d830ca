"""A picture that takes many passes, run beside the page: with a progress, a stop, an end when nobody looks."""

from __future__ import annotations

import threading

from unet_demo.core.engine import engine
from unet_demo.core.engine.background import Background, begin
from unet_demo.core.engine.run import Run
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.tiles import Border

JOBS_AT_ONCE = 2  # of all visitors together: a 6000x6000 picture and its heads take a quarter of a gigabyte

_places = threading.BoundedSemaphore(JOBS_AT_ONCE)


class Job(Background):
    """One picture under way. Looking at `progress` keeps it alive."""

    def __init__(self, task: str, picture: Picture, device: str, precision: str, border: Border) -> None:
        self.picture_key, self.settings = picture.key, (task, device, precision, border)
        self._progress = 0.0
        self._run: Run | None = None

        def work() -> None:
            self._run = engine.run(
                task, picture, device=device, precision=precision, border=border, on_progress=self._heard
            )

        super().__init__("big-picture", _places, work)

    @property
    def progress(self) -> float:
        """Share of the tiles done, 0 to 1."""
        self.look()
        return self._progress

    def result(self) -> Run:
        """The run of a job that is done. Raises what went wrong in one that failed, RuntimeError in any other state."""
        if self.error:
            raise self.error
        if self._run is None:
            raise RuntimeError(f"This job is {self.state}; only one that is done has a result; look at `state` first.")
        return self._run

    def _heard(self, share: float) -> None:
        self._progress = share
        if share < 1:
            self.check()


def start(
    task: str, picture: Picture, device: str = "cpu", precision: str = "float32", border: Border = "single"
) -> Job:
    """Begin on a large picture. Raises engine.Busy when as many as may run at once are running."""
    busy = f"{JOBS_AT_ONCE} large pictures are under way; one must end first; try again in a minute."
    return begin(_places, lambda: Job(task, picture, device, precision, border), busy)
