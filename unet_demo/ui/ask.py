"""Questions made from fresh numbers; each wrong answer is met by the mistake that leads to it."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.quiz import quiz_of
from unet_demo.ui.prose import T

_NUMBER = "_quiz_number"


@st.fragment
def show_quiz() -> None:
    """One question at a time, as many as one likes."""
    number = st.session_state.setdefault(_NUMBER, 0)
    quiz = quiz_of(number)
    with st.container(border=True, key="quiz"):
        st.markdown(f"**{T('concat.ask.title')}** · " + T(f"concat.ask.{quiz.kind}", **quiz.values))
        given = st.pills(T("concat.ask.answer"), quiz.options, key=f"quiz_{number}", label_visibility="collapsed")
        if given is None:
            return
        why = T(f"concat.ask.{quiz.why}", **quiz.why_values)
        if given == quiz.answer:
            st.success(T("concat.ask.right", why=why), icon=":material/check_circle:")
        else:
            mistake = T(f"concat.ask.{quiz.mistakes[given]}")
            st.warning(T("concat.ask.wrong", mistake=mistake, why=why), icon=":material/lightbulb:")
        st.button(T("concat.ask.again"), key="quiz_next", icon=":material/refresh:", on_click=_next)


def _next() -> None:
    st.session_state[_NUMBER] += 1
