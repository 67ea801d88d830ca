"""A training's log as curves: what was read from a text, and why nothing could be. No torch in here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Axis = Literal["epoch", "step", "row"]
NAMES = tuple(f"{part}_{kind}" for kind in ("loss", "dice", "iou", "acc") for part in ("train", "val"))


class LogError(ValueError):
    """A text in which no log can be read; `reason` is its prose id: "empty", "unread", "unnamed"."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Curve:
    """One of NAMES: where its values stand, in order, and the values, which may be NaN or infinite."""

    name: str
    at: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def finite(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(places, values) of all that are finite."""
        at, values = np.array(self.at, float), np.array(self.values, float)
        whole = np.isfinite(values)
        return at[whole], values[whole]

    @property
    def broken(self) -> int | None:
        """The index of the first value that is NaN or infinite."""
        return next((index for index, value in enumerate(self.values) if not math.isfinite(value)), None)


@dataclass(frozen=True)
class Log:
    """All curves of one training by name, and what their places count.

    Of several `runs` in the text these are those of the last; `cut` lines at the beginning were left out.
    """

    curves: Mapping[str, Curve]
    axis: Axis
    runs: int = 1
    cut: int = 0

    def curve(self, name: str) -> Curve | None:
        """The curve of one of NAMES, None where the text has none."""
        return self.curves.get(name)
