"""Losses on arrays: cross-entropy pixel by pixel, soft Dice, and the border weights of the U-Net paper. NumPy only.

The border weights are equation 2 of Ronneberger et al. 2015: w(x) = w_c(x) + w0 exp(-(d1(x) + d2(x))^2 / (2 sigma^2)),
w_c to balance the classes, d1 and d2 the distances to the nearest and to the second nearest cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.nets.tasks import VOID, Task

W0, SIGMA_PX = 10.0, 5.0  # of the paper, section 3
MOST_SIGMA_PX = 10.0
SMOOTH = 1.0  # added above and below in soft Dice, as in training
GAPS_PX = (4.0, 8.0, 12.0)  # a gap is thin where d1 + d2 is at most one of these; which one, depends on the picture
FEWEST = 0.001  # of the picture: as many pixels have to lie in thin gaps

Field = NDArray[np.float32]
Labels = NDArray[np.integer]


def cross_entropy(logits: Field, target: NDArray[np.uint8]) -> Field:
    """(H, W) minus the log (natural) of the probability given to the truth; NaN where the target is VOID.

    `logits` (1, H, W) of one class, target 0 or 1; or (K, H, W) of several, target 0..K-1. Raises ValueError when the
    sizes differ.
    """
    if logits.shape[1:] != target.shape:
        raise ValueError(f"Logits are {logits.shape}, target is {target.shape}; both need one size (H, W).")
    known = target != VOID
    if len(logits) == 1:
        loss = np.logaddexp(0, logits[0]) - logits[0] * (target == 1)
    else:
        most = logits.max(axis=0)
        whole = most + np.log(np.exp(logits - most).sum(axis=0))
        loss = whole - np.take_along_axis(logits, np.where(known, target, 0)[None].astype(np.int64), axis=0)[0]
    return np.where(known, loss, np.nan).astype(np.float32)


def soft_dice(probability: Field, truth: NDArray[np.bool_], smooth: float = SMOOTH) -> float:
    """(2 sum(p t) + smooth) / (sum(p) + sum(t) + smooth): Dice with probabilities in place of a mask, both (H, W)."""
    overlap = 2 * float(probability[truth].sum(dtype=np.float64)) + smooth
    return overlap / (float(probability.sum(dtype=np.float64)) + float(np.count_nonzero(truth)) + smooth)


def numbered_cells(task: Task, truth: NDArray[np.uint16] | None) -> Labels | None:
    """(H, W) 0 between the cells and a number for each; None where the task's truth cannot tell them apart.

    Where the truth marks what parts the cells (membranes), every connected piece of the rest is one.
    """
    if truth is None or not (task.counted or task.object_is_zero):
        return None
    if (truth == task.void).any():
        truth = np.where(truth == task.void, 0, truth).astype(np.uint16)
    labels: Labels = truth if task.counted else ndimage.label(truth > 0, np.ones((3, 3)))[0]
    return labels


def with_gaps(labels: Labels) -> Labels:
    """(H, W) labels, 0 background, with a line of background a pixel wide wherever two of them touch.

    The paper draws this line by morphology before distances are taken: where nothing lies between, nothing can weigh.
    """
    around = ndimage.grey_erosion(np.where(labels == 0, labels.max(initial=0) + 1, labels), size=3, mode="nearest")
    return np.where((labels != 0) & (around < labels), 0, labels)


@dataclass(frozen=True, eq=False)
class Distances:
    """`nearest` and `second` (H, W): pixels to the nearest and second nearest cell, inf farther off than the reach.

    Both are 0 inside a cell; `cells` is how many there are.
    """

    nearest: Field
    second: Field
    cells: int


def distances_of(labels: Labels, reach_px: float = 5 * MOST_SIGMA_PX) -> Distances:
    """Distances from every background pixel to the two nearest of the labelled cells (H, W).

    Each cell's distances are taken in a window `reach_px` wider than itself: beyond, its weight has died away.
    """
    nearest, second = (np.full(labels.shape, np.inf, np.float32) for _ in range(2))
    margin, cells = int(np.ceil(reach_px)) + 1, 0
    for label, box in enumerate(ndimage.find_objects(labels.astype(np.int32)), start=1):
        if box is None:
            continue
        cells += 1
        window = tuple(slice(max(0, side.start - margin), side.stop + margin) for side in box)
        away = ndimage.distance_transform_edt(labels[window] != label).astype(np.float32)
        away[away > reach_px] = np.inf
        near, far = nearest[window], second[window]
        np.minimum(far, np.maximum(near, away), out=far)
        np.minimum(near, away, out=near)
    inside = labels != 0
    nearest[inside] = second[inside] = 0
    return Distances(nearest, second, cells)


def balance(target: NDArray[np.bool_]) -> Field:
    """w_c (H, W): each class weighs 1 / (2 * its share), so that both count alike and the mean is 1.

    Where one of them is missing, all weigh 1.
    """
    share = float(target.mean())
    if share in (0.0, 1.0):
        return np.ones(target.shape, np.float32)
    return np.where(target, 0.5 / share, 0.5 / (1 - share)).astype(np.float32)


def border_term(both: Field, w0: float, sigma_px: float) -> Field:
    """w0 exp(-(d1 + d2)^2 / (2 sigma^2)) of the background, `both` (H, W) being d1 + d2; 0 inside cells, where that is
    0.

    Raises ValueError for a sigma of 0 or less.
    """
    if sigma_px <= 0:
        raise ValueError(f"Sigma is {sigma_px} px; a positive number is needed; the paper has {SIGMA_PX:g}.")
    term = w0 * np.exp(-((both.astype(np.float64) / sigma_px) ** 2) / 2)
    return np.where(both == 0, 0, term).astype(np.float32)


def thin_gap_px(both: Field) -> float:
    """The smallest of GAPS_PX for which a thousandth of the picture lies in thin gaps; the largest where none does."""
    return next((gap for gap in GAPS_PX if thin_gaps(both, gap).mean() >= FEWEST), GAPS_PX[-1])


def thin_gaps(both: Field, gap_px: float) -> NDArray[np.bool_]:
    """(H, W): background where `both` (H, W), d1 + d2, is at most `gap_px`: a narrow place between two cells."""
    gaps: NDArray[np.bool_] = (both > 0) & (both <= gap_px)
    return gaps


@dataclass(frozen=True)
class Judged:
    """One answer under every measure: means over the pixels, the loss of soft Dice, and how many separate pieces."""

    cross_entropy: float
    weighted: float
    dice_loss: float
    accuracy: float
    pieces: int


def judged(probability: Field, truth: NDArray[np.bool_], weights: Field) -> Judged:
    """An answer (H, W) in [0, 1] against the truth; `weights` (H, W) as w(x). Pieces are 8-connected, at p >= 0.5.

    Probabilities are kept 1e-6 away from 0 and 1, so that no logarithm is infinite.
    """
    p = np.clip(probability.astype(np.float64), 1e-6, 1 - 1e-6)
    loss = -np.log(np.where(truth, p, 1 - p))
    mask = probability >= 0.5
    _, pieces = ndimage.label(mask, np.ones((3, 3)))
    return Judged(
        float(loss.mean()),
        float((weights * loss).mean()),
        1 - soft_dice(probability, truth),
        float((mask == truth).mean()),
        int(pieces),
    )
