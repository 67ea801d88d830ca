"""What a visitor chose, kept apart from any widget, so that it goes along from page to page and into the link.

Three places hold a choice: the tab's memory (tabs.py), the URL, and a widget. The memory is what counts; a change by a
widget is written to memory and URL at once. When a query is taken over into memory, arrivals.py decides.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from unet_demo.core.block_unet import FIRSTS, IN_NET
from unet_demo.core.block_zoo import ROOM
from unet_demo.core.keras_bugs import BUGS
from unet_demo.core.orders import MARK
from unet_demo.core.tasks import tasks_there
from unet_demo.ui import arrivals, widgets
from unet_demo.ui.arrivals import OWN, Event
from unet_demo.ui.choice_texts import (
    between,
    one_of,
    read_bridges,
    read_node,
    read_picture,
    read_pixel,
    read_place,
    read_point,
    read_shape,
    whole,
)
from unet_demo.ui.tabs import Tab, claimed, is_key, let_go, server, take_tab, this_tab

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "中文"}
DEPTHS = ("1", "2", "3", "4", "mean")

_RUNS, _PAGE, _ARRIVED, _HEARD = "_runs", "_page", "_arrived_with", "_heard"
_WORD, _SILENCE = "word", "silence"  # what this session has heard of its tab
HELD = "~held"  # behind a tab's key: something was brought
EVENTS: Mapping[str, Event] = {"navigate": "arrival", "reload": "reload", "back_forward": "history", "again": "again"}
_now = threading.local()


@dataclass(frozen=True)
class Choice:
    """One remembered choice: `read` turns the URL's text into a value or raises ValueError; `write` turns it back."""

    read: Callable[[str], Any]
    default: Callable[[], Any]
    write: Callable[[Any], str | None] = str
    quiet: bool = False  # in the link only while it is not the default: what a single lesson asks


def _first_language() -> str:
    """The first of the browser's languages, if we speak it."""
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def _first_picture() -> str:
    """The picture that the chosen task shows unasked."""
    from unet_demo.core import gallery

    return gallery.samples_of(get("task"))[0].id


CHOICES: Mapping[str, Choice] = {
    "lang": Choice(one_of(lambda: tuple(LANGUAGES)), _first_language),
    "depth": Choice(one_of(lambda: DEPTHS), lambda: "4"),
    "threshold": Choice(between(0.01, 0.99), lambda: 0.5, "{:g}".format),
    "overlay": Choice(between(0.0, 1.0), lambda: 0.6, "{:g}".format),
    "task": Choice(one_of(tasks_there), lambda: tasks_there()[0]),
    "picture": Choice(read_picture, _first_picture, lambda value: value),
    "net": Choice(one_of(lambda: ("unet", "unetpp")), lambda: "unet", quiet=True),
    "levels": Choice(whole(1, 5), lambda: 4, quiet=True),
    "first": Choice(whole(1, 128), lambda: 16, quiet=True),
    "grow": Choice(one_of(lambda: ("double", "same")), lambda: "double", quiet=True),
    "h": Choice(whole(1, 4096), lambda: None, quiet=True),
    "w": Choice(whole(1, 4096), lambda: None, quiet=True),
    "up": Choice(one_of(lambda: ("transposed", "bilinear", "nearest")), lambda: "transposed", quiet=True),
    "pad": Choice(one_of(lambda: ("padded", "unpadded")), lambda: "padded", quiet=True),
    "fit": Choice(one_of(lambda: ("as_is", "pad", "crop", "resize")), lambda: "as_is", quiet=True),
    "place": Choice(read_place, lambda: "", quiet=True),
    "join": Choice(read_node, lambda: "0_4", quiet=True),
    "bridges": Choice(read_bridges, lambda: "oooo", quiet=True),
    "level": Choice(whole(0, 3), lambda: 0, quiet=True),
    "start": Choice(one_of(lambda: ("he", "default")), lambda: "he", quiet=True),
    "point": Choice(read_point, lambda: "head", quiet=True),
    "tap": Choice(whole(0, 3), lambda: 0, quiet=True),
    "pixel": Choice(read_pixel, lambda: "", quiet=True),
    "out": Choice(whole(0, 511), lambda: 0, quiet=True),
    "c_in": Choice(whole(1, 512), lambda: 256, quiet=True),
    "c_out": Choice(whole(1, 512), lambda: 64, quiet=True),
    "stack": Choice(read_node, lambda: "0_4", quiet=True),
    "lift": Choice(one_of(lambda: ("random", "copies", "steps", "trained")), lambda: "random", quiet=True),
    "drawn": Choice(whole(0, 99), lambda: 0, quiet=True),
    "keep": Choice(whole(1, 512), lambda: 4, quiet=True),
    "w0": Choice(between(0.0, 20.0), lambda: 10.0, "{:g}".format, quiet=True),
    "sigma": Choice(between(1.0, 10.0), lambda: 5.0, "{:g}".format, quiet=True),
    "block": Choice(one_of(lambda: ROOM), lambda: "bottleneck", quiet=True),
    "block_in": Choice(whole(1, 2048), lambda: 256, quiet=True),
    "block_out": Choice(whole(1, 2048), lambda: 256, quiet=True),
    "block_row": Choice(whole(0, 4), lambda: 3, quiet=True),
    "block_by": Choice(whole(0, 2048), lambda: 0, quiet=True),
    "block_groups": Choice(whole(0, 2048), lambda: 0, quiet=True),
    "shortcut": Choice(one_of(lambda: ("auto", "identity", "none")), lambda: "auto", quiet=True),
    "cbam_at": Choice(one_of(lambda: ("0_0", "2_0", "join")), lambda: "0_0", quiet=True),
    "cbam_by": Choice(whole(1, 256), lambda: 4, quiet=True),
    "cbam_seed": Choice(whole(0, 2), lambda: 0, quiet=True),
    "trap_by": Choice(whole(1, 16), lambda: 16, quiet=True),
    "net_block": Choice(one_of(lambda: IN_NET), lambda: "double", quiet=True),
    "encoder": Choice(one_of(lambda: ("plain", "vgg")), lambda: "plain", quiet=True),
    "width": Choice(one_of(lambda: tuple(map(str, FIRSTS))), lambda: "16", quiet=True),
    "classes": Choice(whole(1, 20), lambda: 1, quiet=True),
    "channels": Choice(one_of(lambda: ("1", "3")), lambda: "3", quiet=True),
    "bug": Choice(one_of(lambda: tuple(BUGS)), lambda: "input", quiet=True),
    "a": Choice(read_shape, lambda: "1,64,64,64", quiet=True),
    "b": Choice(read_shape, lambda: "1,64,64,64", quiet=True),
    "dim": Choice(whole(-5, 4), lambda: 1, quiet=True),
    "kernel": Choice(whole(1, 9), lambda: 3, quiet=True),
    "zeros": Choice(whole(0, 4), lambda: 1, quiet=True),
    "pool": Choice(whole(2, 4), lambda: 2, quiet=True),
}


def get(name: str) -> Any:
    """The value chosen by this visitor, or its default. Raises KeyError for a name that is not in CHOICES."""
    memory = tab().choices
    if name not in memory:
        memory[name] = CHOICES[name].default()
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
        _set(name, CHOICES[name].default() if value is None else value)
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
    _write_query()


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
    _write_query()
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
        if not choice.quiet or value not in (None, choice.default()):
            texts[name] = choice.write(value)
    return {name: text for name, text in texts.items() if text is not None}


def texts_of(about: Mapping[str, Any]) -> dict[str, str]:
    """Choices by name as the texts that a link carries. Raises KeyError for an unknown name."""
    texts = {name: CHOICES[name].write(value) for name, value in about.items()}
    return {name: text for name, text in texts.items() if text is not None}


def _query() -> dict[str, str]:
    return {name: text for name, text in st.query_params.to_dict().items() if name in CHOICES}


def _task_of(sample_id: str) -> str:
    from unet_demo.core import gallery

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
    tab().known.append(dict(query))
    if counts == "memory":
        return
    memory, shown = tab().choices, get("picture")
    if counts == "whole":
        memory |= {name: CHOICES[name].default() for name, choice in CHOICES.items() if choice.quiet}
    valid = {name: value for name, text in query.items() if (value := _read(name, text)) is not None}
    memory |= {name: valid.get(name, CHOICES[name].default()) for name in query if name != "picture"}
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


def _write_query() -> None:
    """Put all choices in the URL, other parameters untouched; nothing is sent when it already says so.

    Not before the tab has been heard, or the page is used: what it remembers would make a second step of the history.
    """
    can_hear = server() is not None and not has_heard()
    if can_hear and (is_waiting() or st.session_state.get(_RUNS, 0) == 1):
        return
    wanted, current = as_query(), st.query_params.to_dict()
    others = {name: text for name, text in current.items() if name not in CHOICES}
    if {**others, **wanted} != current:
        st.query_params.from_dict({**others, **wanted})
    if wanted not in tab().known:
        tab().known.append(wanted)
