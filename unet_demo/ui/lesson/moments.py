"""Times on the page: those taken in a busy moment say so, and are taken again, a few times, when it is quiet."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

import streamlit as st

from unet_demo.core.engine import engine, timing
from unet_demo.core.engine.timing import Times
from unet_demo.ui.frame.prose import T, punctuated, sentences
from unet_demo.ui.frame.section import section

POLL_S, REPEAT_POLL_S = 0.5, 2.0  # while depths are measured; while some wait to be measured again
PAUSES_S = (3.0, 6.0, 12.0, 24.0)  # before each repetition of another time; then it stays marked


def show_polled(key: timing.Key, show: Callable[[Times], None]) -> None:
    """`show` with the times of all depths, drawn again for as long as they are measured or wait to be repeated."""
    stage = _stage(timing.times_of(key))
    st.fragment(_polled, run_every=stage)(key, show, stage)


@section("moment")
def _polled(key: timing.Key, show: Callable[[Times], None], stage: float | None) -> None:
    times = timing.watched(key)
    if _stage(times) != stage:
        st.rerun()
    show(times)


def _stage(times: Times) -> float | None:
    """The pause until the next look, None when nothing will change by itself."""
    return None if times.settled else REPEAT_POLL_S if times.finished else POLL_S


def show_marked(times: Times) -> None:
    """Which depths were measured while other work ran, and what becomes of them; nothing where none was."""
    if times.finished and times.marked:
        heads = punctuated(", ".join(f"L{depth}" for depth in sorted(times.marked)))
        st.caption(T(f"moment.{'stays' if times.settled else 'again'}_heads", heads=heads))


def once(quiet: bool) -> str:
    """What is said behind a time that is told once and not compared: nothing of a quiet one."""
    return "" if quiet else sentences("", T("moment.once"))


def show_repeated(slot: str, mark: Hashable, quiet: bool, forget: Callable[[], None]) -> None:
    """Below a time that is compared: say that it was taken in a busy moment, `forget` it and draw the page again.

    At most once after each of PAUSES_S, and only while no pass is under way; `mark` says what was timed.
    """
    name = f"_repeated_{slot}"
    known, repeats = st.session_state.get(name, (mark, 0))
    repeats = repeats if known == mark else 0
    if quiet or repeats >= len(PAUSES_S):
        if not quiet:
            st.caption(T("moment.stays"))
        return
    due_s = time.monotonic() + PAUSES_S[repeats]
    st.fragment(_repeat, run_every=PAUSES_S[repeats])(name, mark, repeats, due_s, forget)


@section("moment")
def _repeat(name: str, mark: Hashable, repeats: int, due_s: float, forget: Callable[[], None]) -> None:
    st.caption(T("moment.again"))
    if time.monotonic() < due_s - 0.5:  # the first drawing
        return
    st.session_state[name] = mark, repeats + 1
    if engine.idle():
        forget()
    st.rerun()
