"""A prediction that went wrong, chosen by its look: how it was made here, the checks, and what each printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core.clinic.symptoms.checks import BENCH, CAUSES, CHECKS, SYMPTOMS, Check
from unet_demo.core.clinic.symptoms.records import HEALTHY, Symptom, about, symptom
from unet_demo.ui.frame.prose import T, sentences
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.spine import sentence
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.clinic.strips import hatched, strip_uri

CHOSEN = "symptom"
CARD_PX = 104
HIDDEN = ("grey", "same")  # symptoms of the probability, whose mask is black


@st.fragment
@section("symptom")
def show_symptoms() -> None:
    """Nine cards; the one that was chosen beside the healthy net; its checks in order."""
    st.header(T("symptom.title"), anchor=False)
    st.markdown(T("symptom.text"))
    chosen = st.session_state.get(CHOSEN)
    sick = symptom(chosen if chosen in SYMPTOMS else SYMPTOMS[0])
    _show_cards(sick.id)
    with st.container(border=True, key="symptom_open"):
        st.subheader(T(f"symptom.name.{sick.id}"), anchor=False)
        _show_beside(sick, symptom(HEALTHY))
        st.markdown(f"**{T('symptom.made')}** · {T(f'symptom.done.{sick.id}')}")
        show_code(f"symptom_code_{sick.id}", "core/clinic/symptoms/accidents.py", *CAUSES[sick.id])
        _show_checks(sick)
        known = about()
        st.caption(T("symptom.stored", **{name: known[name] for name in ("steps", "batch", "seed", "command")}))
    sentence(T("symptom.take"), "symptom")


def _show_cards(chosen: str) -> None:
    """A picture of each symptom over the button that opens it."""
    row = st.container(horizontal=True, gap="small", key="symptom_cards")
    for id in SYMPTOMS:
        name = T(f"symptom.name.{id}")
        card = row.container(width=CARD_PX, gap="xsmall")
        card.image(strip_uri(_look(symptom(id))[:1]), width=CARD_PX, alt=name)
        card.button(
            name,
            key=f"symptom_{id}",
            type="primary" if id == chosen else "secondary",
            icon=":material/check:" if id == chosen else None,
            width="stretch",
            on_click=partial(_take, id),
        )


@callback
def _take(id: str) -> None:
    st.session_state[CHOSEN] = id


def _look(case: Symptom) -> NDArray[np.float32]:
    """What one sees first of a symptom: the mask, or the probability where the mask hides it.

    Of what is good in training, the left half as in train(), the right as in eval().
    """
    if case.probability is None:
        return hatched(*case.mask.shape[:2])
    if case.training is not None:
        half = case.training.shape[2] // 2
        return np.concatenate([case.training[..., :half] > 0.5, case.mask[..., half:]], axis=2).astype(np.float32)
    return case.probability if case.id in HIDDEN else case.mask.astype(np.float32)


def _show_beside(sick: Symptom, healthy: Symptom) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        _show_maps(sick, T("symptom.view.sick"))
    with right:
        _show_maps(healthy, T("symptom.view.healthy"))
    st.markdown(f"**{T('symptom.numbers')}**")
    figures: dict[str, Callable[[Symptom], float | None]] = {
        "mean": lambda case: case.mean,
        "area": lambda case: float(case.mask.mean()),
        "truth": lambda case: float(case.truth.mean()),
        "train_loss": lambda case: case.log[-1].train_loss,
        "val_loss": lambda case: case.log[-1].val_loss,
    }
    rows = [(T(f"symptom.number.{name}"), _text(of(sick)), _text(of(healthy))) for name, of in figures.items()]
    st.markdown(md_table([T("symptom.number.name"), T("symptom.view.sick"), T("symptom.view.healthy")], rows))


def _text(value: float | None) -> str:
    return "NaN" if value is None or value != value else f"{value:.3g}"


def _show_maps(case: Symptom, title: str) -> None:
    """What goes in, the truth, what comes out, and what is made of it, below each other."""
    st.markdown(f"**{title}**")
    maps = {"image": case.image, "truth": case.truth, "probability": case.probability, "mask": case.mask}
    if case.training is not None:
        maps["training"] = case.training
    for name, shown in maps.items():
        what = T(f"symptom.view.{name}")
        st.caption(what)
        alt = T("symptom.view.alt", what=what, name=T(f"symptom.name.{case.id}"))
        st.image(strip_uri(hatched(*case.mask.shape[:2]) if shown is None else shown), width="content", alt=alt)
    if case.probability is None:
        st.markdown(T("symptom.view.no_probability"))


def _show_checks(sick: Symptom) -> None:
    checks = CHECKS[sick.id]
    st.subheader(T("symptom.checks"), anchor=False)
    st.markdown(T("symptom.bench"))
    before = dict.fromkeys(check.also for check in checks if check.also)
    st.code("\n".join([*BENCH, *before]), language="python")
    for number, check in enumerate(checks, 1):
        st.markdown(f"**{number}.** {T(f'symptom.check.{sick.id}.{check.id}')}")
        st.code(check.line, language="python", wrap_lines=True)
        st.markdown(_reading(check, sick))


def _reading(check: Check, sick: Symptom) -> str:
    """When the line points at the cause, what it printed here and on the healthy net, and what follows."""
    here, healthy = sick.printed[check.id], sick.printed_healthy[check.id]
    follows = T("symptom.points" if check.here else "symptom.clears")
    condition = T("symptom.condition", tells=check.tells)
    return sentences(condition, T("symptom.printed", here=here, healthy=healthy, follows=follows))
