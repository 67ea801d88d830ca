"""A question before a section shows its figures; each wrong answer is met by the mistake that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.lessons.places import another, placed
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback


def show_ask(asks: Sequence[Ask], slot: str, prefix: str = "skips.ask") -> bool:
    """One of the questions, and the next on request; whether any has been answered, so that figures may show.

    `prefix` is the table of the words. An option in small letters has its name there, is_<option>; others are shown.
    """
    number = st.session_state.setdefault(f"_{slot}_number", 0)
    ask = asks[number % len(asks)]
    with st.container(border=True, key=slot):
        st.markdown(f"**{T(f'{prefix}.title')}** · " + T(f"{prefix}.{ask.kind}", **ask.values))
        given = st.pills(
            T(f"{prefix}.answer"),
            placed(ask.options, f"{slot} {number} {ask.kind} {' '.join(ask.options)}"),
            format_func=lambda id: T(f"{prefix}.is_{id}") if id.islower() else id,
            key=f"{slot}_{number}_{'.'.join(ask.options)}_{ask.answer}",
            label_visibility="collapsed",
        )
        if given is not None:
            st.session_state[f"_{slot}_seen"] = True
            why = T(f"{prefix}.{ask.kind}_why", **ask.values)
            if given == ask.answer:
                st.success(T(f"{prefix}.right", why=why), icon=":material/check_circle:")
            else:
                mistake = T(f"{prefix}.{ask.mistakes[given]}", **ask.values)
                st.warning(T(f"{prefix}.wrong", mistake=mistake, why=why), icon=":material/lightbulb:")
        seen = bool(st.session_state.get(f"_{slot}_seen"))
        if seen and given is None and number == st.session_state.get(f"_{slot}_shown"):
            st.info(T(f"{prefix}.{ask.kind}_why", **ask.values), icon=":material/visibility:")
        with st.container(horizontal=True, gap="small"):
            if seen and len(asks) > 1:
                st.button(
                    T(f"{prefix}.again"),
                    key=f"{slot}_next",
                    icon=":material/refresh:",
                    on_click=partial(_next, slot, asks),
                )
            if not seen:
                st.button(T(f"{prefix}.show"), key=f"{slot}_show", type="tertiary", on_click=_show, args=(slot,))
    return seen


@callback
def _next(slot: str, asks: Sequence[Ask]) -> None:
    st.session_state[f"_{slot}_number"] = another(asks, st.session_state[f"_{slot}_number"])


@callback
def _show(slot: str) -> None:
    st.session_state[f"_{slot}_shown"] = st.session_state[f"_{slot}_number"]
    st.session_state[f"_{slot}_seen"] = True
