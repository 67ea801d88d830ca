"""What is stored beside the weights: the card with scores and the commands that made them. No torch in here."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from unet_demo.core.nets.damage import Sign, WeightsError, name_of, noting, remedy, sign_of
from unet_demo.home import ASSETS

FOLDER = ASSETS / "weights"


@dataclass(frozen=True)
class HeadScore:
    """One head on one split: scores by name (evaluate.SCORES), exact parameters, multiply-accumulates at 256x256.

    `by_picture` has the task's own score (`Task.score`) of every picture, in the order of their names; of several
    classes it is the mean over those that occur in the picture. Older cards have none.
    """

    depth: int
    scores: dict[str, float]
    params: int
    macs_256: int
    by_picture: tuple[float, ...] = ()


@dataclass(frozen=True)
class Scores:
    """Every head on one split, and the command that scored it. Splits: val, scenes (generated), outlined (by us)."""

    split: str
    command: str
    pictures: int
    heads: tuple[HeadScore, ...]


@dataclass(frozen=True)
class HeldBack:
    """The deepest head on a part of the set that nothing was trained or chosen on, measured by those who keep it.

    It holds for the weights whose file has this sha256: a net that is trained again has none until it is measured.
    """

    sha256: str
    date: str
    pictures: int
    scores: dict[str, float]


@dataclass(frozen=True)
class Card:
    """What is stored beside one weights file: its header (command, settings, seconds …) and its scores."""

    weights: str
    trained_by: dict[str, str]
    scores: tuple[Scores, ...]
    held_back: HeldBack | None = None

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
    stored = {name: value for name, value in asdict(card).items() if value is not None}
    text = json.dumps(stored, indent=1, ensure_ascii=False)
    lists = re.sub(r"\[[-\d.,\s]+\]", lambda numbers: re.sub(r"\s+", " ", numbers[0]), text)  # a line for each list
    path.write_text(lists + "\n", encoding="utf-8")


def read_card(path: Path, weights: str | None = None) -> Card:
    """A stored card; with `weights`, that of this weights file. Raises WeightsError when it is missing or damaged."""
    with noting(path):
        stored = _stored(path)
        try:
            scores = tuple(_scores(each) for each in stored["scores"])
            card = Card(stored["weights"], dict(stored["trained_by"]), scores, _held_back(stored.get("held_back")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unreadable(path) from error
        if weights not in (None, card.weights):
            name = name_of(path)
            sentence = f"Card {name} is the card of {card.weights}; that of {weights} is needed; {remedy(path)}"
            raise WeightsError(name, sentence)
        return card


def load_card(file: str) -> Card:
    """The card of a weights file in assets/weights, read again only when the card's file has changed.

    Raises WeightsError as `read_card` does.
    """
    path = card_path(FOLDER / file)
    return _card_of(file, path, sign_of(path))


@lru_cache(maxsize=64)
def _card_of(file: str, path: Path, _: Sign) -> Card:
    return read_card(path, file)


def read_study(path: Path) -> dict[str, Any]:
    """The stored card of a study: its "command", and its "rows", a net each. Raises WeightsError as `read_card`."""
    with noting(path):
        card: dict[str, Any] = _stored(path)
        try:
            rows = [{"variant", "seed", "score"} <= {*row} for row in card["rows"]]
        except (KeyError, TypeError) as error:
            raise _unreadable(path) from error
        if not rows or not all(rows) or not isinstance(card.get("command"), str):
            raise _unreadable(path)
        return card


def _stored(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(path) from error


def _scores(stored: Any) -> Scores:
    """Raises KeyError, TypeError or ValueError for what is no record of scores."""
    heads = tuple(HeadScore(**head | {"by_picture": tuple(head.get("by_picture", ()))}) for head in stored["heads"])
    for head in heads:
        if not all(map(math.isfinite, (*head.scores.values(), head.params, head.macs_256, *head.by_picture))):
            raise ValueError(head.depth)
        if head.by_picture and len(head.by_picture) != stored["pictures"]:
            raise ValueError(head.depth)
    return Scores(stored["split"], stored["command"], stored["pictures"], heads)


def _held_back(stored: Any) -> HeldBack | None:
    """Raises TypeError or ValueError for what is no such record."""
    held = None if stored is None else HeldBack(**stored)
    if held and not all(map(math.isfinite, held.scores.values())):
        raise ValueError(held.date)
    return held


def _unreadable(path: Path) -> WeightsError:
    name = name_of(path)
    sentence = f"Card {name} is missing or unreadable; the stored scores are needed; {remedy(path)}"
    return WeightsError(name, sentence)


def steps_of(settings: Mapping[str, Any]) -> int:
    """Updates of a training, those of the runs it started from included; `settings` as a card has them."""
    start, before = settings.get("start"), 0
    if isinstance(start, str):
        before = steps_of(json.loads(start))
    elif start:
        earlier = json.loads(start["made_by"])
        before = steps_of(earlier) - int(earlier["steps"]) + int(start["step"])
    return before + int(settings["steps"])
