"""UNet++ as it grows: counts, who needs whom, formulas with their numbers, and questions that the grid answers."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from questions import holds

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.nets.grid import Architecture, Node, ancestors, descendants, in_channels_of, links, needed
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pruning.quiz import about_depth, about_proof, about_trade, about_trap
from unet_demo.core.pruning.trade import points_of, published
from unet_demo.core.scoring.compare import Compared
from unet_demo.core.unetpp.nested import fused, growth, pairs
from unet_demo.core.unetpp.quiz import about_alone, about_beside, about_grid
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.viz.unetpp.grid import nested_drawing

NET = Architecture("unetpp", 3, (16, 32, 64, 128, 256), 1)


def test_it_grows_from_a_unet_to_fifteen_nodes_and_34_links() -> None:
    stages = growth(4)
    assert (len(stages[0].nodes), len(stages[0].links)) == (9, 12)
    assert [len(stage.nodes) for stage in stages] == [9, 10, 11, 12, 13, 14, 15]
    assert len(stages[-1].links) == len(links(NET)) == 34
    assert set(stages[-1].links) == set(links(NET))
    assert pairs(NET.nodes) == 105
    assert all(stage.new not in before.nodes for before, stage in zip(stages, stages[1:], strict=False))


def test_ancestors_are_what_has_to_run() -> None:
    for depth in NET.head_depths:
        node = Node(0, depth)
        assert {*ancestors(NET.nodes, node), node} == set(needed(NET, depth))
    for node in NET.nodes:
        for other in NET.nodes:
            assert (node in ancestors(NET.nodes, other)) == (other in descendants(NET.nodes, node))


def test_any_set_with_its_descendants_can_go_but_only_whole_diagonals_leave_no_idle_node() -> None:
    small = Architecture("unetpp", 3, (2, 3, 4, 5), 1)
    torch.manual_seed(0)
    model, image = GridNet(small).eval(), torch.rand(1, 3, 16, 16)
    done, diagonals = model.nodes(image, 3), []
    for chosen in product((False, True), repeat=len(small.nodes)):
        gone = {node for node, goes in zip(small.nodes, chosen, strict=True) if goes}
        left, heads = set(small.nodes) - gone, [d for d in small.head_depths if Node(0, d) not in gone]
        if not heads or any(set(descendants(small.nodes, node)) - gone for node in gone):
            continue
        after = model.nodes(image, 3, {node: torch.zeros_like(done[node]) for node in gone})
        assert all(torch.equal(model.head(depth, after), model.head(depth, done)) for depth in heads)
        if left == {node for depth in heads for node in needed(small, depth)}:
            diagonals.append(gone)
    expected = [{node for node in small.nodes if node.diagonal > depth} for depth in small.head_depths]
    assert sorted(diagonals, key=len) == sorted(expected, key=len)


def test_what_goes_with_x_1_1_is_no_diagonal() -> None:
    gone = {Node(1, 1), *descendants(NET.nodes, Node(1, 1))}
    assert len({node.diagonal for node in gone}) > 1
    assert all({node for node in NET.nodes if node.diagonal > depth} != gone for depth in range(5))


@pytest.mark.parametrize("node", NET.nodes, ids=str)
def test_the_formula_has_the_shapes_that_really_meet(node: Node) -> None:
    torch.manual_seed(0)
    small = Architecture("unetpp", 3, (4, 6, 8, 10, 12), 1)
    model = GridNet(small).eval()
    image = torch.rand(1, 3, 32, 48)
    done = model.nodes(image, 4)
    found = fused(small, node, 32, 48)
    joined = model.input_of(node, image, done)
    assert found.channels == joined.shape[1] == in_channels_of(small, node)
    assert found.shape == tuple(done[node].shape[1:])
    assert all(shape[1:] == tuple(joined.shape[2:]) for _, shape in found.parts)


TRADES = [
    ask
    for less, full, lower in (
        (0.870, 0.871, False),
        (0.5, 0.6, False),
        (0.60, 0.61, False),
        (0.09, 0.08, True),
        (0.7, 0.6, False),
    )
    for ask in about_trade(NET, less, full, lower)
]
ALONE = [ask for shallow in (0.04, 0.7, 0.79) for ask in about_alone({2: shallow, 4: 0.8})]


def trained(name: str, *scores: float) -> Compared:
    return Compared(name, tuple(range(len(scores))), scores, 2000, 60)


UNET = trained("unet", 0.8, 0.7, 0.9)
AHEAD, BEHIND, MIXED = ((0.81, 0.71, 0.91), (0.79, 0.69, 0.89), (0.81, 0.69, 0.91))
BESIDE = [
    ask
    for scores in (AHEAD, BEHIND, MIXED)
    for ask in about_beside({"unetpp": trained("unetpp", *scores), "unet": UNET}, {"unetpp": UNET, "unet": UNET})
]
QUESTIONS = [*about_grid(NET), *about_depth(NET, 256, 256), *about_proof(), *about_trap(NET), *TRADES, *ALONE, *BESIDE]


def test_there_are_at_least_eight_kinds_of_question() -> None:
    assert len({ask.kind for ask in QUESTIONS}) >= 8


@pytest.mark.parametrize("ask", QUESTIONS, ids=lambda ask: ask.kind)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_has_words_and_a_mistake_behind_each_wrong_answer(ask: Ask, lang: str) -> None:
    special = ((about_grid(NET), "nested.ask"), (ALONE, "heads.ask"), (BESIDE, "beside.ask"))
    prefix = next((prefix for asks, prefix in special if ask in asks), "prune.ask")
    holds(ask, lang, prefix)


def test_who_is_ahead_is_a_matter_of_every_seed() -> None:
    assert [ask.answer for ask in BESIDE if ask.kind == "alike"] == ["unetpp", "unet", "neither"]
    assert {ask.answer for ask in BESIDE if ask.kind == "time"} == {"neither"}
    nearly = {"unetpp": trained("unetpp", 0.8004, 0.7004, 0.9004), "unet": UNET}
    assert about_beside(nearly, {})[0].answer == "neither", "nobody is ahead by less than is shown"
    lone = {"unetpp": trained("unetpp", 0.9), "unet": UNET}
    assert not about_beside(lone, {}), "one seed in common: nothing to be asked"
    assert not about_beside({"unet": UNET}, {"unet": UNET})


def test_answers_are_counted() -> None:
    by_kind = {ask.kind: ask.answer for ask in QUESTIONS}
    assert (by_kind["inputs"], by_kind["links"], by_kind["channels"]) == ("4", "34", "64")
    assert (by_kind["fresh"], by_kind["back"], by_kind["deeper"], by_kind["trap"]) == ("6", "0", "4", "15")
    assert by_kind["shares"] == "params"


def test_the_drawing_names_every_node_and_link() -> None:
    drawn = nested_drawing(NET, {"0_0": "data:image/png;base64,AA=="})
    assert drawn.count("data-node=") == 15
    assert drawn.count("data-from=") == 34
    assert drawn.count('class="outline"') == 4
    assert drawn.count("<image") == 1


def test_the_trade_comes_from_the_cards_and_the_papers_net() -> None:
    points = points_of("nuclei")
    assert [point.depth for point in points if point.net == "unetpp"] == [1, 2, 3, 4]
    assert all(point.command.startswith("python -m unet_demo.core.evaluate") for point in points)
    assert [row.params for row in published()] == [100_961, 511_105, 2_204_961, 9_041_601]
    assert [round(row.macs / 1e9, 2) for row in published()] == [3.48, 8.88, 17.44, 29.75]
