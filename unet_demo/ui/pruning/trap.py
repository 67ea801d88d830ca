"""The trap: one mask, two codes. One computes everything and reads a shallow head, the other runs what it needs."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.pruning import door
from unet_demo.core.pruning.quiz import about_trap
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, source_at
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import forget, remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.moments import show_repeated
from unet_demo.ui.lesson.picture_and_net import subject_in_view
from unet_demo.ui.lesson.ready import is_ready

DEPTH = 2


@st.fragment
@section("prune.trap")
def show_trap() -> None:
    """Both codes side by side; timed in turn when asked for."""
    st.header(T("prune.trap.title"), anchor=False)
    st.markdown(T("prune.trap.text"))
    if not is_ready():
        return
    seen = show_ask(about_trap(engine.architecture_of(choices.get("task"))), "ask_trap", "prune.ask")
    one, two = st.columns(2, gap="medium")
    for column, name, function in (
        (one, "full", "read_head_of_the_full_pass"),
        (two, "pruned", "run_only_what_it_needs"),
    ):
        column.markdown(f"**{T(f'prune.trap.{name}')}**")
        column.code(source_at("core/pruning/pruned.py", function), language="python", wrap_lines=True)
    if not seen:
        return
    again = st.button(T("prune.trap.time"), key="trap_time", icon=":material/timer:")
    subject = subject_in_view()
    turn = st.session_state.get("_trap_turn", 0) + again
    st.session_state["_trap_turn"] = turn
    key = subject.key_without_truth, turn
    found = remembered("trap", key, lambda: door.trap_of(subject.task, subject.picture, DEPTH))
    one.metric(T("prune.trap.least"), f"{found.full_ms:.0f} ms")
    two.metric(T("prune.trap.least"), f"{found.pruned_ms:.0f} ms")
    one.caption(T("prune.trap.blocks", blocks=found.full_blocks))
    two.caption(T("prune.trap.blocks", blocks=found.pruned_blocks))
    times = {"factor": f"{found.full_ms / found.pruned_ms:.1f}", "n": found.rounds}
    if found.quiet:
        st.markdown(T("prune.trap.faster", **times))
    show_repeated("trap", key, found.quiet, lambda: forget("trap"))
    st.caption(T("prune.trap.same" if found.same else "prune.trap.other"))
