"""What a mask can mean for a task: every reading that makes sense, the likeliest first, and whether it has to be asked.

The task decides. Of several classes the numbers in the file are the classes: grey values, palette indices, or the
colours of an official table; never connected pieces, never the rank of a colour. Of one class anything but background
is object. A file that can as well mean the opposite is not read silently: `Readings.asks`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.nets.tasks import TASKS, VOID, Task, target_of
from unet_demo.core.pictures import class_readings, object_readings
from unet_demo.core.pictures.decode import PictureError
from unet_demo.core.pictures.reading_option import Labels, Option
from unet_demo.core.pictures.stored import Stored, stored_of
from unet_demo.core.pictures.value_counts import border_of

NEARLY_ALL = 0.95  # of the picture: objects that cover more are more likely the background
MORE_THAN_HALF = 0.5
WHOLE_BORDER = 0.9  # of the pixels along the four sides


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read a mask. `share` of the picture is object (of several classes: all that are known).

    `objects` counts different objects, or the classes met; `void_share` of all pixels is left out; `values` fill the
    words of its prose id `readings.<id>`. `labels()` gives (H, W) uint16 anew: a large picture is not held twice.
    """

    id: str
    objects: int
    share: float
    void_share: float
    values: tuple[tuple[str, str], ...]
    make: Callable[[], Labels]

    def labels(self) -> Labels:
        """(H, W) uint16: 0 background, a number for each object, or the class; the task's void where unknown."""
        return self.make()


@dataclass(frozen=True, eq=False)
class Readings:
    """All readings of one mask for one task, the likeliest first; `asks` where none may be chosen in silence."""

    task: str
    size: tuple[int, int]  # (height, width)
    options: tuple[Reading, ...]
    asks: bool

    def chosen(self, id: str = "") -> Reading | None:
        """The reading with this id; without one the first, None where that has to be asked."""
        for option in self.options:
            if option.id == id:
                return option
        return None if self.asks else self.options[0]


def readings_of(data: bytes, task: str) -> Readings:
    """Every reading of a mask file for a task. Raises PictureError for a file that has none, and nothing else."""
    return readings_of_stored(stored_of(data), task)


def readings_of_stored(stored: Stored, task: str) -> Readings:
    """The same for a file that has been opened."""
    about = TASKS[task]
    make = class_readings.options_of if about.outputs > 1 else object_readings.options_of
    options, asks = make(stored, about)
    told = [(_told(option, about), option) for option in options]
    kept = _different(told)
    if about.outputs == 1:
        kept, asks = _less_likely_last(kept, asks, about)
    return Readings(task, stored.size, tuple(reading for reading, _ in kept), asks)


@dataclass(frozen=True)
class _Mark:
    """What tells two readings apart, and whether one looks turned round."""

    target: int
    labels: int
    is_odd: bool


_Told = tuple[Reading, _Mark]


def _told(option: Option, task: Task) -> _Told:
    labels = option.make()
    target = target_of(task, labels)
    known = int(np.count_nonzero(target != VOID))
    void_share = 1 - known / target.size
    counts = np.bincount(labels.ravel())
    if task.outputs > 1:
        objects, share = int(np.count_nonzero(counts[: task.outputs])), known / target.size
    else:
        objects = int(np.count_nonzero(counts[1 : task.void]))
        share = float(np.count_nonzero(target == 1)) / target.size
    largest = float(counts[1 : task.void].max(initial=0)) / target.size
    is_odd = _looks_turned(target, share * target.size / max(1, known), task, largest)
    mark = _Mark(
        zlib.crc32(target.data),
        zlib.crc32(labels.data),
        is_odd,
    )
    return Reading(option.id, objects, share, void_share, option.values, option.make), mark


def _looks_turned(target: NDArray[np.uint8], share: float, task: Task, largest: float) -> bool:
    """Whether what counts as object is rather the background: nearly everything, or over half and all around.

    Where objects are counted, `largest`, the share of the largest one, says so too.
    """
    if task.object_is_zero:
        return share > MORE_THAN_HALF
    around = float((border_of(target) == 1).mean())
    if task.counted and largest > MORE_THAN_HALF:
        return True
    return share > NEARLY_ALL or (share > MORE_THAN_HALF and around > WHOLE_BORDER)


def _different(told: Iterable[tuple[_Told, Option]]) -> list[_Told]:
    """Without readings that come to the same: the same labels, or, where objects are not counted, the same target."""
    seen: set[int] = set()
    kept = []
    for (reading, mark), option in told:
        same_as = mark.labels if option.counted else mark.target
        if same_as not in seen:
            seen.add(same_as)
            kept.append((reading, mark))
    return kept


def _less_likely_last(kept: list[_Told], asks: bool, task: Task) -> tuple[list[_Told], bool]:
    """A reading that looks turned round is asked about, and stands behind those that do not."""
    if not kept[0][1].is_odd:
        return kept, asks
    return sorted(kept, key=lambda each: each[1].is_odd), True


def truth_of(readings: Readings, reading: str = "") -> NDArray[np.uint16]:
    """(H, W) the labels of the chosen reading. Raises PictureError "truth_ask" where one has to be chosen first."""
    chosen = readings.chosen(reading)
    if chosen is None:
        raise PictureError("truth_ask", count=len(readings.options))
    return chosen.labels()


def without_data(readings: Readings) -> Readings:
    """The same to keep for long: what was read, without the file's pixels; `labels()` of it raises ValueError."""
    return replace(readings, options=tuple(replace(each, make=_let_go) for each in readings.options))


def _let_go() -> Any:
    raise ValueError("Got a reading whose file was let go of; its bytes are needed; read them again.")
