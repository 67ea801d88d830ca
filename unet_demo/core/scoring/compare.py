"""Nets side by side, read from their cards: scores by seed and by picture, and what the one rule says of any two.

The comparison set has the same widths, data and steps; of a study, its own card says what its nets have in common.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from unet_demo.core.nets.cards import FOLDER, read_card, read_study
from unet_demo.core.scoring import rule
from unet_demo.core.scoring.rule import Verdict

SEEDS = FOLDER / "seeds"
STUDIES = FOLDER / "studies"


@dataclass(frozen=True)
class Compared:
    """One build: its score by seed, in the order of `seeds`, and what the runs had in common.

    `by_picture` has the score of each of `pictures` pictures for each seed, empty where they were not stored;
    `steps` the updates of each seed.
    """

    build: str
    seeds: tuple[int, ...]
    scores: tuple[float, ...]
    steps: int
    pictures: int
    by_picture: tuple[tuple[float, ...], ...] = ()
    params: int = 0

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
    scores = tuple(head.scores[score] for head in heads)
    return Compared(build, seeds, scores, steps, on_val[0].pictures, params=heads[0].params)


def studied(name: str) -> tuple[dict[str, Compared], str]:
    """The nets of a stored study by variant, and the command that trained them; ({}, "") while no card is there.

    Raises WeightsError for a card that cannot be read.
    """
    path = STUDIES / f"{name}.card.json"
    if not path.exists():
        return {}, ""
    card = read_study(path)
    found = {}
    for variant in dict.fromkeys(row["variant"] for row in card["rows"]):
        rows = [row for row in card["rows"] if row["variant"] == variant]
        by_picture = tuple(tuple(row.get("pictures", ())) for row in rows)
        found[variant] = Compared(
            variant,
            tuple(row["seed"] for row in rows),
            tuple(row["score"] for row in rows),
            min(row.get("steps", 0) for row in rows),
            0 if card.get("score") == "train_loss" else card.get("pictures", 0),  # no picture stands behind a loss
            by_picture if all(by_picture) else (),
            rows[0].get("params", 0),
        )
    return found, card["command"]


def verdict(one: Compared, other: Compared) -> Verdict | None:
    """What the rule says of two builds, over the seeds that both have; None where they share none.

    Higher scores are ahead; a study of errors or losses asks with the two exchanged.
    """
    shared = [seed for seed in one.seeds if seed in other.seeds]
    if not shared:
        return None
    at = [[each.seeds.index(seed) for seed in shared] for each in (one, other)]
    if one.by_picture and other.by_picture:
        return rule.of_builds(
            *([each.by_picture[i] for i in rows] for each, rows in zip((one, other), at, strict=True))
        )
    means = [[each.scores[i] for i in rows] for each, rows in zip((one, other), at, strict=True)]
    return (rule.of_training if not one.pictures else rule.of_means)(*means)
