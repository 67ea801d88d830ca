"""What is noise in a curve and what is not: robust numbers for short and noisy series. No torch in here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
POINTS = 60  # a longer curve is read as so many means


def thinned(at: Values, values: Values, points: int = POINTS) -> tuple[Values, Values]:
    """A curve as `points` means of neighbours, each at the place of its last; a shorter one as it is."""
    if len(values) <= points:
        return at, values
    parts = np.array_split(np.arange(len(values)), points)
    return at[[part[-1] for part in parts]], np.array([values[part].mean() for part in parts])


def noise_of(values: Values) -> float:
    """Standard deviation of the noise, from the median change of direction: a smooth course counts as none.

    0 for fewer than three values.
    """
    if len(values) < 3:
        return 0.0
    bends = values[2:] - 2 * values[1:-1] + values[:-2]
    return float(1.4826 * np.median(abs(bends)) / np.sqrt(6))


def smoothed(values: Values, reach: int = 1) -> Values:
    """Medians over 2 · reach + 1 neighbours, fewer at the ends."""
    return np.array([np.median(values[max(0, at - reach) : at + reach + 1]) for at in range(len(values))])


def drop_between(values: Values, share: float = 0.25) -> tuple[float, float]:
    """How far the middle of the last `share` of a curve lies below that of the share before, and its standard error."""
    count = max(2, round(share * len(values)))
    last, before = values[-count:], values[-2 * count : -count]
    if len(before) == 0:
        return 0.0, 0.0
    return float(np.median(before) - np.median(last)), 1.25 * noise_of(values) * np.sqrt(2 / count)
