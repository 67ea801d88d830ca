"""What the grey levels of a mask look like: two values, smooth edges, traces of JPEG, a number that says "unknown"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.pictures.value_counts import border_of, flat_pixels, unlike_neighbour, value_counts

NEAR_SHARE = 16 / 255  # of the range: how far JPEG moves a pixel of an even area, at usual qualities
GHOSTS_NEAR = 0.85  # of the pixels lie at or near the two ends where a mask went through JPEG
RAMP_ENDS = 0.3  # of the pixels, at least, lie at the two ends where a mask was resized smoothly
RAMP_FLAT = 0.1  # of the pixels in between, at most, lie in even areas there
RAMP_WHITE = 0.98  # of white, in fractions, which seldom hit it
RAMP_LEVELS = 3  # in between, at least
RAMP_TOP = 128  # whole numbers that reach less are labels
SMALL_LABEL = 64  # beside labels up to this, 255 with a gap below it means "unknown"
VOID_NUMBER = 255
MOST_UNLIKE = 0.5  # of the pixels of a label picture differ from their neighbour; of a photograph nearly all do


@dataclass(frozen=True, eq=False)
class GreyLevels:
    """`numbers` (H, W); `values` (n,) the different ones, rising; `counts` (n,) their pixels.

    `is_brightness` is no where numbers stand for colours: then half of one means nothing.
    """

    numbers: NDArray[Any]
    values: NDArray[Any]
    counts: NDArray[np.int64]
    lossy: bool = False
    is_brightness: bool = True

    @cached_property
    def top(self) -> float:
        """The value that most pixels of the upper half of the range hold: what stands for white."""
        upper = self.values > float(self.values[-1]) / 2
        return float(self.values[upper][int(self.counts[upper].argmax())]) if upper.any() else float(self.values[-1])

    @cached_property
    def half(self) -> float:
        """Half of the largest value: where smooth edges and traces of JPEG are cut."""
        return float(self.values[-1]) / 2

    def share(self, of: NDArray[np.bool_]) -> float:
        """Share of all pixels that hold these values, (n,) of yes and no."""
        return float(self.counts[of].sum() / self.counts.sum())

    @cached_property
    def between(self) -> NDArray[np.bool_]:
        """(n,) the values that are neither black nor white."""
        return np.asarray((self.values > 0) & (self.values < self.top))

    @cached_property
    def near_share(self) -> float:
        """Share of the pixels at the two ends or near them."""
        reach = NEAR_SHARE * self.top
        return self.share(np.asarray((self.values <= reach) | (self.values >= self.top - reach)))

    @cached_property
    def flat_share(self) -> float:
        """Share of the pixels in between that lie in an even area; 0 where there are none in between."""
        inner = (self.numbers > 0) & (self.numbers < self.top)
        count = int(np.count_nonzero(inner))
        return np.count_nonzero(inner & flat_pixels(self.numbers)) / count if count else 0.0

    @property
    def has_range(self) -> bool:
        """Whether the values reach so high that they can be brightness: labels seldom do."""
        return self.is_brightness and (self.values.dtype.kind == "f" or self.top >= RAMP_TOP)

    @cached_property
    def has_ghosts(self) -> bool:
        """Whether values lie near black and white that are neither, as JPEG leaves them."""
        reach = NEAR_SHARE * self.top
        low = (self.values > 0) & (self.values <= reach)
        high = (self.values >= self.top - reach) & (self.values != self.top)
        pure = self.share((self.values == 0) | (self.values == self.top))
        return bool(
            self.has_range
            and low.sum() > 1
            and high.sum() > 1
            and self.near_share >= GHOSTS_NEAR
            and self.share(low | high) > (1 - self.near_share)
            and (self.lossy or self.flat_share < MOST_UNLIKE or pure < MOST_UNLIKE)
        )

    @cached_property
    def is_ramp(self) -> bool:
        """Whether black passes into white in steps that lie at edges only, as smooth resizing leaves them."""
        inner = self.counts[self.between]
        if self.has_ghosts or not self.has_range or inner.size < RAMP_LEVELS:
            return False
        white = self.values >= self.top * RAMP_WHITE if self.values.dtype.kind == "f" else self.values == self.top
        at_top = int(self.counts[white].sum())
        ends = self.share(white | (self.values == 0))
        return ends >= RAMP_ENDS and at_top > 2 * inner.max() and self.flat_share < RAMP_FLAT

    @cached_property
    def has_void(self) -> bool:
        """Whether 255 stands beside small labels, with a gap below it, and so means "unknown"."""
        others = self.values[self.values != VOID_NUMBER]
        return bool(others.size < self.values.size and others.size > 1 and 0 < others.max() <= SMALL_LABEL)

    @cached_property
    def border_share(self) -> float:
        """Share of the pixels along the four sides that are not 0."""
        return float((border_of(self.numbers) != 0).mean())

    @cached_property
    def is_photograph(self) -> bool:
        """Whether so many pixels differ from their neighbour that no mask lies behind them."""
        if self.values.size <= 2 or self.is_ramp or self.has_ghosts:
            return False
        return unlike_neighbour(self.numbers) > MOST_UNLIKE


def grey_levels(numbers: NDArray[Any], lossy: bool = False, is_brightness: bool = True) -> GreyLevels:
    """The levels of (H, W) whole or fractional numbers; what is below 0 counts as 0."""
    if numbers.dtype.kind == "f":
        numbers = np.maximum(numbers, 0)
    return GreyLevels(numbers, *value_counts(numbers), lossy, is_brightness)
