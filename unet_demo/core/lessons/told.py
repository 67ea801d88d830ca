"""Two nets of a lesson and what the one rule says of them, ready to be put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from unet_demo.core.nets.cards import load_card
from unet_demo.core.nets.tasks import TASKS, net_of
from unet_demo.core.scoring import compare, rule
from unet_demo.core.scoring.compare import Compared
from unet_demo.core.scoring.rule import Verdict, Word

Unit = Literal["points", "plain"]
LOWER_IS_BETTER = ("pixel_error",)
NAMES = {("last_layer", "transposed"): "transposed_last"}


@dataclass(frozen=True)
class Told:
    """`one` against `other`, by the ids of their names in prose rule.net.*, and the verdict that the rule gave.

    `score` is what was measured, its name in rule.score.*; `unit` says whether gaps are shown as hundredths of it.
    Where lower is better, the verdict has been asked with the two exchanged, so ahead always means better.
    """

    one: str
    other: str
    verdict: Verdict
    score: str = "iou"
    unit: Unit = "points"
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # for the placeholders of either name

    @property
    def word(self) -> Word:
        """What the rule says."""
        return self.verdict.word


def told(one: Compared, other: Compared, names: tuple[str, str] = ("", "")) -> Told | None:
    """Two builds whose scores are better when higher; None where they share no seed."""
    verdict = compare.verdict(one, other)
    if verdict is None:
        return None
    return Told(names[0] or one.build, names[1] or other.build, verdict)


def told_lower(one: Compared, other: Compared, score: str) -> Told | None:
    """Two builds whose scores, losses or errors, are better when lower."""
    verdict = compare.verdict(other, one)
    return None if verdict is None else Told(one.build, other.build, verdict, score, "plain")


def study_told(name: str, *pairs: tuple[str, str]) -> dict[str, Told]:
    """What a stored study says of these pairs of its variants, by "one_other"; without what it does not hold."""
    nets, _ = compare.studied(name)
    found = {f"{a}_{b}": told(nets[a], nets[b], names_of(name, a, b)) for a, b in pairs if a in nets and b in nets}
    return {key: each for key, each in found.items() if each is not None}


def together_told(depth: int) -> Told | None:
    """A head trained together with deeper ones, against a net of that depth trained alone; None without the study."""
    nets, _ = compare.studied("alone")
    pair = f"together_{depth}", f"alone_{depth}"
    verdict = compare.verdict(nets[pair[0]], nets[pair[1]]) if nets.keys() >= {*pair} else None
    return Told("together", "alone", verdict, values={"one": {"depth": str(depth)}}) if verdict else None


def heads_told(task: str, deep: int, less: int, build: str = "unetpp") -> Told | None:
    """What the one rule says of two heads of a shipped net on val; None where its card has no scores by picture.

    The verdict is about this net and pictures like these; ahead means better, also where less is better.
    """
    heads = {head.depth: head for head in load_card(net_of(task, build).file).on("val").heads}
    scores, score = [heads[depth].by_picture for depth in (deep, less)], TASKS[task].score
    if not all(scores):
        return None
    one, other = reversed(scores) if score in LOWER_IS_BETTER else scores
    values = {"one": {"depth": str(deep)}, "other": {"depth": str(less)}}
    return Told("head", "head", rule.of_nets(one, other), score, values=values)


def names_of(study: str, one: str, other: str) -> tuple[str, str]:
    """The ids of the names of two variants of a study: a variant whose id another study has too has one of its own."""
    return NAMES.get((study, one), one), NAMES.get((study, other), other)
