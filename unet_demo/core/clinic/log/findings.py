"""What a log shows, as findings with their evidence; each rule is a function of the log, with its thresholds in it.

Thresholds are set so that a healthy training with up to 10 % of noise is never called ill (tests make such). What a
log cannot tell is not said: it has no pictures, so that every finding is where to look, not what is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from unet_demo.core.clinic.log.log import Curve, Log
from unet_demo.core.clinic.log.signal import Values, drop_between, noise_of, smoothed, thinned

MOST, FEWEST = 3, 5  # findings that are told, and values without which nothing is
MOST_CLASSES = 30  # beyond them ln C and ln (C + 1) lie too close together to be told apart
AT_LN, NEAR_ZERO = 0.012, 2e-3


@dataclass(frozen=True)
class Finding:
    """`id` is its prose, `curves` the curves that it is seen on, `rows` its evidence: (place, value) of a curve.

    `values` fill its prose; `span` is the stretch of the log, from place to place, in which it holds.
    """

    id: str
    curves: tuple[str, ...]
    rows: tuple[tuple[float, float], ...]
    span: tuple[float, float]
    values: Mapping[str, float] = field(default_factory=dict)


def findings(log: Log) -> tuple[Finding, ...]:
    """At most MOST findings, those first that explain others; never empty: "fine", or "unclear" or "short" as it is."""
    ill = [finding for rule in RULES if (finding := rule(log)) is not None]
    if ill:
        return tuple(ill[:MOST])
    curve = _main(log)
    at, values = curve.finite
    if len(values) < FEWEST:
        return (_of("short", curve, range(len(values)), count=len(values), needed=FEWEST),)
    return (still_falling(log) or _end(curve, at, values),)


def _end(curve: Curve, at: Values, values: Values) -> Finding:
    """Nothing wrong seen where the curve went its way, or that nothing can be said."""
    upwards = not curve.name.endswith("loss")
    way = (values[-1:].mean() - values[0]) * (1 if upwards else -1)
    noise = noise_of(values)
    id = "fine" if way > max(4 * noise, 0.1 * abs(values[0])) else "unclear"
    return _of(id, curve, (0, len(values) - 1), first=values[0], last=values[-1])


def _main(log: Log) -> Curve:
    """The training loss, or what else there is."""
    return log.curve("train_loss") or log.curve("val_loss") or next(iter(log.curves.values()))


def _of(id: str, curve: Curve, indices: range | tuple[int, ...], **values: float) -> Finding:
    """A finding whose evidence are these of the curve's finite values."""
    at, held = curve.finite
    rows = tuple((float(at[index]), float(held[index])) for index in indices)
    places = [place for place, _ in rows] or [0.0]
    return Finding(id, (curve.name,), rows, (min(places), max(places)), values)


def _losses(log: Log) -> list[Curve]:
    return [curve for name in ("train_loss", "val_loss") if (curve := log.curve(name)) is not None]


def not_a_number(log: Log) -> Finding | None:
    """NaN or infinity: from the first line on, out of the blue, or behind a spike of three times the usual."""
    broken = [(curve.at[index], index, curve) for curve in _losses(log) if (index := curve.broken) is not None]
    if not broken:
        return None
    place, index, curve = min(broken, key=lambda each: each[:2])
    before = np.array(curve.values[:index])
    spike = len(before) > 3 and before[-3:].max() > 3 * abs(np.median(before[:-1])) + 4 * noise_of(before[:-1])
    id = "nan_first" if index == 0 else "nan_spike" if spike else "nan"
    first = max(0, index - 3)
    rows = tuple((curve.at[each], curve.values[each]) for each in range(first, index + 1))
    return Finding(id, (curve.name,), rows, (curve.at[first], place), {"at": place, "last": float(before[-1]) if index else math.nan})


def negative(log: Log) -> Finding | None:
    """A loss below -1. From -1 to 0 it may be a Dice with its sign turned, which is none of our business."""
    for curve in _losses(log):
        _, values = curve.finite
        if len(values) and values.min() < -1.001:
            index = int(np.argmax(values < -1.001))
            return _of("negative", curve, tuple({index, int(values.argmin())}), at=curve.finite[0][index], least=values.min())
    return None


def constant(log: Log) -> Finding | None:
    """FEWEST values or more that are the same to the last digit, and not 0."""
    for curve in _losses(log):
        _, values = curve.finite
        if len(values) >= FEWEST and np.ptp(values) == 0 and abs(values[0]) > NEAR_ZERO:
            return _of("constant", curve, (0, len(values) - 1), value=values[0], count=len(values))
    return None


def zero(log: Log) -> Finding | None:
    """A loss of about 0 from the first value on."""
    for curve in _losses(log):
        _, values = curve.finite
        if len(values) >= 3 and abs(values).max() < NEAR_ZERO:
            return _of("zero", curve, (0, len(values) - 1), value=values[0])
    return None


def at_logarithm(log: Log) -> Finding | None:
    """A loss that came to lie at ln C and never was much lower: "ln2" of two classes, "lnc" of more."""
    for curve in _losses(log):
        at, values = thinned(*curve.finite)
        half = values[len(values) // 2 :]
        if len(values) < FEWEST or noise_of(values) > AT_LN:
            continue
        classes = round(math.exp(min(float(np.median(half)), 4.0)))
        level = math.log(max(classes, 1))
        lies = 2 <= classes <= MOST_CLASSES and abs(half - level).max() < 2 * AT_LN and abs(np.median(half) - level) < AT_LN
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
            return _of("score_zero", curve, (1, len(values) - 1), score=score)
        share = score if name.endswith("iou") else score / (2 - score)
        return _of("score_share", curve, (1, len(values) - 1), score=score, share=share)
    return None


def _pair(log: Log) -> tuple[Values, Values, Values] | None:
    """Places at which both losses have a value, and the two there; None for fewer than FEWEST of them."""
    train, val = log.curve("train_loss"), log.curve("val_loss")
    if train is None or val is None:
        return None
    both = dict(zip(*(part.tolist() for part in train.finite), strict=True))
    rows = [(at, both[at], value) for at, value in zip(*(part.tolist() for part in val.finite), strict=True) if at in both]
    if len(rows) < FEWEST:
        return None
    at, low, high = np.array(rows).T
    return at, low, high


def above_from_first(log: Log) -> Finding | None:
    """The other pictures' loss more than three times the training loss at nine places of ten, and twice at each."""
    pair = _pair(log)
    if pair is None:
        return None
    at, train, val = pair
    if train.min() <= 0 or (val <= 2 * train).any() or np.mean(val > 3 * train) < 0.9:
        return None
    rows = ((float(at[0]), float(val[0])), (float(at[-1]), float(val[-1])))
    times = float(np.median(val / train))
    return Finding("above", ("train_loss", "val_loss"), rows, (float(at[0]), float(at[-1])), {"times": times})


def overfit(log: Log) -> Finding | None:
    """The other pictures' loss rises from its least on, while the training loss goes on falling."""
    pair = _pair(log)
    if pair is None or len(pair[0]) < FEWEST + 2:
        return None
    at, train, val = pair
    smooth = smoothed(val)
    least = int(smooth.argmin())
    behind = val[least + 1 :]
    if len(behind) < 3 or least > 0.75 * len(val):
        return None
    end = float(np.median(val[-max(3, len(behind) // 3) :]))
    rise = end - float(smooth[least])
    falls = float(np.median(train[-3:])) < float(smoothed(train)[least]) - 2 * noise_of(train)
    if not falls or rise < max(4 * noise_of(val), 0.15 * abs(float(smooth[least]))):
        return None
    rows = ((float(at[least]), float(val[least])), (float(at[-1]), float(val[-1])))
    values = {"at": float(at[least]), "least": float(val[least]), "last": end}
    return Finding("overfit", ("train_loss", "val_loss"), rows, (float(at[least]), float(at[-1])), values)


def oscillates(log: Log) -> Finding | None:
    """A training loss whose second half jumps by a third of its level, up and down, and no longer falls."""
    curve = log.curve("train_loss")
    if curve is None:
        return None
    at, values = thinned(*curve.finite)
    half = values[len(values) // 2 :]
    if len(half) < FEWEST + 1 or np.median(half) <= 0:
        return None
    jumps = np.diff(half)
    turns = np.mean(jumps[1:] * jumps[:-1] < 0)
    size = float(np.median(abs(jumps)) / np.median(half))
    drop, _ = drop_between(half, 0.5)
    if size < 0.33 or turns < 0.5 or drop > 0.5 * np.median(half):
        return None
    low, high = int(half.argmin()), int(half.argmax())
    place = at[len(values) // 2 :]
    rows = tuple((float(place[each]), float(half[each])) for each in sorted((low, high)))
    return Finding("oscillates", ("train_loss",), rows, (float(place[0]), float(place[-1])), {"size": size})


def still_falling(log: Log) -> Finding | None:
    """The last quarter lies clearly below the one before, on every loss there is."""
    told = None
    for curve in _losses(log):
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


RULES: tuple[Callable[[Log], Finding | None], ...] = (
    not_a_number, negative, constant, zero, at_logarithm, stuck_score, above_from_first, overfit, oscillates,
)  # fmt: skip
