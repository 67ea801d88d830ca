"""What one curve of a log shows: each rule has its thresholds in it, and gives None where it is silent."""

from __future__ import annotations

import math

import numpy as np

from unet_demo.core.clinic.log.finding import FEWEST, Finding, evident, losses_of
from unet_demo.core.clinic.log.log import Log
from unet_demo.core.clinic.log.signal import drop_between, noise_of, thinned

MOST_CLASSES = 30  # beyond them ln C and ln (C + 1) lie too close together to be told apart
AT_LN, NEAR_ZERO = 0.012, 2e-3


def not_a_number(log: Log) -> Finding | None:
    """NaN or infinity: from the first line on, out of the blue, or behind a spike of three times the usual."""
    broken = [(curve.at[index], index, curve) for curve in losses_of(log) if (index := curve.broken) is not None]
    if not broken:
        return None
    place, index, curve = min(broken, key=lambda each: each[:2])
    before = np.array(curve.values[:index])
    spike = len(before) > 3 and before[-3:].max() > 3 * abs(np.median(before[:-1])) + 4 * noise_of(before[:-1])
    id = "nan_first" if index == 0 else "nan_spike" if spike else "nan"
    first, last = max(0, index - 3), float(before[-1]) if index else math.nan
    rows = tuple((curve.at[each], curve.values[each]) for each in range(first, index + 1))
    return Finding(id, (curve.name,), rows, (curve.at[first], place), {"at": place, "last": last})


def negative(log: Log) -> Finding | None:
    """A loss below -1. From -1 to 0 it may be a Dice with its sign turned, which is none of our business."""
    for curve in losses_of(log):
        at, values = curve.finite
        if len(values) and values.min() < -1.001:
            index, least = int(np.argmax(values < -1.001)), int(values.argmin())
            return evident("negative", curve, tuple({index, least}), at=at[index], least=values[least])
    return None


def constant(log: Log) -> Finding | None:
    """FEWEST values or more that are the same to the last digit, and not 0."""
    for curve in losses_of(log):
        _, values = curve.finite
        if len(values) >= FEWEST and np.ptp(values) == 0 and abs(values[0]) > NEAR_ZERO:
            return evident("constant", curve, (0, len(values) - 1), value=values[0], count=len(values))
    return None


def zero(log: Log) -> Finding | None:
    """A loss of about 0 from the first value on."""
    for curve in losses_of(log):
        _, values = curve.finite
        if len(values) >= 3 and abs(values).max() < NEAR_ZERO:
            return evident("zero", curve, (0, len(values) - 1), value=values[0])
    return None


def at_logarithm(log: Log) -> Finding | None:
    """A loss that came to lie at ln C and never was much lower: "ln2" of two classes, "lnc" of more."""
    for curve in losses_of(log):
        at, values = thinned(*curve.finite)
        half = values[len(values) // 2 :]
        if len(values) < FEWEST or not noise_of(values) <= AT_LN:
            continue
        middle = float(np.median(half))
        classes = round(math.exp(min(middle, 4.0)))
        level = math.log(max(classes, 1))
        lies = 2 <= classes <= MOST_CLASSES and abs(half - level).max() < 2 * AT_LN and abs(middle - level) < AT_LN
        if lies and values.min() > level - 3 * AT_LN and values[1:].max() < level + 0.1:
            rows = ((float(at[len(at) // 2]), float(half[0])), (float(at[-1]), float(half[-1])))
            held = {"classes": classes, "level": level}
            return Finding("ln2" if classes == 2 else "lnc", (curve.name,), rows, (float(at[0]), float(at[-1])), held)
    return None


def stuck_score(log: Log) -> Finding | None:
    """A Dice or IoU that stays where it is, below 0.5: at 0 ("score_zero"), or at what an all-white mask is given.

    Such a mask has IoU s and Dice 2s / (1 + s) where the object is a share s of the pixels.
    """
    for name in ("val_dice", "train_dice", "val_iou", "train_iou"):
        curve = log.curve(name)
        _, values = curve.finite if curve else (None, np.zeros(0))
        late = values[1:]
        if curve is None or len(late) < FEWEST or np.ptp(late) > 0.005 or late.max() > 0.5:
            continue
        score = float(np.median(late))
        if score < 0.005:
            return evident("score_zero", curve, (1, len(values) - 1), score=score)
        share = score if name.endswith("iou") else score / (2 - score)
        return evident("score_share", curve, (1, len(values) - 1), score=score, share=share)
    return None


def oscillates(log: Log) -> Finding | None:
    """A training loss whose second half jumps by a third of its level, up and down, and no longer falls.

    Of updates in place of epochs, whose loss is that of a batch, means over several are looked at.
    """
    curve = log.curve("train_loss")
    if curve is None:
        return None
    at, values = curve.finite if log.axis == "epoch" else thinned(*curve.finite)
    half = values[len(values) // 2 :]
    if len(half) <= FEWEST or (level := float(half.mean())) <= 0:
        return None
    jumps = np.diff(half)
    turns = np.mean(jumps[1:] * jumps[:-1] < 0)
    size = float(np.median(abs(jumps)) / level)
    drop = half[: len(half) // 2].mean() - half[len(half) // 2 :].mean()
    if size < 0.33 or turns < 0.5 or drop > 0.5 * level:
        return None
    low, high = int(half.argmin()), int(half.argmax())
    place = at[len(values) // 2 :]
    rows = tuple((float(place[each]), float(half[each])) for each in sorted((low, high)))
    return Finding("oscillates", ("train_loss",), rows, (float(place[0]), float(place[-1])), {"size": size})


def still_falling(log: Log) -> Finding | None:
    """The last quarter lies clearly below the one before, on every loss there is."""
    told = None
    for curve in losses_of(log):
        at, values = thinned(*curve.finite)
        if len(values) < 2 * FEWEST:
            return None
        drop, error = drop_between(values)
        if drop < max(3 * error, 0.05 * abs(float(np.median(values[-3:])))):
            return None
        if told is None:
            count = max(2, round(0.25 * len(values)))
            rows = ((float(at[-2 * count]), float(values[-2 * count])), (float(at[-1]), float(values[-1])))
            share = drop / abs(float(np.median(values[-2 * count : -count])))
            told = Finding("falling", (curve.name,), rows, (rows[0][0], rows[1][0]), {"drop": share})
    return told
