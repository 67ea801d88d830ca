"""What one claim is: a sentence of the web, a verdict, and an experiment whose figures the verdict must agree with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from unet_demo.core.lessons.told import Told

Verdict = Literal["right", "wrong", "misleading", "depends"]
VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "misleading", "depends")
Figure = str | int | float | bool | Told
Figures = dict[str, Figure]


@dataclass(frozen=True)
class Claim:
    """One claim. `figures` runs the experiment; `holds` says whether its figures carry the verdict."""

    number: int  # as in docs/facts.md, section 6
    room: str  # whose page shows it
    verdict: Verdict
    figures: Callable[[], Figures]
    holds: Callable[[Mapping[str, Figure]], bool]
    stored: bool = False  # the figures come from a card, not from a run made now

    @property
    def id(self) -> str:
        """The name of its words: claims.c<number>.*"""
        return f"c{self.number}"


def claim(
    number: int, room: str, verdict: Verdict, figures: Callable[[], Figures], *names: str, stored: bool = False
) -> Claim:
    """A claim that holds while every figure of `names` is true."""
    return Claim(number, room, verdict, figures, lambda found: all(bool(found[name]) for name in names), stored)
