"""What claims read in place of running it: stored records and studies, each with the command that made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from unet_demo.core.nets.cards import FOLDER, read_study
from unet_demo.home import ASSETS

FEWEST_SEEDS = 3  # a single seed proves nothing


@cache
def record(name: str) -> Any:
    """A stored record below assets/, with the command that made it inside."""
    return json.loads((ASSETS / name).read_text(encoding="utf-8"))


def study(name: str) -> dict[str, Any]:
    """The card of a stored study. Raises WeightsError when it is missing or unreadable."""
    return read_study(FOLDER / "studies" / f"{name}.card.json")


def scores_of_study(name: str) -> tuple[dict[str, list[float]], str]:
    """Scores of every variant of a stored study, a seed each, and the command that made them. Raises WeightsError."""
    card = study(name)
    scores: dict[str, list[float]] = {}
    for row in card["rows"]:
        scores.setdefault(row["variant"], []).append(row["score"])
    return scores, card["command"]


def mean_of(values: Sequence[float]) -> float:
    """The plain mean."""
    return sum(values) / len(values)


def range_of(scores: Sequence[float]) -> str:
    """Lowest to highest seed: "0.917–0.929", or the only one."""
    low, high = f"{min(scores):.3f}", f"{max(scores):.3f}"
    return low if low == high else f"{low}–{high}"
