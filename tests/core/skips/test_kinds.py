"""The four kinds of bridge: what their costs are, and that each wrong guess is a number of its own."""

from __future__ import annotations

import json

import pytest

from unet_demo.core.nets.cards import load_card
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Node, params_of
from unet_demo.core.nets.plan import plan_of, widths_of
from unet_demo.core.nets.tasks import NETS
from unet_demo.core.skips.kinds import (
    FIRST_WIDTH,
    KINDS,
    MOST_LEVELS,
    Cost,
    architecture_of,
    costs_of,
    extremes,
    ratios,
)

LEVELS = (1, 2, 3, 4)


def by_kind(levels: int) -> dict[str, Cost]:
    return {cost.kind: cost for cost in costs_of(levels, 64, 96)}


def test_the_widths_are_those_of_the_trained_nets() -> None:
    for net in NETS:
        trained = json.loads(load_card(net.file).trained_by["architecture"])
        assert tuple(trained["widths"]) == widths_of(FIRST_WIDTH, MOST_LEVELS)


def test_the_kinds_with_four_poolings() -> None:
    costs = by_kind(4)
    assert tuple(costs) == tuple(KINDS) == ("concat", "add", "dense", "none")
    assert {kind: cost.params for kind, cost in costs.items()} == {
        "concat": 1_941_105,
        "add": 1_745_265,
        "dense": 2_261_889,
        "none": 1_745_265,
    }
    assert {kind: (cost.links, cost.skips) for kind, cost in costs.items()} == {
        "concat": (12, 4),
        "add": (12, 4),
        "dense": (34, 20),  # docs/facts.md, section 2
        "none": (8, 0),
    }
    assert {kind: cost.entering for kind, cost in costs.items()} == {"concat": 32, "add": 16, "dense": 80, "none": 16}


@pytest.mark.parametrize("levels", LEVELS)
def test_what_the_words_say_of_every_depth(levels: int) -> None:
    costs = by_kind(levels)
    assert costs["add"].params == costs["none"].params == extremes(tuple(costs.values()))[1].params
    assert costs["add"].macs == costs["none"].macs
    same = costs["dense"].architecture.nodes == costs["concat"].architecture.nodes
    assert same == (levels == 1) == (costs["dense"].params == costs["concat"].params)
    if levels > 1:
        assert extremes(tuple(costs.values()))[0].kind == "dense"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("levels", LEVELS)
def test_counts_agree_with_the_plan_of_every_operation(kind: str, levels: int) -> None:
    cost = by_kind(levels)[kind]
    plan = plan_of(Design(architecture_of(kind, levels), 64, 96))
    assert cost.params == sum(step.params for step in plan.steps)
    assert cost.macs == sum(step.macs for step in plan.steps)


def test_every_ratio_reads_differently_and_none_depends_on_the_picture() -> None:
    found = ratios(costs_of(4, 64, 96))
    assert len({f"{value:.1f}" for value in found.values()}) == len(found)
    assert found == pytest.approx(ratios(costs_of(4, 256, 256)))
    assert f"{found['params']:.1f}" == "1.3"


def test_most_weights_of_the_dense_net_stand_in_the_contracting_path() -> None:
    net = architecture_of("dense", 4)
    path = sum(params_of(net, node) for node in net.nodes if node.col == 0)
    added = [node for node in net.nodes if node not in architecture_of("concat", 4).nodes]
    assert path > by_kind(4)["dense"].params / 2
    assert max(node.row for node in added) == 2
    assert Node(0, 3) in added


def test_a_picture_that_does_not_divide_is_refused() -> None:
    with pytest.raises(ValueError, match="needs sides divisible by 16"):
        costs_of(4, 100, 96)
