"""Nets side by side, several seeds each, read from their cards.

The comparison set has the same widths, data and steps; the nets of the study "equal_time" the same time to train.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from unet_demo.core.nets.cards import FOLDER, read_card, read_study

SEEDS = FOLDER / "seeds"
EQUAL_TIME = FOLDER / "studies" / "equal_time.card.json"


@dataclass(frozen=True)
class Compared:
    """One build: a head's score by seed, in the order of `seeds`, and what the runs had in common."""

    build: str
    seeds: tuple[int, ...]
    scores: tuple[float, ...]
    steps: int
    pictures: int

    @property
    def mean(self) -> float:
        """Mean over the seeds."""
        return sum(self.scores) / len(self.scores)


def compared(build: str, depth: int = 4, score: str = "iou") -> Compared | None:
    """The seeds of a build on val, shipped seed 0 first; None while no card is there.

    Raises WeightsError for a card that cannot be read, and for other seeds without the shipped one.
    """
    paths = [FOLDER / f"nuclei-{build}.card.json", *sorted(SEEDS.glob(f"nuclei-{build}-*.card.json"))]
    if not any(path.exists() for path in paths):
        return None
    cards = [read_card(path) for path in paths]
    on_val = [card.on("val") for card in cards]
    heads = [next(head for head in scores.heads if head.depth == depth) for scores in on_val]
    settings = [json.loads(card.trained_by["settings"]) for card in cards]
    seeds, steps = tuple(int(each["seed"]) for each in settings), int(settings[0]["steps"])
    return Compared(build, seeds, tuple(head.scores[score] for head in heads), steps, on_val[0].pictures)


def timed() -> tuple[dict[str, Compared], str]:
    """The nets that had equal time, by variant, and the command that trained them; ({}, "") while no card is there.

    Here `steps` is the fewest that a seed came to within the time, `pictures` the generated scenes it was scored on.
    Raises WeightsError for a card that cannot be read.
    """
    if not EQUAL_TIME.exists():
        return {}, ""
    card = read_study(EQUAL_TIME)
    found = {}
    for name in dict.fromkeys(row["variant"] for row in card["rows"]):
        rows = [row for row in card["rows"] if row["variant"] == name]
        seeds, scores = tuple(row["seed"] for row in rows), tuple(row["score"] for row in rows)
        found[name] = Compared(name, seeds, scores, min(row["steps"] for row in rows), card["pictures"])
    return found, card["command"]


def gaps(one: Compared, other: Compared) -> list[float]:
    """How far `one` scores above `other`, seed by seed: equal seeds see the same crops in the same order.

    Of the scores as they are shown, to a tenth of a point: nobody is ahead by less than can be seen.
    """
    mine, theirs = (dict(zip(each.seeds, each.scores, strict=True)) for each in (one, other))
    shown = {seed: round(mine[seed], 3) - round(theirs[seed], 3) for seed in one.seeds if seed in theirs}
    return [round(gap, 3) + 0.0 for gap in shown.values()]  # -0.0 becomes 0.0


def ahead(one: Compared, other: Compared) -> Literal["one", "other", "neither"] | None:
    """Which of the two is ahead with every seed that both have; None where they share fewer than two."""
    apart = gaps(one, other)
    if len(apart) < 2:
        return None
    if min(apart) > 0:
        return "one"
    return "other" if max(apart) < 0 else "neither"
