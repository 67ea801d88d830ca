"""The one rule: what scores allow to be said of two nets, of two ways to build one, and how small a gap would show.

Gaps are paired: two builds with the same seed see the same crops in the same order, two nets score the same picture.
Under "no difference" each gap might as well have the other sign. The rule keeps every shift that a two-sided test over
all patterns of signs does not reject at 5 %; those shifts lie between the means of subsets of the gaps (J. A. Hartigan,
"Using subsample values as typical values", JASA 64, 1969), so nothing is assumed normal and six gaps are the fewest
that can tell anything: with five that agree, chance does it one time in sixteen. docs/decisions/one-rule.md says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.05
FEWEST = 6  # gaps: 2 of 2**6 patterns of signs are less than 5 % of them, 2 of 2**5 are more
EXACT = 12  # up to so many gaps every subset is taken; of more, so many are drawn
DRAWN = 9_999

Word = Literal["ahead", "behind", "untold"]
Units = Literal["seeds", "pictures"]
Why = Literal["few_seeds", "few_pictures", "no_pictures", "seeds", "pictures", ""]


@dataclass(frozen=True)
class Gap:
    """The mean of paired gaps, and the shifts that they allow: from `low` to `high`, None with fewer than six gaps."""

    mean: float
    low: float | None
    high: float | None
    n: int

    @property
    def word(self) -> Word:
        """On which side of 0 the interval lies."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return "untold"
        return "ahead" if self.low > 0 else "behind"

    @property
    def seen(self) -> float | None:
        """The smallest mean gap that would have been told apart: about half the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


@dataclass(frozen=True)
class Verdict:
    """What may be said of one against another; `over` has the gap over seeds, over pictures, or both.

    `why` says what stands in the way where they are not told apart: too few seeds or pictures, no scores by picture,
    or an interval, over seeds or over pictures, that holds 0.
    """

    over: dict[Units, Gap]
    why: Why

    @property
    def word(self) -> Word:
        """Ahead or behind only where every unit says so."""
        return "untold" if self.why else next(iter(self.over.values())).word

    def within(self, limit: float) -> bool:
        """Whether the gap is smaller than `limit` either way, with other seeds and pictures too."""
        ends = [end for gap in self.over.values() for end in (gap.low, gap.high)]
        return all(end is not None and abs(end) < limit for end in ends)

    @property
    def mean(self) -> float:
        """The mean gap, the same over seeds and over pictures."""
        return next(iter(self.over.values())).mean


def gap_of(gaps: Sequence[float]) -> Gap:
    """Mean and interval of paired gaps (n,). Raises ValueError for none."""
    if not len(gaps):
        raise ValueError("Got no gaps; one at least is needed; score both on something that they share.")
    return _gap_of(tuple(float(each) for each in gaps))


def of_nets(one: ArrayLike, other: ArrayLike) -> Verdict:
    """Two trained nets, by their scores of the same pictures (P,): a verdict about these nets and such pictures.

    Raises ValueError for scores of different pictures.
    """
    gap = gap_of(_paired(np.asarray(one, float), np.asarray(other, float)).tolist())
    return Verdict({"pictures": gap}, _why("pictures", gap))


def of_training(one: ArrayLike, other: ArrayLike) -> Verdict:
    """Two ways to train, by one figure a seed (S,) that no picture stands behind, as a training loss."""
    gap = gap_of(_paired(np.asarray(one, float), np.asarray(other, float)).tolist())
    return Verdict({"seeds": gap}, _why("seeds", gap))


def of_builds(one: ArrayLike, other: ArrayLike) -> Verdict:
    """Two ways to build or train a net, by the scores of each seed on each picture (S, P): whether it is told apart.

    It is where the interval over seeds and the one over pictures both leave 0 out: with other seeds and with other
    pictures of the kind it would come out so again. Raises ValueError for other seeds or pictures.
    """
    gaps = _paired(np.asarray(one, float), np.asarray(other, float))  # (S, P)
    seeds, pictures = gap_of(gaps.mean(axis=1).tolist()), gap_of(gaps.mean(axis=0).tolist())
    why = _why("seeds", seeds) or _why("pictures", pictures)
    if not why and seeds.word != pictures.word:  # cannot be while both have one mean; said rather than assumed
        why = "pictures"
    return Verdict({"seeds": seeds, "pictures": pictures}, why)


def of_means(one: ArrayLike, other: ArrayLike) -> Verdict:
    """Two builds of which only the mean of each seed (S,) was stored: never told apart, and why."""
    gap = gap_of(_paired(np.asarray(one, float), np.asarray(other, float)).tolist())
    return Verdict({"seeds": gap}, _why("seeds", gap) or "no_pictures")


def p_value(gaps: Sequence[float]) -> float:
    """Share of the patterns of signs under which the mean gap is at least as far from 0 as it is; in (0, 1]."""
    means = _subset_means(tuple(float(each) for each in gaps))
    below, above = int((means <= 0).sum()), int((means >= 0).sum())
    return min(1.0, 2 * (min(below, above) + 1) / (len(means) + 1))


def _paired(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    if one.shape != other.shape:
        got = f"Got scores of shape {one.shape} and {other.shape}"
        raise ValueError(f"{got}; the same seeds and pictures are needed; score both on the same.")
    return one - other


def _why(unit: Units, gap: Gap) -> Why:
    if gap.word != "untold":
        return ""
    if gap.n < FEWEST:
        return "few_seeds" if unit == "seeds" else "few_pictures"
    return unit


@lru_cache(maxsize=1024)
def _gap_of(gaps: tuple[float, ...]) -> Gap:
    mean, n = float(np.mean(gaps)), len(gaps)
    if n < FEWEST:
        return Gap(mean, None, None, n)
    means = np.sort(_subset_means(gaps))
    left_out = int(LEVEL / 2 * (len(means) + 1))  # of the means at either end
    return Gap(mean, float(means[left_out - 1]), float(means[-left_out]), n)


def _subset_means(gaps: tuple[float, ...]) -> NDArray[np.float64]:
    """Means of the subsets that are not empty: all of them, or as many as are drawn, the same at every call."""
    n = len(gaps)
    if n <= EXACT:
        numbers = np.arange(1, 2**n)
        chosen = (numbers[:, None] >> np.arange(n)) & 1  # (2**n - 1, n)
    else:
        chosen = np.random.default_rng(0).integers(0, 2, (DRAWN, n))
        chosen = chosen[chosen.any(axis=1)]
    means: NDArray[np.float64] = chosen @ np.asarray(gaps) / chosen.sum(axis=1)
    return means
