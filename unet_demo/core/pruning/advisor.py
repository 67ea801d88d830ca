"""Which depth is enough? Several pictures, every depth really run on each: agreement with the deepest, score, time.

Agreement and score are decided on pictures like those that the net will meet; the paper's own caution stands with them
(Zhou et al. 2018, section 4: not every task loses the same, and not always more for less depth).
"""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.engine.background import Background, begin
from unet_demo.core.engine.run import Run
from unet_demo.core.lessons.told import Told
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture
from unet_demo.core.scoring import rule
from unet_demo.core.scoring.metrics import iou
from unet_demo.core.scoring.score import score_of
from unet_demo.core.scoring.targets import target_for

COLUMNS = ("picture", "depth", "agreement_with_deepest", "score", "latency_ms", "busy_moment", "blocks")  # of the CSV
MOST, AT_ONCE = 20, 2

_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Look:
    """One picture at one depth: agreement with the deepest head in [0, 1], score where the truth is known, and time.

    Agreement is the IoU of the two masks; of several classes the share of pixels of one class in both.
    """

    picture: str
    depth: int
    agreement: float
    score: float | None
    latency_ms: float
    blocks: int
    quiet: bool = True  # whether nothing else ran while it was timed


def looked_at(task: str, picture: Picture, name: str, check: Callable[[], None] = lambda: None) -> list[Look]:
    """Every depth run on a picture, the deepest first; `check` is called between runs and may raise to stop."""
    depths = engine.architecture_of(task).head_depths
    found, deepest = [], None
    for depth in reversed(depths):
        check()
        run = engine.run(task, picture, depth)
        label = _label(run, depth)
        deepest = label if deepest is None else deepest
        target = target_for(task, picture)
        score = None if target is None else score_of(label, target, TASKS[task].outputs).iou
        agreement = iou(label > 0, deepest > 0) if TASKS[task].outputs == 1 else float((label == deepest).mean())
        found.append(Look(name, depth, agreement, score, run.latency_ms, run.blocks, run.quiet))
    return found[::-1]


def _label(run: Run, depth: int) -> NDArray[np.uint8]:
    return run.mask(str(depth), 0.5).astype(np.uint8) if run.classes is None else run.label(str(depth))


@dataclass(frozen=True)
class Advice:
    """One depth over all pictures: mean and least agreement, mean score (None without truth), mean time, pictures.

    `quiet` is False where one of the times was taken while other work ran.
    """

    depth: int
    agreement: float
    least: float
    score: float | None
    latency_ms: float
    pictures: int
    quiet: bool = True


def advice(looks: Sequence[Look]) -> list[Advice]:
    """A line for each depth, shallow first, from whatever has been looked at; scores over the pictures with truth."""
    rows = []
    for depth in sorted({look.depth for look in looks}):
        mine = [look for look in looks if look.depth == depth]
        known = [look.score for look in mine if look.score is not None]
        agreements = [look.agreement for look in mine]
        rows.append(
            Advice(
                depth,
                float(np.mean(agreements)),
                min(agreements),
                float(np.mean(known)) if known else None,
                float(np.mean([look.latency_ms for look in mine])),
                len(mine),
                all(look.quiet for look in mine),
            )
        )
    return rows


def shallowest(rows: Sequence[Advice], kept: float) -> int | None:
    """The shallowest depth whose mean agreement is at least `kept`; None for no rows."""
    return next((row.depth for row in rows if row.agreement >= kept), rows[-1].depth if rows else None)


def depth_told(looks: Sequence[Look], depth: int, score: str) -> Told | None:
    """What the one rule says of the deepest head against this one, picture by picture; None where none has a score."""
    by = {
        each: {look.picture: look.score for look in looks if look.depth == each and look.score is not None}
        for each in {look.depth for look in looks}
    }
    deepest = max(by, default=depth)
    shared = sorted(by.get(depth, {}).keys() & by[deepest].keys()) if by and deepest != depth else []
    if not shared:
        return None
    one, other = ([by[each][name] for name in shared] for each in (deepest, depth))
    values = {"one": {"depth": str(deepest)}, "other": {"depth": str(depth)}}
    return Told("head", "head", rule.of_nets(one, other), score, values=values)


def table_csv(looks: Sequence[Look]) -> bytes:
    """All looks as CSV, UTF-8 with a mark that spreadsheets know; names that begin like a formula are disarmed."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for look in looks:
        name = f"'{look.picture}" if look.picture[:1] in "=+-@\t\r" else look.picture
        score = "" if look.score is None else f"{look.score:.4f}"
        took = f"{look.latency_ms:.1f}", int(not look.quiet)
        writer.writerow([name, look.depth, f"{look.agreement:.4f}", score, *took, look.blocks])
    return text.getvalue().encode("utf-8-sig")


class Survey(Background):
    """Pictures under way, one after another, beside the page. Looking at `progress` keeps it alive."""

    def __init__(self, task: str, pictures: Sequence[tuple[str, Picture]]) -> None:
        self.task, self.looks, self.total = task, list[Look](), len(pictures)
        self.depths = len(engine.architecture_of(task).head_depths)
        super().__init__("survey", _places, partial(self._look_at, tuple(pictures)))

    @property
    def progress(self) -> float:
        """Share of the runs done, 0 to 1."""
        self.look()
        return len(self.looks) / max(1, self.depths * self.total)

    @property
    def done(self) -> int:
        """Pictures looked at at every depth."""
        return len(self.looks) // self.depths

    def _look_at(self, pictures: tuple[tuple[str, Picture], ...]) -> None:
        for name, picture in pictures:
            self.looks += looked_at(self.task, picture, name, self.check)
        self._time_again([picture for _, picture in pictures])

    def _time_again(self, pictures: Sequence[Picture]) -> None:
        """Every run that was timed in a busy moment, once more; a quiet time replaces the marked one."""
        for at, look in enumerate(self.looks):
            if not look.quiet:
                self.check()
                run = engine.run(self.task, pictures[at // self.depths], look.depth)
                if run.quiet:
                    self.looks[at] = replace(look, latency_ms=run.latency_ms, quiet=True)


def survey(task: str, pictures: Sequence[tuple[str, Picture]]) -> Survey:
    """Begin to look at pictures (name, picture). Raises ValueError for none or too many, Busy when others are at it,
    WeightsError.
    """
    if not 1 <= len(pictures) <= MOST:
        raise ValueError(f"Got {len(pictures)} pictures; 1 to {MOST} are needed; give some, or leave some out.")
    busy = f"{AT_ONCE} surveys are under way; one must end first; try again in a minute."
    return begin(_places, lambda: Survey(task, pictures), busy)
