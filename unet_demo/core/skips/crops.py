"""What is cut off the skips of a U-Net: read from its plan, and why it is as much as it is. No torch in here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count

from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.paper import fits_square, paper_like, squared
from unet_demo.core.nets.plan import Plan, key_of, plan_of


@dataclass(frozen=True)
class Cut:
    """The skip of one row of a square picture: its side, the side that is used, what goes on each side, all in px."""

    row: int
    skip_px: int
    used_px: int
    cut_px: int

    @property
    def share(self) -> float:
        """Share of the skip's pixels that is used."""
        return (self.used_px / self.skip_px) ** 2


def cuts_of(plan: Plan) -> tuple[Cut, ...]:
    """The skips of a U-Net from the top row down. Raises ValueError where a step of the plan cannot run."""
    if plan.failures:
        raise ValueError(f"Got {plan.design.height} px; sizes that fit are needed; see plan.cures.")
    depth, found = plan.design.architecture.depth, []
    for row in range(depth):
        skip, up = plan.output(Node(row, 0)), plan.by_id[f"{key_of(Node(row, depth - row))}.up"]
        assert skip.shape is not None
        assert up.shape is not None
        crops = [step for step in plan.of(Node(row, depth - row)) if step.op == "crop"]
        found.append(Cut(row, skip.shape[1], up.shape[1], crops[0].cut[0] if crops else 0))
    return tuple(found)


@cache
def smallest(design: Design) -> Plan:
    """The same net for the smallest square picture that it takes without a pooling that drops a row."""
    return plan_of(squared(design, next(side for side in count(1) if fits_square(design, side))))


def chain_of(plan: Plan) -> tuple[tuple[int, int, int], ...]:
    """Why each skip is cut, the deepest first: (px that the convolutions take, cut of the row below, cut of this row).

    From where a skip leaves to where it is met lie four convolutions of the row below (two at the bottom) and whatever
    is cut there; the upsampling counts all of that twice.
    """
    per_conv = plan.design.lost // 2
    below = 0
    found: list[tuple[int, int, int]] = []
    for cut in reversed(cuts_of(plan)):
        convolutions = 2 if not found else 4
        found.append((convolutions * per_conv, below, cut.cut_px))
        below = cut.cut_px
    return tuple(found)


def guesses() -> dict[int, str]:
    """Answers to "how much is cut off each side of the top skip of the paper's net?" and what each of them counts."""
    plan = paper_like(3, False)
    cuts = cuts_of(plan)
    top, answer = cuts[0].cut_px, (plan.answer or (0, 0, 0))[1]
    return {
        top: "right",
        cuts[-1].cut_px: "deepest",
        top // 2: "half",
        (plan.design.height - answer) // 2: "whole",
        2 * top: "both",
    }
