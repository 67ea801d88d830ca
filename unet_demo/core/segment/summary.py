"""What a run says at one depth and threshold: pixels, scores where the truth is known, and what each depth changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.engine.run import MEAN, ClassMaps, Run
from unet_demo.core.nets.tasks import TASKS, UNKNOWN, VOID, known_target_of, target_of
from unet_demo.core.scoring.instances import separate, sizes
from unet_demo.core.scoring.metrics import class_ious, confusion, dice, iou

COUNTED_AT_ONCE_PX = 1 << 21  # larger pictures are counted when the visitor asks for it: that takes seconds


@dataclass(frozen=True)
class DepthReading:
    """One head at the threshold: `differs_px` against the deepest head; scores are None where no truth is known."""

    depth: str
    foreground_px: int
    differs_px: int
    iou: float | None
    dice: float | None
    wrong: float | None  # share of the known pixels


@dataclass(frozen=True)
class Reading:
    """All heads and their mean at one threshold; `pixels` in all; `true_count` is None where no truth is known."""

    pixels: int
    depths: dict[str, DepthReading]
    true_count: int | None


@dataclass(frozen=True)
class ClassReading:
    """One head of several classes: `pixels` (classes,) given to each; IoUs (classes,) are NaN for a class nowhere met.

    `differs_px` against the deepest head; scores are None where no truth is known.
    """

    depth: str
    pixels: NDArray[np.int64]
    differs_px: int
    ious: NDArray[np.float64] | None
    miou: float | None
    accuracy: float | None


def read_classes(run: Run, truth: NDArray[np.uint16] | None) -> dict[str, ClassReading]:
    """Every depth and the mean: what each gives to which class, against the deepest and, where known, the truth.

    Raises ValueError for a run of one class, or for truth with labels outside the task's.
    """
    task = TASKS[run.task]
    deepest = run.label(str(run.heads[-1]))
    target = known_target_of(task, truth)
    read = {}
    for depth in (*map(str, run.heads), MEAN):
        label = run.label(depth)
        pixels = np.bincount(label.ravel(), minlength=task.outputs).astype(np.int64)
        differs = int(np.count_nonzero(label != deepest))
        ious = miou = accuracy = None
        if target is not None:
            table = confusion(label, target, task.outputs)
            ious = class_ious(table)
            miou, accuracy = float(np.nanmean(ious)), float(np.trace(table) / table.sum())
        read[depth] = ClassReading(depth, pixels, differs, ious, miou, accuracy)
    return read


def read_depths(run: Run, threshold: float, truth: NDArray[np.uint16] | None) -> Reading:
    """Compare every depth with the deepest, and with the truth labels (H, W) where they are known."""
    deepest = run.mask(str(run.heads[-1]), threshold)
    target = known_target_of(TASKS[run.task], truth)
    depths = {}
    for depth in (*map(str, run.heads), MEAN):
        mask = run.mask(depth, threshold)
        scores: tuple[float | None, ...] = (None, None, None)
        if target is not None:
            given, true = mask[target != VOID], target[target != VOID] > 0
            scores = iou(given, true), dice(given, true), float((given != true).mean())
        differs = int(np.count_nonzero(mask != deepest))
        depths[depth] = DepthReading(depth, int(np.count_nonzero(mask)), differs, *scores)
    return Reading(deepest.size, depths, None if truth is None or target is None else count_labels(truth))


def count_labels(truth: NDArray[np.uint16]) -> int:
    """Number of different labels other than 0 and UNKNOWN."""
    return int(np.count_nonzero(np.bincount(truth.ravel())[1:UNKNOWN]))


def counts_at_once(run: Run) -> bool:
    """Whether counting this picture's nuclei is quick enough to be done unasked."""
    return run.size[0] * run.size[1] <= COUNTED_AT_ONCE_PX


def areas_px(run: Run, depth: str, threshold: float) -> NDArray[np.int64]:
    """Area in pixels of every nucleus, touching ones taken apart; its length is the count."""
    return sizes(separate(run.mask(depth, threshold)))


def display_probability(run: Run, height: int, width: int) -> NDArray[np.uint8]:
    """(heads, height, width): the probability at the size of a display copy, averaged over the pixels it stands for."""
    if run.size == (height, width):
        return run.probability
    small = [
        np.asarray(Image.fromarray(head).resize((width, height), Image.Resampling.BOX)) for head in run.probability
    ]
    return np.stack(small)


def display_truth(truth: NDArray[np.uint16], task: str, height: int, width: int) -> NDArray[np.uint8]:
    """(height, width) `tasks.target_of` at the size of a display copy: its nearest pixels.

    Raises ValueError for labels outside the task's.
    """
    return target_of(TASKS[task], nearest(truth, height, width))


def display_classes(maps: ClassMaps, height: int, width: int) -> ClassMaps:
    """The same maps at the size of a display copy: the nearest pixels, so that no class is made up in between."""
    if maps.label.shape[1:] == (height, width):
        return maps
    return ClassMaps(*(nearest(each, height, width) for each in (maps.label, maps.confidence, maps.entropy)))


def nearest(values: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """(..., H, W) -> (..., height, width): of every place the pixel in its middle."""
    rows = (2 * np.arange(height) + 1) * values.shape[-2] // (2 * height)
    cols = (2 * np.arange(width) + 1) * values.shape[-1] // (2 * width)
    return np.ascontiguousarray(values[..., rows[:, None], cols])  # chosen by number, axes lie in another order
