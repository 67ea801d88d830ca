"""Questions about the maps that meet in the net in view; each wrong answer is met by the mistake that leads to it."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.concatenate.quiz import Live, quiz_of
from unet_demo.core.engine import engine
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.grid import inputs_of
from unet_demo.core.nets.tasks import has_net
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.ask import choose, show_next, show_question, show_verdict
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.spine import question

_NUMBER = "_quiz_number"


@st.fragment
@section("ask")
def show_quiz() -> None:
    """One question at a time, as many as one likes."""
    number = st.session_state.setdefault(_NUMBER, 0)
    quiz = quiz_of(number, _live(number))
    with question("join"), st.container(border=True, key="quiz"):
        show_question(T(f"concat.ask.{quiz.kind}", **quiz.values))
        slot = f"quiz_{number}_{choices.get('net')}_{choices.get('task')}"
        given = choose(quiz.options, slot, f"{quiz.kind} {' '.join(quiz.options)}")
        if given is None:
            return
        mistake = None if given == quiz.answer else T(f"concat.ask.{quiz.mistakes[given]}")
        show_verdict(T(f"concat.ask.{quiz.why}", **quiz.why_values), mistake)
        show_next("quiz_next", _next)


def _live(number: int) -> Live | None:
    """What meets at a node of the net in view, another one for each question; None while it cannot be run."""
    task, build = choices.get("task"), choices.get("net")
    if not engine.ready() or not has_net(task, build):
        return None
    try:
        net, picture = engine.architecture_of(task, build), lesson_picture()
    except WeightsError:  # questions about any net go on
        return None
    nodes = [node for node in net.nodes if node.col]
    node = nodes[(7 * number + len(nodes) - 1) % len(nodes)]
    width = net.widths[node.row]
    return (len(inputs_of(net, node)) - 1) * width, width, picture.height >> node.row, picture.width >> node.row


def _next() -> None:
    st.session_state[_NUMBER] += 1
