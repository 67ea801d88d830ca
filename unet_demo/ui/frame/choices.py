"""What a visitor chose, kept apart from any widget, so that it goes along from page to page and into the link.

Three places hold a choice: the tab's memory (tabs.py), the URL, and a widget. The memory is what counts; a change by a
widget is written to memory and URL at once. When a query is taken over into memory, arrivals.py decides. (A little
over 250 lines: one memory, read and written in one place.)
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from unet_demo.core.gallery.orders import MARK
from unet_demo.ui.frame import arrivals, widgets
from unet_demo.ui.frame.arrivals import OWN, Event
from unet_demo.ui.frame.choice_table import CHOICES
from unet_demo.ui.frame.tabs import Tab, claimed, is_key, let_go, server, take_tab, this_tab

_RUNS, _PAGE, _ARRIVED, _HEARD = "_runs", "_page", "_arrived_with", "_heard"
_WORD, _SILENCE = "word", "silence"  # what this session has heard of its tab
HELD = "~held"  # behind a tab's key: something was brought
EVENTS: Mapping[str, Event] = {"navigate": "arrival", "reload": "reload", "back_forward": "history", "again": "again"}
_now = threading.local()


def _first_picture() -> str:
    """The picture that the chosen task shows unasked."""
    from unet_demo.core.gallery import gallery

    return gallery.samples_of(get("task"))[0].id


def default_of(name: str) -> Any:
    """What a choice is while nobody has made it. Raises KeyError for a name that is not in CHOICES."""
    return _first_picture() if name == "picture" else CHOICES[name].default()


def get(name: str) -> Any:
    """The value chosen by this visitor, or its default. Raises KeyError for a name that is not in CHOICES."""
    memory = tab().choices
    if name not in memory:
        memory[name] = default_of(name)
    return memory[name]


def live() -> Mapping[str, Any]:
    """The memory itself, every choice in it: read later, it says what is chosen then."""
    for name in CHOICES:
        get(name)
    return tab().choices


def tab() -> Tab:
    """This visitor's tab, looked up in the session once a run: every word on a page asks for the language."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or getattr(_now, "context", None) is not context:
        _now.context, _now.tab = context, this_tab()
        widgets.keep(_now.tab.widgets)
    found: Tab = _now.tab
    return found


def put(name: str, value: Any) -> None:
    """Remember a choice and write it into the URL. `picture` may be None: an uploaded one never enters the URL.

    Raises ValueError for a value that is no choice, KeyError for an unknown name.
    """
    _set(name, value)
    _write_query()


def put_all(**values: Any) -> None:
    """Several choices in one step of the browser's history; None brings a choice back to its default. As `put`."""
    for name, value in values.items():
        _set(name, default_of(name) if value is None else value)
    _write_query()


def _set(name: str, value: Any) -> None:
    text = None if value is None else CHOICES[name].write(value)
    tab().choices[name] = value if text is None else CHOICES[name].read(text)
    if name == "task":
        _fit_picture()
    elif name == "picture" and value is not None:
        tab().pictures[_task_of(value)] = value


def widget(name: str) -> dict[str, Any]:
    """`key`, `on_change` and `args` for the native widget of this choice, its state set from memory beforehand."""
    key = f"choice_{name}"
    st.session_state[key] = get(name)
    return {"key": key, "on_change": _take_from_widget, "args": (name, key)}


def sync() -> None:
    """Take over what counts of the query, then write every choice to the URL. Called once a run, by the frame."""
    query, context = _query(), get_script_run_ctx(suppress_warning=True)
    page = context.page_script_hash if context else ""
    st.session_state[_RUNS] = st.session_state.get(_RUNS, 0) + 1
    event: Event = "rerun" if page == st.session_state.get(_PAGE) else "page"
    if st.session_state[_RUNS] == 1:
        event, st.session_state[_ARRIVED] = "arrival", query
    elif context and context.is_history_navigation:
        event = "history"
    if page != st.session_state.get(_PAGE):
        widgets.restore(tab().widgets)
    st.session_state[_PAGE] = page
    _take_over(event, query)
    _write_query(entered=event in ("arrival", "page"))


def is_waiting() -> bool:
    """Whether the visitor's own picture was in view before, and the tab has not yet said what it remembers."""
    return not has_heard() and server() is not None and arrivals.was_own(st.session_state.get(_ARRIVED, {}))


def has_heard() -> bool:
    """Whether this session knows its tab, or has given up on it."""
    return bool(st.session_state.get(_HEARD))


def is_asking() -> bool:
    """Whether the tab's word would still be taken."""
    return st.session_state.get(_HEARD) != _WORD


def give_up() -> None:
    """Go on without the tab's word; should it come late, it is taken all the same."""
    hear("", "reload")
    st.session_state[_HEARD] = _SILENCE


def hear(key: str, kind: str) -> bool:
    """Take over what was remembered under the key that the tab kept; whether the page has to be drawn anew for it.

    `kind` is how the tab came: the browser's "navigate", "reload", "back_forward", or "again" after a lost connection.
    Once a session; everything in it comes from outside and is believed only as far as a tab of ours has that key.
    """
    if not is_asking():
        return False
    st.session_state[_HEARD] = _WORD
    query, fresh = st.session_state.get(_ARRIVED, {}), tab()
    key, held, _ = key.partition(HELD)
    found = claimed(key) if fresh.brought is None else None  # a word that comes late takes nothing away
    if found is not None and found is not fresh:
        let_go(fresh)
        take_tab(found)
        _now.tab = found
        widgets.restore(found.widgets)
        _take_over(EVENTS.get(kind, "arrival"), query)
    here = tab()
    here.lost = here.brought is None and (bool(held) or (bool(key) and not is_key(key)) or arrivals.was_own(query))
    if here.brought is None and get("picture") is None:
        here.choices["picture"] = _first_picture()
    _write_query(entered=True)
    return here.lost or here is not fresh


def tab_mark() -> str:
    """What the tab is to keep: its key, and whether it has brought something."""
    here = tab()
    return here.key + (HELD if here.brought else "")


def as_query() -> dict[str, str]:
    """Every choice as text, for the URL."""
    texts = {}
    for name, choice in CHOICES.items():
        value = get(name)
        if not choice.quiet or value not in (None, default_of(name)):
            texts[name] = choice.write(value)
    return {name: text for name, text in texts.items() if text is not None}


def texts_of(about: Mapping[str, Any]) -> dict[str, str]:
    """Choices by name as the texts that a link carries. Raises KeyError for an unknown name."""
    texts = {name: CHOICES[name].write(value) for name, value in about.items()}
    return {name: text for name, text in texts.items() if text is not None}


def _query() -> dict[str, str]:
    return {name: text for name, text in st.query_params.to_dict().items() if name in CHOICES}


def _task_of(sample_id: str) -> str:
    from unet_demo.core.gallery import gallery

    return gallery.sample(sample_id).task


def _fit_picture() -> None:
    """Another task shows the picture last seen with it, in the same step of the browser's history."""
    chosen = get("picture")
    if chosen is not None and _task_of(chosen) != get("task"):
        tab().choices["picture"] = tab().pictures.get(get("task")) or _first_picture()


def _take_from_widget(name: str, key: str) -> None:
    """Remember what the widget says; what it does not offer comes from a forged message and counts for nothing."""
    if st.session_state[key] is not None:
        with suppress(ValueError):
            put(name, st.session_state[key])


def _take_over(event: Event, query: Mapping[str, str]) -> None:
    """Take into memory what counts of a query; what is invalid in it falls to its default, name by name."""
    counts = arrivals.what_counts(event, query, tab().known)
    _know(query)
    if counts == "memory":
        return
    memory, shown = tab().choices, get("picture")
    if counts == "whole":
        memory |= {name: default_of(name) for name, choice in CHOICES.items() if choice.quiet}
    valid = {name: value for name, text in query.items() if (value := _read(name, text)) is not None}
    memory |= {name: valid.get(name, default_of(name)) for name in query if name != "picture"}
    if "picture" in valid and "task" not in query:
        memory["task"] = _task_of(valid["picture"])
    _show_after(event, shown, {name: text for name, text in query.items() if name != "picture" or name in valid})


def _show_after(event: Event, shown: str | None, query: Mapping[str, str]) -> None:
    """Choose the picture in view after a query; `shown` was in view before, None for the visitor's own."""
    here, task = tab(), get("task")
    stays = shown is None or (MARK in shown and _task_of(shown) == task)
    chosen = arrivals.picture_after(event, OWN if shown is None else shown, stays, query, here.brought is not None)
    if chosen == OWN:
        here.choices["picture"] = None
    elif _task_of(chosen) == task:
        here.choices["picture"] = here.pictures[task] = chosen
    else:
        here.choices["picture"] = here.pictures.get(task) or _first_picture()


def _read(name: str, text: str) -> Any:
    try:
        return CHOICES[name].read(text)
    except ValueError:
        return None


def address() -> str:
    """The query that the URL is to have: every choice, and other parameters as they stand."""
    return urlencode(_wanted())


def _wanted() -> dict[str, str]:
    others = {name: text for name, text in st.query_params.to_dict().items() if name not in CHOICES}
    return {**others, **as_query()}


def _write_query(entered: bool = False) -> None:
    """Put all choices in the URL; nothing is sent when it already says so.

    Not before the tab has been heard, or the page is used: what it remembers would make a second step of the history.
    Where a page has just been `entered` by a query that is not whole, the browser completes it (components/tab).
    """
    can_hear = server() is not None and not has_heard()
    if can_hear and (is_waiting() or st.session_state.get(_RUNS, 0) == 1):
        return
    wanted, current = _wanted(), st.query_params.to_dict()
    completes = entered and server() is not None and not arrivals.is_whole(current)
    if wanted != current and not completes:
        st.query_params.from_dict(wanted)
    _know(as_query())


def _know(query: Mapping[str, str]) -> None:
    """The browser may still ask with this query: then it is an echo."""
    if query not in tab().known:
        tab().known.append(dict(query))
