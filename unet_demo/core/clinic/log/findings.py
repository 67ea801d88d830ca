"""What a log shows, as findings with their evidence.

Thresholds are set so that a healthy training with up to 10 % of noise is never called ill (tests make such). What a
log cannot tell is not said: it has no pictures, so that every finding is where to look, not what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from unet_demo.core.clinic.log import one_curve, two_curves
from unet_demo.core.clinic.log.finding import FEWEST, Finding, evident
from unet_demo.core.clinic.log.log import Curve, Log
from unet_demo.core.clinic.log.one_curve import not_a_number, still_falling
from unet_demo.core.clinic.log.signal import Values, noise_of

MOST = 3  # findings that are told


@np.errstate(all="ignore")  # numbers near the largest that there are overflow, and no rule holds for them
def findings(log: Log) -> tuple[Finding, ...]:
    """At most MOST findings, those first that explain others; never empty: "fine", or "unclear" or "short" as it is."""
    if broken := not_a_number(log):
        return (broken,)  # what comes behind it says nothing
    ill = [finding for rule in RULES if (finding := rule(log)) is not None]
    if ill:
        return tuple(ill[:MOST])
    curve = _main(log)
    at, values = curve.finite
    if len(values) < FEWEST:
        return (evident("short", curve, range(len(values)), count=len(values), needed=FEWEST),)
    return (still_falling(log) or _end(curve, at, values),)


def _end(curve: Curve, at: Values, values: Values) -> Finding:
    """Nothing wrong seen where the curve went its way, or that nothing can be said."""
    upwards = not curve.name.endswith("loss")
    way = (values[-1:].mean() - values[0]) * (1 if upwards else -1)
    noise = noise_of(values)
    id = "fine" if way > max(4 * noise, 0.1 * abs(values[0])) else "unclear"
    return evident(id, curve, (0, len(values) - 1), first=values[0], last=values[-1])


def _main(log: Log) -> Curve:
    """The training loss, or what else there is."""
    return log.curve("train_loss") or log.curve("val_loss") or next(iter(log.curves.values()))


RULES: tuple[Callable[[Log], Finding | None], ...] = (
    one_curve.negative,
    one_curve.constant,
    one_curve.zero,
    one_curve.at_logarithm,
    one_curve.stuck_score,
    two_curves.above_from_first,
    two_curves.overfit,
    two_curves.stays_above,
    one_curve.oscillates,
)
