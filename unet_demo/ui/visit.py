"""The picture a visitor brought and what came of it. It lives in this visitor's session and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from unet_demo.core import engine, gallery, jobs
from unet_demo.core.images import Picture
from unet_demo.core.record import Run
from unet_demo.core.tasks import TASKS
from unet_demo.core.tiles import Border, needs_tiles
from unet_demo.core.working import working_size
from unet_demo.ui import cache, choices
from unet_demo.ui.section import sentence_of

_OWN, _OWN_TASK, _SETTINGS, _LAST, _JOB = "_own_picture", "_own_task", "_settings", "_last_outcome", "_job"

Wait = Literal["boot", "tiles", "stopped", "busy", "trouble"]


@dataclass(frozen=True)
class Settings:
    """Where and how the net runs for this visitor; not part of the link, since another machine has other devices."""

    device: str = "cpu"
    precision: str = "float32"
    border: Border = "single"


@dataclass(frozen=True, eq=False)
class Outcome:
    """A picture with its run, or with the reason why there is none yet. `sample` names a gallery picture."""

    picture: Picture
    sample: str | None
    run: Run | None
    wait: Wait | None = None
    trouble: str = ""  # why the net cannot be run, as a sentence, with wait == "trouble"


def settings() -> Settings:
    """This visitor's device, precision and border."""
    chosen: Settings = st.session_state.setdefault(_SETTINGS, Settings())
    return chosen


def change_settings(**changes: str) -> None:
    """Replace some of the settings; the next outcome is run with them."""
    st.session_state[_SETTINGS] = replace(settings(), **changes)  # type: ignore[arg-type]


def bring(picture: Picture) -> None:
    """Make this the visitor's picture, on every page, until the session ends. It never enters the link."""
    st.session_state[_OWN], st.session_state[_OWN_TASK] = picture, choices.get("task")
    choices.put("picture", None)


def take_sample(sample_id: str) -> None:
    """Go back to a picture of the gallery and let go of one's own."""
    st.session_state.pop(_OWN, None)
    choices.put("picture", sample_id)


def sample() -> str | None:
    """The gallery picture in view, one of the chosen task's; None when the visitor brought one."""
    chosen: str | None = choices.get("picture")
    fits = _OWN in st.session_state if chosen is None else gallery.sample(chosen).task == choices.get("task")
    if not fits:
        chosen = choices.CHOICES["picture"].default()
        choices.put("picture", chosen)
    return chosen


def picture() -> Picture:
    """The visitor's own picture, or the gallery's; its truth is let go where it was meant for another task.

    Raises KeyError for an unknown gallery id.
    """
    chosen = sample()
    if chosen is not None:
        return cache.sample_picture(chosen)
    own: Picture = st.session_state[_OWN]
    if own.truth is not None and st.session_state[_OWN_TASK] != choices.get("task"):
        st.session_state[_OWN] = own = replace(own, truth=None)
    return own


def outcome() -> Outcome:
    """The picture in view and its run; without a run, why. Nothing is run twice: the last outcome is kept.

    When the queue is full the last good outcome comes back, marked "busy". Raises what `engine.run` raises, BootError.
    """
    now, chosen, how = picture(), sample(), settings()
    last: Outcome | None = st.session_state.get(_LAST)
    if last and last.run and _fits(last.run, now, how):
        return replace(last, picture=now, sample=chosen)
    if trouble := engine.trouble():
        raise trouble
    if not engine.ready():
        return Outcome(now, chosen, None, "boot")
    try:
        run, wait = _run(now, chosen, how)
    except engine.Busy:
        return replace(last, wait="busy") if last and last.run else Outcome(now, chosen, None, "busy")
    fresh = Outcome(now, chosen, run, wait)
    if run:
        st.session_state[_LAST] = fresh
    return fresh


def outcome_or_trouble() -> Outcome:
    """`outcome`, or, where the net cannot be run, the picture with the sentence that says why."""
    try:
        return outcome()
    except Exception as error:
        return Outcome(picture(), sample(), None, "trouble", sentence_of(error, "section.mask"))


def job() -> jobs.Job | None:
    """The large picture under way in this session."""
    return st.session_state.get(_JOB)


def try_again() -> None:
    """Forget a stopped job, so that the next outcome starts it anew."""
    st.session_state.pop(_JOB, None)


def _fits(run: Run, now: Picture, how: Settings) -> bool:
    asked = (choices.get("task"), now.key, how.device, how.precision, how.border)
    return (run.task, run.picture_key, run.device, run.precision, run.border) == asked


def _run(now: Picture, chosen: str | None, how: Settings) -> tuple[Run | None, Wait | None]:
    if needs_tiles(*working_size(TASKS[choices.get("task")].side_px, now.height, now.width)):
        return _run_tiles(now, how)
    if under_way := job():
        under_way.stop()
        try_again()
    if chosen is not None:
        return cache.sample_run(chosen, how.device, how.precision, how.border), None
    return engine.run(choices.get("task"), now, device=how.device, precision=how.precision, border=how.border), None


def _run_tiles(now: Picture, how: Settings) -> tuple[Run | None, Wait | None]:
    """Start the job of a large picture, or look after the one that runs."""
    under_way = job()
    asked = (choices.get("task"), how.device, how.precision, how.border)
    if under_way and (under_way.picture_key, under_way.settings) != (now.key, asked):
        under_way.stop()
        under_way = None
    if under_way is None:
        under_way = jobs.start(choices.get("task"), now, how.device, how.precision, how.border)
        st.session_state[_JOB] = under_way
    if under_way.state == "running":
        return None, "tiles"
    if under_way.state == "stopped":
        return None, "stopped"
    try_again()
    return under_way.result(), None
