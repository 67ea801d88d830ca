"""Paste an error: what it says word by word, its likely cause, the line to change, and a program that fails alike."""

from __future__ import annotations

from functools import partial

import streamlit as st

from unet_demo.core.clinic import door
from unet_demo.core.clinic.errors.families import FAMILIES
from unet_demo.core.clinic.errors.read import read_error
from unet_demo.core.clinic.errors.records import Cause, Place, Reading
from unet_demo.core.clinic.errors.trials import Trial
from unet_demo.ui.components.paste import show_paste
from unet_demo.ui.frame.picture_name import as_text
from unet_demo.ui.frame.prose import T, unfilled
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import folded

READ = "_error_read"  # (count of texts, Reading or None): what was read, never the text
EXAMPLES = {
    "odd": "RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 45 but got size 44 "
    "for tensor "
    "number 1 in the list.",
    "rgba": "RuntimeError: Given groups=1, weight of size [64, 3, 3, 3], expected input[1, 4, 120, 160] to have "
    "3 channels, "
    "but got 4 channels instead",
    "label": "IndexError: Target 255 is out of bounds.",
    "loss": "ValueError: Target size (torch.Size([2, 64, 64])) must be the same as input size (torch.Size([2, "
    "1, 64, 64]))",
    "module": 'RuntimeError: Error(s) in loading state_dict for UNet: Missing key(s) in state_dict: "head.weight". '
    'Unexpected key(s) in state_dict: "module.head.weight".',
}
BOX_WORDS = ("label", "placeholder", "read", "drop", "binary")


@st.fragment
@section("error")
def show_errors() -> None:
    """The box, examples to try, and the answer to what was read last."""
    st.header(T("error.title"), anchor="error")
    st.markdown(T("error.text"))
    words = {name: T(f"error.{name}") for name in BOX_WORDS}
    show_paste(words | {"kept": unfilled("error.kept"), "cut": unfilled("error.cut")}, take)
    st.caption(T("error.examples"))
    row = st.container(horizontal=True, gap="small")
    for name, text in EXAMPLES.items():
        row.button(T(f"error.example.{name}"), key=f"error_{name}", on_click=partial(callback(take), text))
    if READ in st.session_state:
        count, reading = st.session_state[READ]
        show_reading(reading, count)


def take(text: str) -> None:
    """Read a text; what it was read as is shown by the next run, and the text itself is let go."""
    count = st.session_state.get(READ, (0, None))[0] + 1
    st.session_state[READ] = count, read_error(text) if text.strip() else None


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
        _show_causes(reading)
        _show_said(reading)
    if trial := reading.trial:
        folded(T("error.trial"), f"error_trial_{count}", partial(show_trial, trial), ":material/code:")


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
