"""What training loss and the loss on other pictures show side by side. A rule gives None where it is silent."""

from __future__ import annotations

import numpy as np

from unet_demo.core.clinic.log.finding import FEWEST, Finding
from unet_demo.core.clinic.log.log import Log
from unet_demo.core.clinic.log.signal import Values, noise_of, smoothed


def _pair(log: Log) -> tuple[Values, Values, Values] | None:
    """Places at which both losses have a value, and the two there; None for fewer than FEWEST of them."""
    train, val = log.curve("train_loss"), log.curve("val_loss")
    if train is None or val is None:
        return None
    trained = dict(zip(*(part.tolist() for part in train.finite), strict=True))
    tested = zip(*(part.tolist() for part in val.finite), strict=True)
    rows = [(at, trained[at], value) for at, value in tested if at in trained]
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


def stays_above(log: Log) -> Finding | None:
    """The other pictures' loss ends 2.5 times as high as the training loss, or higher, and began beside it."""
    pair = _pair(log)
    if pair is None or above_from_first(log) or overfit(log):
        return None
    at, train, val = pair
    last = slice(-max(FEWEST, len(at) // 3), None)
    clear = val[last] - train[last] > 3 * max(noise_of(val), noise_of(train))
    if train.min() <= 0 or (val[last] < 2.5 * train[last]).any() or np.mean(clear) < 0.6:
        return None
    rows = ((float(at[-1]), float(train[-1])), (float(at[-1]), float(val[-1])))
    times = float(np.median(val[last] / train[last]))
    return Finding("apart", ("train_loss", "val_loss"), rows, (float(at[last][0]), float(at[-1])), {"times": times})
