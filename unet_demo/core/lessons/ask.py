"""A question with answers to choose from: its words by id, what is right, and which mistake a wrong answer shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unet_demo.core.lessons.told import Told


@dataclass(frozen=True)
class Ask:
    """One question: its words are <room>.ask.<kind> and <kind>_why, filled from `values`; options are ids or numbers.

    `mistakes` names the mistake behind each wrong option, <room>.ask.<mistake>.
    """

    kind: str
    values: Mapping[str, str | Told]  # a Told becomes the sentence that the one rule allows
    options: tuple[str, ...]
    answer: str
    mistakes: Mapping[str, str]
