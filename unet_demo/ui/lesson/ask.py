"""A question before a section shows its figures; each wrong answer is met by the mistake that leads to it.

`show_ask` is the whole of it, for questions that are `Ask`s. A question of another shape is put together from the
parts: `show_question`, `choose`, `may_see`, `show_verdict`, `show_next`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.lessons.places import another, placed
from unet_demo.ui.frame.prose import T, punctuated
from unet_demo.ui.frame.section import callback
from unet_demo.ui.lesson.told import in_words

V = TypeVar("V")


def show_ask(asks: Sequence[Ask], slot: str, prefix: str = "skips.ask") -> bool:
    """One of the questions, and the next on request; whether any has been answered, so that figures may show.

    `prefix` is the table of the words. An option in small letters has its name there, is_<option>; others are shown.
    """
    number = st.session_state.setdefault(f"_{slot}_number", 0)
    ask = asks[number % len(asks)]
    values = in_words(ask.values)
    with st.container(border=True, key=slot):
        show_question(punctuated(T(f"{prefix}.{ask.kind}", **values)))
        given = choose(
            ask.options,
            f"{slot}_{number}_{'.'.join(ask.options)}_{ask.answer}",
            f"{slot} {number} {ask.kind} {' '.join(ask.options)}",
            lambda id: T(f"{prefix}.is_{id}") if id.islower() else id,
        )
        seen = may_see(slot, given)
        why = punctuated(T(f"{prefix}.{ask.kind}_why", **values))
        if given is not None:
            wrong = given != ask.answer
            mistake = T(f"{prefix}.{ask.mistakes[given]}", **values) if wrong else None
            show_verdict(why, mistake)
        elif seen and number == st.session_state.get(f"_{slot}_shown"):
            st.info(why, icon=":material/visibility:")
        if seen and len(asks) > 1:
            show_next(f"{slot}_next", partial(_next, slot, asks))
    return seen


def show_question(text: str) -> None:
    """What is asked, under the words that every question begins with."""
    st.markdown(f"**{T('ask.title')}** · {text}")


def choose(
    options: Sequence[V],
    key: str,
    seed: str,
    name: Callable[[V], str] = str,
    place: DeltaGenerator | None = None,
) -> V | None:
    """The options as pills, in an order drawn from `seed`; the one that was chosen. `name` says how each is called."""
    given: V | None = (place or st).pills(
        T("ask.answer"), placed(options, seed), format_func=name, key=key, label_visibility="collapsed"
    )
    return given


def show_verdict(why: str, mistake: str | None = None) -> None:
    """Right, and why; or, where there is a mistake, what it was and how it is right."""
    if mistake is None:
        st.success(T("ask.right", why=why), icon=":material/check_circle:")
    else:
        st.warning(T("ask.wrong", mistake=mistake, why=why), icon=":material/lightbulb:")


def may_see(slot: str, given: object) -> bool:
    """Whether figures may show: from the first answer on, or from a click on the button that stands here until then.

    The button's key is `slot`_show, and whatever was `given` once stays so: another question hides nothing again.
    """
    if given is not None:
        st.session_state[f"_{slot}_seen"] = True
    seen = bool(st.session_state.get(f"_{slot}_seen"))
    if not seen:
        st.button(T("ask.show"), key=f"{slot}_show", type="tertiary", on_click=_show, args=(slot,))
    return seen


def show_next(key: str, on_click: Callable[[], None], place: DeltaGenerator | None = None) -> None:
    """The button that brings another question, by what `on_click` does."""
    (place or st).button(T("ask.again"), key=key, icon=":material/refresh:", on_click=callback(on_click))


def _next(slot: str, asks: Sequence[Ask]) -> None:
    st.session_state[f"_{slot}_number"] = another(asks, st.session_state[f"_{slot}_number"])


@callback
def _show(slot: str) -> None:
    st.session_state[f"_{slot}_shown"] = st.session_state.get(f"_{slot}_number")
    st.session_state[f"_{slot}_seen"] = True
