"""What a picture's answer becomes when bridges are burnt: changed pixels, scores, errors near borders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.nets.tasks import VOID
from unet_demo.core.scoring import metrics

NEAR_PX = 2.0  # pixels no further than this from a border of the truth are border pixels

Labels = NDArray[np.uint8]


@dataclass(frozen=True)
class Score:
    """One answer against the truth. `dice` and `iou` in [0, 1] (mean over classes of several; dice then None).

    `near` and `far` are wrong pixels within NEAR_PX of a border of the truth and beyond, of `near_of` and `far_of`.
    """

    iou: float
    dice: float | None
    near: int
    far: int
    near_of: int
    far_of: int


@dataclass(frozen=True, eq=False)
class Burning:
    """The answer with the bridges as they are: `label` (H, W), 0 or 1, or the class; and what it took.

    `blocks` ran again, counted where they ran, of `blocks_all`; `changed_px` differ from the answer with all bridges.
    """

    label: Labels
    changed_px: int
    blocks: int
    blocks_all: int
    latency_ms: float
    score: Score | None
    quiet: bool = True  # whether nothing else ran meanwhile


def near_border(target: Labels) -> NDArray[np.bool_]:
    """(H, W): pixels within NEAR_PX of a place where the target (H, W) changes; what is unknown borders on nothing."""
    edge = np.zeros(target.shape, np.bool_)
    for axis in (0, 1):
        one, two = (np.take(target, range(a, target.shape[axis] - 1 + a), axis) for a in (0, 1))
        differs = (one != two) & (one != VOID) & (two != VOID)
        places = np.nonzero(differs)
        edge[places] = True
        edge[tuple(at + (index == axis) for index, at in enumerate(places))] = True
    if not edge.any():
        return edge
    near: NDArray[np.bool_] = ndimage.distance_transform_edt(~edge) <= NEAR_PX
    return near


def score_of(label: Labels, target: Labels, classes: int) -> Score:
    """An answer (H, W) against the target (H, W): 0/1 for one class, else 0..classes-1; VOID counts nowhere.

    Raises ValueError when the shapes differ, and where the target is VOID everywhere: `targets.target_for` gives none.
    """
    known = target != VOID
    if not known.any():
        raise ValueError("Got a target that is known nowhere; one known pixel is needed to score; give its truth.")
    near, wrong = near_border(target) & known, (label != target) & known
    if classes == 1:
        iou: float = metrics.iou(label[known] > 0, target[known] > 0)
        dice: float | None = metrics.dice(label[known] > 0, target[known] > 0)
    else:
        iou, dice = float(np.nanmean(metrics.class_ious(metrics.confusion(label, target, classes)))), None
    counts = (wrong & near, wrong & ~near, near, known & ~near)
    return Score(iou, dice, *(int(np.count_nonzero(each)) for each in counts))


def bridges_of(text: str) -> Mapping[int, str]:
    """ "zosx" -> {0: "zero", 1: "on", 2: "shuffled", 3: "other"}. Raises ValueError for another letter."""
    names = {"o": "on", "z": "zero", "s": "shuffled", "x": "other"}
    if any(letter not in names for letter in text):
        raise ValueError(f'Got bridges "{text}"; letters among {"".join(names)} are needed, one a row; write "zooo".')
    return {row: names[letter] for row, letter in enumerate(text)}
