"""One way to read a mask, before it is known what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Option:
    """`make()` gives (H, W) uint16 labels; `values` fill the words of its prose id `readings.<id>`.

    `counted`: whether two options that differ only in how objects are numbered are two.
    """

    id: str
    make: Callable[[], Labels]
    values: tuple[tuple[str, str], ...] = ()
    counted: bool = True
