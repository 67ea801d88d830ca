"""UNet++ as it grows: counts, who needs whom, formulas with their numbers, and questions that the grid answers."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
from questions import holds

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.lessons.told import Told
from unet_demo.core.nets.grid import Architecture, Node, ancestors, descendants, in_channels_of, links, needed
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pruning.quiz import about_depth, about_proof, about_trade, about_trap
from unet_demo.core.pruning.trade import points_of, published
from unet_demo.core.scoring import rule
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


def deep_over_less(points: float, scatter: float = 0.01, pictures: int = 40) -> Told:
    """What the rule says of L4 against L3 that is so many points lower on average."""
    less = np.linspace(0.5, 0.9, pictures)
    gaps = points / 100 + scatter * np.where(np.arange(pictures) % 2, 1, -1)
    return Told("head", "head", rule.of_nets(less + gaps, less))


TRADES = [ask for points in (0.2, 1, 5, -1) for ask in about_trade(NET, deep_over_less(points, 0.004), 0.8, 0.8)]
TRADES += about_trade(NET, deep_over_less(1, scatter=0.2), 0.80, 0.81)
ALONE = [
    ask
    for shallow, points in ((0.04, 76), (0.7, 10), (0.8, 0))
    for ask in about_alone(shallow, 0.8, 4, deep_over_less(points))
]


def trained(name: str, mean: float, seeds: int = 10) -> Compared:
    rng = np.random.default_rng(len(name))
    scores = mean + rng.normal(0, 0.002, (seeds, 30))
    by_picture = tuple(tuple(row) for row in scores.tolist())
    return Compared(name, tuple(range(seeds)), tuple(map(float, scores.mean(axis=1))), 2000, 30, by_picture)


UNET = trained("unet", 0.8)
BESIDE = [
    ask
    for mean in (0.82, 0.78, 0.8)
    for kind in ("alike", "updates", "work")
    for ask in about_beside({kind: {"unetpp": trained("unetpp", mean), "unet": UNET}})
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


def test_what_is_accepted_follows_from_the_rule() -> None:
    assert [ask.answer for ask in BESIDE if ask.kind == "work"] == ["unetpp", "unet", "neither"]
    three = {"unetpp": trained("unetpp", 0.9, 3), "unet": trained("unet", 0.8, 3)}
    (ask,) = about_beside({"alike": three})
    assert ask.answer == "neither", "three seeds that agree are a coin that fell alike three times"
    assert set(ask.mistakes.values()) == {"m_told"}
    assert not about_beside({"alike": {"unet": UNET}, "work": {}})


def test_what_a_depth_is_worth_follows_from_the_rule() -> None:
    answers = [ask.answer for ask in TRADES if ask.kind == "worth"]
    assert answers == ["little_worse", "worse", "far_worse", "better", "untold"]
    few = about_trade(NET, deep_over_less(5, pictures=4), 0.0778, 0.0779)
    assert few[0].answer == "untold", "four slices cannot tell"
    assert [ask.kind for ask in about_trade(NET, None, 0.8, 0.9)] == ["saved"], "nothing to ask of a card without them"


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
