"""Four kinds of bridge side by side: drawn from the grid, with what each costs and what its training reached."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from unet_demo.core.lessons.told import told
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import widths_of
from unet_demo.core.scoring.compare import Compared, compared
from unet_demo.core.skips.kinds import (
    FIRST_WIDTH,
    KINDS,
    MOST_LEVELS,
    Cost,
    added_blocks,
    costs_of,
    extremes,
    ratios,
    share_below,
)
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame.prose import T, punctuated, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.ask import choose, may_see, show_question, show_verdict
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.told import told_text
from unet_demo.ui.lesson.what_for import show_what_for
from unet_demo.viz.skips.kinds import LEGEND, BridgeCard, bridge_cards

Costs = tuple[Cost, ...]


@st.fragment
@section("kinds")
def show_kinds() -> None:
    """The question, then the four nets with as many poolings as one likes; figures once the question is answered."""
    st.header(T("kinds.title"), anchor=False)
    st.markdown(T("kinds.text"))
    st.markdown(T("kinds.who"))
    picture = lesson_picture()
    answered = _show_question(costs_of(MOST_LEVELS, picture.height, picture.width))
    levels = st.segmented_control(
        T("word.poolings"), list(range(1, MOST_LEVELS + 1)), default=MOST_LEVELS, required=True, key="kinds_levels"
    )
    costs = costs_of(levels or MOST_LEVELS, picture.height, picture.width)
    found = {cost.kind: compared(KINDS[cost.kind]) for cost in costs} if answered else {}
    _show_drawn(costs, found)
    if answered:
        _show_reading(costs)
        _show_scores(found)


def _show_question(costs: Costs) -> bool:
    """Which net has the most parameters, and how many times those of the smallest; whether both are answered."""
    with st.container(border=True, key="kinds_question"):
        show_question(T("kinds.ask.which", levels=MOST_LEVELS))
        which = choose(list(KINDS), "kinds_which", "which", lambda kind: T(f"kinds.{kind}.name"))
        times = None
        if which is not None:
            right = which == extremes(costs)[0].kind
            show_verdict(_why(costs), None if right else T(f"kinds.ask.{which}", **_which_values(costs, which)))
            times = _show_times(costs)
        return may_see("kinds", times)


def _show_times(costs: Costs) -> str | None:
    """How many times the parameters of the smallest: what was answered."""
    st.markdown(T("kinds.ask.times"))
    offered = ratios(costs)
    seed = " ".join(f"{name} {ratio:.3f}" for name, ratio in offered.items())
    times = choose(sorted(offered), "kinds_times", seed, lambda name: T("kinds.times", ratio=f"{offered[name]:.1f}"))
    if times is not None:
        right = times == "params"
        show_verdict(_why_times(costs), None if right else T(f"kinds.ask.m_{times}", **_times_values(costs, times)))
    return times


def _which_values(costs: Costs, kind: str) -> dict[str, str]:
    cost = next(each for each in costs if each.kind == kind)
    values = {"params": f"{cost.params:,}"}
    return values if kind == "concat" else {**values, "node": str(Node(0, MOST_LEVELS)), "entering": str(cost.entering)}


def _why(costs: Costs) -> str:
    most, least = extremes(costs)
    parts = most.entering // most.architecture.widths[0]
    return T("kinds.ask.why", nodes=most.nodes, fewer=least.nodes, parts=parts)


def _times_values(costs: Costs, name: str) -> dict[str, str]:
    if name == "macs":
        return {}
    most, least = extremes(costs)
    values = {"most": str(getattr(most, name)), "least": str(getattr(least, name))}
    if name == "entering":
        values |= {"node": str(Node(0, MOST_LEVELS)), "convolutions": str(2 * most.nodes)}
    return values


def _why_times(costs: Costs) -> str:
    most, least = extremes(costs)
    added = added_blocks(costs)
    lowest = max(node.row for node in added)
    return T(
        "kinds.ask.why_times",
        most=f"{most.params:,}",
        least=f"{least.params:,}",
        ratio=f"{ratios(costs)['params']:.1f}",
        percent=f"{100 * share_below(most, lowest):.0f}",
        added=len(added),
        row=lowest,
    )


def _show_drawn(costs: Costs, found: Mapping[str, Compared | None]) -> None:
    """The four drawings; with `found`, each with its figures; the same as a table beneath."""
    levels = costs[0].architecture.depth
    node = str(Node(0, levels))
    figures = {cost.kind: _figures(cost, found) for cost in costs}
    labels = words_of("kinds.figure.", figures["none"], node=node)
    largest = {name: max(getattr(cost, name) for cost in costs) for name in ("params", "macs")}
    cards = []
    for cost in costs:
        shares = {name: getattr(cost, name) / most for name, most in largest.items()}
        shown = [(labels[name], text, shares.get(name)) for name, text in figures[cost.kind].items()] if found else []
        name, line = T(f"kinds.{cost.kind}.name"), T(f"kinds.{cost.kind}.line")
        cards.append(BridgeCard(cost.architecture, name, line, shown))
    alt = T("kinds.alt", levels=levels, node=node, **{cost.kind: cost.entering for cost in costs})
    rows = [[T("word.net"), *(card.name for card in cards)]]
    rows += [[label, *(figures[kind][name] for kind in KINDS)] for name, label in labels.items()]
    legend = {name: T(f"kinds.legend.{name}") for name in LEGEND}
    show_drawing(bridge_cards(cards, legend), alt, "kinds_drawn", rows, T("word.as_table"))


def _figures(cost: Cost, found: Mapping[str, Compared | None]) -> dict[str, str]:
    """What is told of a net, by name: what its drawing shows, and with `found` what it costs and reached."""
    drawn = {name: str(getattr(cost, name)) for name in ("nodes", "links", "skips", "entering")}
    if not found:
        return drawn
    score = found[cost.kind]
    if cost.architecture.depth != MOST_LEVELS:
        reached = T("kinds.score.levels", levels=MOST_LEVELS)
    else:
        reached = T("kinds.score.none") if score is None else _spread(score)
    return {"params": f"{cost.params:,}", "macs": f"{cost.macs / 1e9:.2f} G", **drawn, "score": reached}


def _spread(score: Compared) -> str:
    """The mean, and how far the seeds lie apart."""
    if len(score.scores) == 1:
        return T("kinds.score.one", mean=f"{score.mean:.3f}")
    low, high = (f"{value:.3f}" for value in (min(score.scores), max(score.scores)))
    return T("kinds.score.spread", mean=f"{score.mean:.3f}", low=low, high=high, seeds=len(score.scores))


def _show_reading(costs: Costs) -> None:
    """What the figures say at this number of poolings, and how they were counted."""
    picture, net = lesson_picture(), costs[0].architecture
    named = {cost.kind: cost for cost in costs}
    least = extremes(costs)[1]
    if named["dense"].architecture.nodes == named["concat"].architecture.nodes:
        st.markdown(T("kinds.same"))
    else:
        params, macs = named["dense"].params / least.params, named["dense"].macs / least.macs
        st.markdown(T("kinds.read", params=f"{params:.2f}", macs=f"{macs:.2f}"))
    st.markdown(T("kinds.adding", params=f"{least.params:,}"))
    widths = punctuated(", ".join(map(str, widths_of(FIRST_WIDTH, net.depth))))
    st.caption(T("kinds.counted", widths=widths, height=picture.height, width=picture.width, step=2**net.depth))


def _show_scores(found: Mapping[str, Compared | None]) -> None:
    """How the trained nets were trained and measured, and what their seeds can tell apart."""
    there = {kind: score for kind, score in found.items() if score is not None}
    if not there:
        return
    steps = " / ".join(f"{each:,}" for each in sorted({score.steps for score in there.values()}))
    pictures = max(score.pictures for score in there.values())
    st.caption(T("kinds.score.how", levels=MOST_LEVELS, steps=steps, pictures=pictures))
    show_what_for("nuclei", "unet")
    if "dense" in there:
        st.caption(T("kinds.score.dense"))
    for kind in ("concat", "add", "dense"):
        said = told(there[kind], there["none"]) if kind in there and "none" in there else None
        if said:
            st.markdown(f"- {told_text(said)}")
