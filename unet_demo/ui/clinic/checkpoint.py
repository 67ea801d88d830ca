"""A checkpoint or an ONNX file is brought: its header alone, from which net, size and fit are read."""

from __future__ import annotations

from functools import partial

import streamlit as st

from unet_demo.core.clinic.checkpoint.examples import paper_header, stored_header
from unet_demo.core.clinic.checkpoint.header import header_of
from unet_demo.core.clinic.checkpoint.identify import identified
from unet_demo.core.clinic.checkpoint.records import Header
from unet_demo.core.clinic.checkpoint.refusal import HeaderError
from unet_demo.core.nets.tasks import net_of
from unet_demo.ui.clinic.checkpoint_answer import show_answer
from unet_demo.ui.clinic.checkpoint_fit import show_fit
from unet_demo.ui.clinic.checkpoint_whole import show_whole
from unet_demo.ui.components.checkpoint import show_checkpoint_zone
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.picture_name import as_text
from unet_demo.ui.frame.prose import T, unfilled
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.lesson.spine import folded

EXAMPLES = ("paper", "ours")
WORDS = ("name", "choose", "help", "reading", "read", "refused")
_VIEW = "_checkpoint"  # of the session: a Header, a HeaderError, or the name of an example


@st.fragment
@section("checkpoint")
def show_checkpoint() -> None:
    """Where a file is brought, two examples, and what is read from the header in view."""
    st.header(T("checkpoint.title"), anchor=False)
    st.markdown(T("checkpoint.text"))
    show_checkpoint_zone({name: unfilled(f"checkpoint.zone.{name}") for name in WORDS}, _take)
    st.caption(T("checkpoint.examples"))
    row = st.container(horizontal=True, gap="small")
    for name in EXAMPLES:
        row.button(T(f"checkpoint.example.{name}"), key=f"checkpoint_{name}", on_click=partial(_show, name))
    view = st.session_state.get(_VIEW, EXAMPLES[0])
    if isinstance(view, HeaderError):
        _show_refusal(view)
        return
    st.caption(T("checkpoint.shown_brought" if isinstance(view, Header) else f"checkpoint.shown_{view}"))
    header = view if isinstance(view, Header) else _example(view)
    identity = identified(header)
    show_answer(header, identity)
    show_fit(header, identity)
    folded(T("checkpoint.whole.title"), "checkpoint_whole", show_whole, ":material/play_circle:")


def _example(name: str) -> Header:
    """Raises WeightsError where our own file cannot be read."""
    return paper_header() if name == "paper" else stored_header(net_of(choices.get("task")))


def _take(sent: object) -> None:
    """What the browser sent, looked at: it comes from outside."""
    if sent is None:
        return
    try:
        st.session_state[_VIEW] = header_of(sent)
    except HeaderError as error:
        st.session_state[_VIEW] = error


@callback
def _show(name: str) -> None:
    st.session_state[_VIEW] = name


def _show_refusal(error: HeaderError) -> None:
    values = {name: f"{value:,}" if isinstance(value, int) else as_text(value) for name, value in error.values.items()}
    with st.container(key="checkpoint_refused"):
        st.error(T(f"checkpoint.wrong.{error.reason}", **values), icon=":material/block:")
        if error.reason == "pickle":
            st.code(T("checkpoint.wrong.convert"), language="python", wrap_lines=True)
            st.caption(T("checkpoint.wrong.nested"))
