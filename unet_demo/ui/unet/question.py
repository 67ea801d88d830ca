"""Predict first: a question made from the shapes in view; each wrong answer is met by the mistake behind it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from unet_demo.core.lessons.places import turn
from unet_demo.core.nets.grid import Node, in_channels_of, inputs_of
from unet_demo.core.nets.plan import Plan
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.ask import choose, show_next, show_question, show_verdict
from unet_demo.ui.lesson.spine import question

_ROUND = "_question_round"


@dataclass(frozen=True)
class Question:
    """`answers` maps every number on offer to the prose id of what is said to it."""

    node: Node
    answer: int
    addends: tuple[int, ...]
    below: Node
    answers: dict[int, str]


def question_of(plan: Plan, seed: int) -> Question:
    """How many channels does a decoder node receive? The wrong answers are the ones that learners give.

    With the next `seed` (0 and up) another node is asked about, as long as the net has two.
    """
    net = plan.design.architecture
    nodes = [node for node in net.nodes if node.col and plan.of(node)]
    node = nodes[turn(len(nodes), seed)]
    *skips, below = inputs_of(net, node)
    width, deep = net.widths[node.row], net.widths[node.row + 1]
    answer = in_channels_of(net, node)
    offered = {
        len(skips) * width: "skips_only",
        2 * width: "one_skip",
        len(skips) * width + deep: "below_whole",
        width: "output",
        width * deep: "multiplied",
    }
    answers = {number: reason for number, reason in offered.items() if number != answer}
    if len(skips) == 1:
        answers[width] = "output"
    return Question(node, answer, (width,) * (len(skips) + 1), below, {answer: "right", **answers})


@section("ask")
def show_entry_question(plan: Plan) -> None:
    """The question, its answers as pills, and what is said to the one chosen."""
    number = st.session_state.setdefault(_ROUND, 1)
    asked = question_of(plan, number)
    with question("map"), st.container(border=True, key="question"):
        show_question(T("unet.question.entry", node=str(asked.node)))
        slot = _slot(plan, number)
        row = st.container(horizontal=True, gap="medium", vertical_alignment="center")
        given = choose(sorted(asked.answers), slot, slot, place=row)
        if given is None:
            return
        show_next("another", _next_question, row)
        values = {"addends": " + ".join(map(str, asked.addends)), "answer": asked.answer}
        if given == asked.answer:
            show_verdict(T("unet.question.sum", **values))
        else:
            show_verdict(T("unet.question.check", node=str(asked.node), **values), _mistake(plan, asked, given))


def _mistake(plan: Plan, asked: Question, given: int) -> str:
    """What led to a wrong answer."""
    widths = plan.design.architecture.widths
    values = {
        "guess": given,
        "below": str(asked.below),
        "width": widths[asked.node.row],
        "deep": widths[asked.node.row + 1],
        "node": str(asked.node),
    }
    reason = asked.answers[given]
    wanted = {
        "skips_only": ("guess", "below", "width"),
        "one_skip": ("guess",),
        "below_whole": ("deep", "below", "width"),
        "output": ("guess", "node"),
        "multiplied": (),
    }
    return T(f"unet.question.{reason}", **{name: values[name] for name in wanted[reason]})


def open_question(plan: Plan) -> Node | None:
    """The node asked about, as long as nobody has answered: the drawing does not give it away."""
    number = st.session_state.get(_ROUND, 1)
    return None if st.session_state.get(_slot(plan, number)) is not None else question_of(plan, number).node


def _slot(plan: Plan, number: int) -> str:
    net = plan.design.architecture
    return f"answer_{number}_{net.kind}_{plan.depth}_{'_'.join(map(str, net.widths))}"


def _next_question() -> None:
    st.session_state[_ROUND] += 1
