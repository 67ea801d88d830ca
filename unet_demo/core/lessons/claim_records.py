"""What claims read in place of running it: stored records and studies, each with the command that made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from unet_demo.core.nets.cards import FOLDER, read_study
from unet_demo.core.scoring.compare import Compared, studied
from unet_demo.home import ASSETS

FEWEST_SEEDS = 3  # a single seed proves nothing


@cache
def record(name: str) -> Any:
    """A stored record below assets/, with the command that made it inside."""
    return json.loads((ASSETS / name).read_text(encoding="utf-8"))


def study(name: str) -> dict[str, Any]:
    """The card of a stored study. Raises WeightsError when it is missing or unreadable."""
    return read_study(FOLDER / "studies" / f"{name}.card.json")


def study_of(name: str) -> tuple[dict[str, Compared], str]:
    """The nets of a stored study by variant, and the command that made them. Raises WeightsError where none is."""
    study(name)
    return studied(name)


def mean_of(values: Sequence[float]) -> float:
    """The plain mean."""
    return sum(values) / len(values)


def range_of(scores: Sequence[float]) -> str:
    """Lowest to highest seed: "0.917–0.929", or the only one."""
    low, high = f"{min(scores):.3f}", f"{max(scores):.3f}"
    return low if low == high else f"{low}–{high}"
