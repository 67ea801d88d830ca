"""Nets of the comparison set side by side: same widths, data and steps, several seeds each. Read from their cards."""

from __future__ import annotations

import json
from dataclasses import dataclass

from unet_demo.core.cards import FOLDER, Card, read_card

SEEDS = FOLDER / "seeds"
SET = ("unet", "noskips", "add", "unetpp_equal", "lasthead")


@dataclass(frozen=True)
class Compared:
    """One build: the deepest head's score of every seed, and what the runs had in common."""

    build: str
    scores: tuple[float, ...]
    steps: int
    pictures: int

    @property
    def mean(self) -> float:
        """Mean over the seeds."""
        return sum(self.scores) / len(self.scores)


def compared(build: str, depth: int = 4, score: str = "iou") -> Compared | None:
    """The seeds of a build on val, shipped seed 0 first; None while no card is there."""
    paths = [FOLDER / f"nuclei-{build}.card.json", *sorted(SEEDS.glob(f"nuclei-{build}-*.card.json"))]
    cards: list[Card] = [read_card(path) for path in paths if path.is_file()]
    if not cards:
        return None
    on_val = [card.on("val") for card in cards]
    heads = [next(head for head in scores.heads if head.depth == depth) for scores in on_val]
    steps = int(json.loads(cards[0].trained_by["settings"])["steps"])
    return Compared(build, tuple(head.scores[score] for head in heads), steps, on_val[0].pictures)
