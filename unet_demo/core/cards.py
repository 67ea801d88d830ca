"""What is stored beside the weights: the card with scores and the commands that made them. No torch in here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "weights"


class WeightsError(RuntimeError):
    """A weights file is missing or does not fit. The message names the file and the remedy; `file` is its name."""

    def __init__(self, file: str, sentence: str) -> None:
        super().__init__(sentence)
        self.file = file


@dataclass(frozen=True)
class HeadScore:
    """One head on one split: scores by name (evaluate.SCORES), exact parameters, multiply-accumulates at 256x256."""

    depth: int
    scores: dict[str, float]
    params: int
    macs_256: int


@dataclass(frozen=True)
class Scores:
    """Every head on one split, and the command that scored it. Splits: val, scenes (generated), outlined (by us)."""

    split: str
    command: str
    pictures: int
    heads: tuple[HeadScore, ...]


@dataclass(frozen=True)
class Card:
    """What is stored beside one weights file: its header (command, settings, seconds …) and its scores."""

    weights: str
    trained_by: dict[str, str]
    scores: tuple[Scores, ...]

    def on(self, split: str) -> Scores:
        """The scores on one split. Raises KeyError when it was not scored."""
        for each in self.scores:
            if each.split == split:
                return each
        raise KeyError(f"Card of {self.weights} has no scores on {split}; score it: python -m unet_demo.core.evaluate")

    def with_scores(self, fresh: Scores) -> Card:
        """The same card with these scores in place of older ones on the same split."""
        others = tuple(each for each in self.scores if each.split != fresh.split)
        return replace(self, scores=(*others, fresh))


def card_path(weights: Path) -> Path:
    """Where the card of a weights file is stored."""
    return weights.with_suffix(".card.json")


def store_card(card: Card, path: Path) -> None:
    """Write a card as JSON."""
    path.write_text(json.dumps(asdict(card), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_card(path: Path) -> Card:
    """A stored card. Raises WeightsError when it is missing or unreadable."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        scores = tuple(
            Scores(each["split"], each["command"], each["pictures"], tuple(HeadScore(**head) for head in each["heads"]))
            for each in stored["scores"]
        )
        return Card(stored["weights"], stored["trained_by"], scores)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            path.name,
            f"Card {path.name} is missing or unreadable; the stored scores are needed; "
            f"restore it with: git checkout -- assets/weights/{path.name}",
        ) from error


@cache
def load_card(file: str) -> Card:
    """The card of a weights file in assets/weights. Raises WeightsError as `read_card` does."""
    return read_card(card_path(FOLDER / file))


def steps_of(settings: Mapping[str, Any]) -> int:
    """Updates of a training, those of the runs it started from included; `settings` as a card has them."""
    start, before = settings.get("start"), 0
    if isinstance(start, str):
        before = steps_of(json.loads(start))
    elif start:
        earlier = json.loads(start["made_by"])
        before = steps_of(earlier) - int(earlier["steps"]) + int(start["step"])
    return before + int(settings["steps"])
