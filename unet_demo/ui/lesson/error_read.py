"""An error that was read: what it says word by word, its cause, the line to change, a program that fails alike."""

from __future__ import annotations

from functools import partial

import streamlit as st

from unet_demo.core.errors import door
from unet_demo.core.errors.read import FAMILIES
from unet_demo.core.errors.records import Cause, Place, Reading
from unet_demo.core.errors.trials import Trial
from unet_demo.ui.frame.picture_name import as_text
from unet_demo.ui.frame.prose import T
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import folded


def show_reading(reading: Reading | None, count: int = 0) -> None:
    """The answer; `count` keeps the parts of one answer apart from those of the next."""
    if reading is None:
        families = "\n".join(f"- {T(f'error.family.{family.name}')}" for family in FAMILIES)
        st.info("\n\n".join((T("error.unread"), families)), icon=":material/search_off:")
        return
    with st.container(border=True, key="read_error"):
        st.markdown(f"**{T('error.message')}**")
        st.code(reading.message, language=None, wrap_lines=True)
        if reading.others:
            st.caption(T("error.others", count=reading.others))
        if reading.place:
            _show_place(reading.place)
        show_explained(reading)
    if trial := reading.trial:
        folded(T("error.trial"), f"error_trial_{count}", partial(show_trial, trial), ":material/code:")


def show_explained(reading: Reading) -> None:
    """Its causes with the lines to change, and what each part of the message means."""
    _show_causes(reading)
    _show_said(reading)


def _show_causes(reading: Reading) -> None:
    if not reading.causes:
        st.markdown(T("error.unsure"))
    for number, cause in enumerate(reading.causes, start=1):
        title = T("error.cause") if number == 1 else T("error.next_cause", number=number)
        _show_cause(cause, title)


def _show_cause(cause: Cause, title: str) -> None:
    values = {name: value.replace("`", "") for name, value in cause.values.items()}
    st.markdown(f"**{title}** · {T(f'cause.{cause.id}.why', **values)}")
    tell, change = T(f"cause.{cause.id}.tell", **values), T(f"cause.{cause.id}.do", **values)
    st.markdown(f"{T('error.tell', text=tell)}\n\n{T('error.do', text=change)}")
    st.code(cause.change.diff, language="diff", wrap_lines=True)


def _show_said(reading: Reading) -> None:
    if reading.said:
        lines = [
            T(f"said.{said.id}", **{name: value.replace("`", "") for name, value in said.values.items()})
            for said in reading.said
        ]
        st.markdown(f"**{T('error.said')}**\n\n" + "\n".join(f"- {line}" for line in lines))


def _show_place(place: Place) -> None:
    values = {"file": as_text(place.file), "line": place.line}
    if place.layer:
        text = T("error.place_layer", function=as_text(place.function), layer=as_text(place.layer), **values)
    elif place.function:
        text = T("error.place_in", function=as_text(place.function), **values)
    else:
        text = T("error.place", **values)
    st.markdown(text)
    if place.code:
        st.code(place.code, language="python", wrap_lines=True)


def show_trial(trial: Trial) -> None:
    """Both programs, and what they really print here."""
    if not is_ready():
        return
    programs = trial.broken, trial.mended
    for name, program, printed in zip(("broken", "mended"), programs, door.outcomes(trial), strict=True):
        st.markdown(T(f"error.{name}"))
        st.code(program, language="python", wrap_lines=True)
        st.caption(T("error.printed"))
        st.code(printed, language=None, wrap_lines=True)
