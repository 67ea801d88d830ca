"""What a visitor chose, kept apart from any widget, so that it goes along from page to page and into the link.

Three places hold a choice: the memory (in the visitor's session), the URL, and a widget. The memory is what counts.
A query that comes from outside (a fresh load, a link, Back) is taken over into it; a change by a widget is written
to both at once. A query is from outside when it is neither the one we wrote last nor older than a change just made.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from unet_demo.core.block_unet import FIRSTS, IN_NET
from unet_demo.core.block_zoo import ROOM
from unet_demo.core.keras_bugs import BUGS
from unet_demo.core.tasks import tasks_there
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

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "中文"}
DEPTHS = ("1", "2", "3", "4", "mean")

_MEMORY, _WRITTEN, _OVERTAKEN = "_choices", "_query_written", "_queries_overtaken"
ECHO_S = 1.5  # that a browser may need to hear of a query that we wrote
_found = threading.local()


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
    memory = _memory()
    if name not in memory:
        memory[name] = CHOICES[name].default()
    return memory[name]


def live() -> Mapping[str, Any]:
    """The memory itself, every choice in it: read later, it says what is chosen then."""
    for name in CHOICES:
        get(name)
    return _memory()


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
    _memory()[name] = value if text is None else CHOICES[name].read(text)
    if name == "task":
        _fit_picture()


def widget(name: str) -> dict[str, Any]:
    """`key`, `on_change` and `args` for the native widget of this choice, its state set from memory beforehand."""
    key = f"choice_{name}"
    st.session_state[key] = get(name)
    return {"key": key, "on_change": _take_from_widget, "args": (name, key)}


def sync() -> None:
    """Take over a query that came from outside, then write every choice to the URL. Called once a run, by the frame."""
    query = {name: text for name, text in st.query_params.to_dict().items() if name in CHOICES}
    if query != st.session_state.get(_WRITTEN) and query not in _overtaken():
        if query:  # an empty one is a link to the front page, which cannot carry any
            for name in (name for name, choice in CHOICES.items() if choice.quiet and name not in query):
                _memory()[name] = CHOICES[name].default()
        for name, text in query.items():
            _take_from_query(name, text)
        st.session_state[_WRITTEN] = (
            as_query()
        )  # the browser has left the one before knowingly: Forward may come at once
    _write_query()


def as_query() -> dict[str, str]:
    """Every choice as text, for the URL and for links to other pages."""
    texts = {}
    for name, choice in CHOICES.items():
        value = get(name)
        if not choice.quiet or value not in (None, choice.default()):
            texts[name] = choice.write(value)
    return {name: text for name, text in texts.items() if text is not None}


def _memory() -> dict[str, Any]:
    """This visitor's memory, looked up in the session once a run: every word on a page asks for the language."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or getattr(_found, "context", None) is not context:
        _found.context, _found.memory = context, st.session_state.setdefault(_MEMORY, {})
    memory: dict[str, Any] = _found.memory
    return memory


def _fit_picture() -> None:
    """Another task shows the first picture of its own gallery, in the same step of the browser's history."""
    from unet_demo.core import gallery

    chosen = get("picture")
    if chosen is not None and gallery.sample(chosen).task != get("task"):
        _memory()["picture"] = _first_picture()


def _take_from_widget(name: str, key: str) -> None:
    if st.session_state[key] is not None:
        put(name, st.session_state[key])


def _take_from_query(name: str, text: str) -> None:
    try:
        _memory()[name] = CHOICES[name].read(text)
    except ValueError:
        _memory()[name] = CHOICES[name].default()


def _write_query() -> None:
    """Put all choices in the URL, other parameters untouched; nothing is sent when it already says so."""
    wanted, current = as_query(), st.query_params.to_dict()
    others = {name: text for name, text in current.items() if name not in CHOICES}
    if {**others, **wanted} != current:
        st.query_params.from_dict({**others, **wanted})
    written = st.session_state.get(_WRITTEN)
    if written is not None and written != wanted:
        st.session_state[_OVERTAKEN] = [*st.session_state.get(_OVERTAKEN, ()), (time.monotonic(), written)]
    st.session_state[_WRITTEN] = wanted


def _overtaken() -> list[dict[str, str]]:
    """What was written just before: a browser that has not heard of the newest query yet still asks with one of these.

    Only for a moment: later the same query comes from the Back button.
    """
    since = time.monotonic() - ECHO_S
    recent = [(at, query) for at, query in st.session_state.get(_OVERTAKEN, ()) if at > since]
    st.session_state[_OVERTAKEN] = recent
    return [query for _, query in recent]
