"""Questions about the grid of UNet++, answered by counting on it."""

from __future__ import annotations

from collections.abc import Mapping

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.lessons.told import Told
from unet_demo.core.lessons.told import told as told_of
from unet_demo.core.nets.grid import (
    Architecture,
    Node,
    ancestors,
    descendants,
    in_channels_of,
    inputs_of,
    links,
    unet_grid,
)
from unet_demo.core.scoring.compare import Compared
from unet_demo.core.unetpp.nested import pairs

LOWER = 0.7  # of the deepest score: less is a fraction of it


def about_grid(net: Architecture) -> list[Ask]:
    """Inputs and channels of a node, all links, who must run, who needs it."""
    top = Node(0, net.depth - 1)
    return [_inputs(net, top), _links(net), _channels(net, top), _before(net, Node(1, 1)), _after(net, Node(1, 1))]


def _numbered(kind: str, answer: int, wrong: dict[int, str], values: dict[str, str]) -> Ask:
    mistakes = {str(number): mistake for number, mistake in wrong.items() if number != answer}
    options = tuple(sorted((str(answer), *mistakes), key=int))
    return Ask(kind, {**values, "answer": str(answer)}, options, str(answer), mistakes)


def _inputs(net: Architecture, node: Node) -> Ask:
    count = len(inputs_of(net, node))
    wrong = {2: "m_unet_inputs", count - 1: "m_no_below", len(net.nodes) - 1: "m_everybody"}
    return _numbered("inputs", count, wrong, {"node": str(node), "skips": str(count - 1)})


def _links(net: Architecture) -> Ask:
    wrong = {pairs(net.nodes): "m_pairs", len(net.nodes) - 1: "m_tree", 2 * len(net.nodes): "m_two"}
    values = {"nodes": str(len(net.nodes)), "pairs": str(pairs(net.nodes))}
    return _numbered("links", len(links(net)), wrong, values)


def _channels(net: Architecture, node: Node) -> Ask:
    width, count = net.widths[node.row], len(inputs_of(net, node))
    below = net.widths[node.row + 1]
    wrong = {2 * width: "m_unet_inputs", width: "m_added", (count - 1) * width + below: "m_not_halved"}
    values = {"node": str(node), "count": str(count), "width": str(width)}
    return _numbered("channels", in_channels_of(net, node), wrong, values)


def _before(net: Architecture, node: Node) -> Ask:
    found = ancestors(net.nodes, node)
    wrong = {len(inputs_of(net, node)): "m_direct", len(net.nodes) - 1: "m_everybody", len(found) + 1: "m_itself"}
    values = {"node": str(node), "names": ", ".join(map(str, found))}
    return _numbered("before", len(found), wrong, values)


def _after(net: Architecture, node: Node) -> Ask:
    found = descendants(net.nodes, node)
    direct = sum(source == node for source, _ in links(net))
    later = sum(each.diagonal > node.diagonal for each in net.nodes)
    wrong = {direct: "m_direct_after", later: "m_later", len(unet_grid(net.depth)): "m_everybody"}
    values = {"node": str(node), "names": ", ".join(map(str, found))}
    return _numbered("after", len(found), wrong, values)


def about_alone(shallow: float, deepest: float, depth: int, told: Told | None) -> list[Ask]:
    """What the second head says after a training whose loss saw the deepest alone; `told` is the deepest against it.

    Not asked where the scores of single pictures are missing, without which the rule says nothing.
    """
    if told is None:
        return []
    options = ("as_good", "lower", "useless")
    answer = "as_good" if told.word != "ahead" else "lower" if shallow > LOWER * deepest else "useless"
    mistakes = {name: f"m_{name}" for name in options if name != answer}
    values = {"shallow": f"{shallow:.2f}", "deepest": f"{deepest:.2f}", "depth": str(depth)}
    return [Ask("alone", {**values, "told": told}, options, answer, mistakes)]


def about_beside(sets: Mapping[str, Mapping[str, Compared]]) -> list[Ask]:
    """Which of "unetpp" and "unet" is ahead; a question for each set of nets, by id, that holds both.

    What is accepted follows from the one rule: where it tells nothing apart, that is the right answer.
    """
    return [ask for kind, nets in sets.items() if (ask := _beside(kind, nets)) is not None]


def _beside(kind: str, nets: Mapping[str, Compared]) -> Ask | None:
    told = told_of(nets["unetpp"], nets["unet"]) if {"unetpp", "unet"} <= nets.keys() else None
    if told is None:
        return None
    one, other = nets["unetpp"], nets["unet"]
    answer = {"ahead": "unetpp", "behind": "unet", "untold": "neither"}[told.word]
    options = ("unetpp", "unet", "neither")
    mistakes = {option: "m_told" if answer == "neither" else f"m_{option}" for option in options if option != answer}
    values = {"seeds": str(len(one.seeds)), "steps": f"{one.steps:,}", "other_steps": f"{other.steps:,}"}
    means = {"mine": f"{one.mean:.3f}", "theirs": f"{other.mean:.3f}"}
    return Ask(kind, {**values, **means, "told": told}, options, answer, mistakes)
