"""What is stored beside the weights: the card with scores and the commands that made them. No torch in here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
class Card:
    """Scores of one weights file, and the commands that trained it and scored it."""

    trained_by: dict[str, str]
    scored_by: str
    pictures: int
    heads: tuple[HeadScore, ...]


def card_path(weights: Path) -> Path:
    """Where the card of a weights file is stored."""
    return weights.with_suffix(".card.json")


@cache
def load_card(file: str) -> Card:
    """The card of a weights file in assets/weights. Raises WeightsError when it is missing or unreadable."""
    path = card_path(FOLDER / file)
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        heads = tuple(HeadScore(**head) for head in stored["heads"])
        return Card(stored["trained_by"], stored["scored_by"], stored["pictures"], heads)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            path.name,
            f"Card {path.name} is missing or unreadable; the stored scores are needed; "
            f"restore it with: git checkout -- assets/weights/{path.name}",
        ) from error
