"""Every size has a verdict: sides of 1 to 200 under every fit, padding, window, pooling, net and number of levels.

One axis is swept exhaustively on whole numbers; plans, PyTorch and oblong pictures are held to it on samples.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as some
from proofs import first_now

from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.plan import Plan, plan_of
from unet_demo.core.nets.plan_net import error_of, run_plan
from unet_demo.core.nets.sides import FITS, LARGEST, answered, cures, least, suitable, suited, unfitted

SIDES = range(1, 201)
ODD = [1, 2, 3, 5, 8, 16, 17, 40, 60, 97, 100, 180, 184, 185, 188, 200]
EVERY_FIT = ("as_is", *FITS)
NETS: dict[str, tuple[Any, Any]] = {
    "unet": ("unet", "concat"),
    "unetpp": ("unetpp", "concat"),
    "add": ("unetpp", "add"),
    "none": ("unet", "none"),
}
LEVELS = range(1, 6)
every_net = pytest.mark.parametrize("net", NETS)
some_and_every_side = pytest.mark.parametrize("sides", first_now(ODD, SIDES), ids=len)


def design(net: str, levels: int, side: int = 1, **more: Any) -> Design:
    kind, join = NETS[net]
    return Design(Architecture(kind, 1, (1,) * (levels + 1), 1, join), side, more.pop("width", side), **more)


def windows(net: str) -> Iterator[Design]:
    """Every window, padding, pooling and number of levels that the controls offer."""
    for levels, kernel, padding, pool in product(LEVELS, range(1, 10), range(5), range(2, 5)):
        yield design(net, levels, kernel=kernel, padding=padding, pool=pool)


def test_a_side_of_every_window_has_an_answer_or_none() -> None:
    for each in windows("unet"):
        answers = [answered(each, side) for side in SIDES]
        assert all(answer is None or answer > 0 for answer in answers)
        assert all(suitable(each, side) <= (answers[side - 1] is not None) for side in (1, 97, 200))


@pytest.mark.parametrize("net", ["unet", "unetpp"])
@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("levels", LEVELS)
@some_and_every_side
def test_a_side_is_padded_cropped_and_resized_to_the_nearest_that_suits(
    sides: Sequence[int], net: str, padding: int, levels: int
) -> None:
    each = design(net, levels, padding=padding)
    takes = [side for side in range(1, 420) if suitable(each, side)]
    assert least(each) == takes[0]
    for side in sides:
        at = bisect_left(takes, side)
        above, below = takes[at], (takes[at] if takes[at] == side else takes[at - 1] if at else None)
        nearest = above if below is None or above - side <= side - below else below
        assert [suited(each, side, fit) for fit in FITS] == [above, below, nearest]
        assert cures(replace(each, height=side, width=side)).keys() == {
            fit
            for fit, fitted in zip(FITS, (above, below, nearest), strict=True)
            if fitted and unfitted(each, fit, side, fitted, answered(each, fitted) or 0)
        }


@pytest.mark.parametrize("shape", [{"kernel": 2}, {"kernel": 2, "padding": 1}, {"kernel": 9, "padding": 0, "pool": 4}])
def test_a_net_that_no_side_suits_says_so_for_every_side(shape: dict[str, int]) -> None:
    each = design("unet", 5, **shape)
    assert least(each) is None
    for side in (1, 2, 97, LARGEST):
        assert cures(replace(each, height=side, width=side)) == {}
        for fit in FITS:
            assert plan_of(replace(each, height=side, width=side, fit=fit)).failures[0].op == "fit"


def checked(plan: Plan) -> Plan:
    """The plan's verdict is that of each of its sides; what is missing lies behind something that fails."""
    asked, sides = plan.design, (plan.design.height, plan.design.width)
    fitted = [suited(asked, side, asked.fit, plan.depth) for side in sides]
    answers = [side and answered(asked, side, plan.depth) for side in fitted]
    left = [
        fit and answer and unfitted(asked, asked.fit, side, fit, answer)
        for side, fit, answer in zip(sides, fitted, answers, strict=True)
    ]
    assert plan.answer == (None if None in left else (1, *left))
    assert bool(plan.failures) == (plan.answer is None)
    broken = {step.id for step in plan.failures}
    for step in plan.steps:
        assert step.shape is None or min(step.shape) > 0
        assert (step.shape is None) == (step.id in broken or any(plan.by_id[id].shape is None for id in step.sources))
    if plan.failures and None not in answers:
        assert [step.op for step in plan.failures] == ["unfit"]
    return plan


@every_net
@pytest.mark.parametrize("fit", EVERY_FIT)
@pytest.mark.parametrize("padding", [0, 1])
@some_and_every_side
def test_every_side_of_the_map_has_a_plan(sides: Sequence[int], net: str, fit: Any, padding: int) -> None:
    for levels, side in product(LEVELS, sides):
        checked(plan_of(design(net, levels, side, padding=padding, fit=fit)))


@pytest.mark.parametrize("fit", EVERY_FIT)
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_cut_net_needs_less_of_a_side(fit: Any, depth: int) -> None:
    whole = design("unetpp", 4, padding=1, fit=fit)
    for side in range(1, 40):
        plan = checked(plan_of(replace(whole, height=side, width=side), depth))
        assert bool(plan.failures) == (side % 2**depth > 0 if fit == "as_is" else fit == "crop" and side < 2**depth)


def test_every_window_of_the_doctor_has_a_plan() -> None:
    for each in windows("unet"):
        for side in (1, 2, 9, 100):
            checked(plan_of(replace(each, height=side, width=200)))


designs = some.builds(
    design,
    some.sampled_from(tuple(NETS)),
    some.integers(1, 4),
    some.integers(1, 230) | some.sampled_from([1, 2, LARGEST]),
    width=some.integers(1, 230) | some.sampled_from([1, 2, LARGEST]),
    up=some.sampled_from(["transposed", "bilinear", "nearest"]),
    padding=some.sampled_from([1, 1, 0, 0, 2, 4]),
    fit=some.sampled_from(EVERY_FIT),
    kernel=some.sampled_from([3, 3, 1, 2, 4, 5, 9]),
    pool=some.sampled_from([2, 2, 3, 4]),
)


@examples(120)
@given(designs)
def test_what_a_plan_says_of_an_oblong_picture_is_what_torch_does(asked: Design) -> None:
    plan = checked(plan_of(asked))
    image = torch.empty(1, 1, asked.height, asked.width, device="meta")
    for step in plan.failures:
        said = error_of(plan, step)
        assert said is None if step.op in ("fit", "unfit") else (said or "").startswith("RuntimeError: ")
    torchs = [step for step in plan.failures if step.op not in ("fit", "unfit")]
    if torchs:
        with pytest.raises(RuntimeError) as caught:
            run_plan(plan, image)
        assert (error_of(plan, torchs[0]) or "")[14:44] == str(caught.value)[:30]
    if plan.failures:
        return
    done = run_plan(plan, image)
    assert {id: tuple(tensor.shape[1:]) for id, tensor in done.items()} == {step.id: step.shape for step in plan.steps}


@pytest.mark.parametrize("levels", LEVELS)
def test_a_padded_picture_answers_from_one_pixel_more_than_the_convolutions_eat(levels: int) -> None:
    each = design("unet", levels, padding=0, fit="pad")
    for side in range(1, 400, levels):
        plan = plan_of(replace(each, height=side, width=side))
        fitted = plan.by_id["fit"].shape
        assert fitted is not None
        eaten = fitted[1] - (answered(each, fitted[1]) or 0)
        assert (plan.answer is None) == (side <= eaten)


def test_a_resized_picture_is_answered_in_its_own_scale() -> None:
    plan = plan_of(design("unet", 4, 100, padding=0, fit="resize"))
    assert plan.by_id["fit"].shape == (1, 188, 188)
    assert plan.by_id["L4.squash"].shape == (1, 4, 4)
    assert plan.answer == (1, 2, 2)
