"""The frame around every section of a page: what breaks inside is told in its place, and the rest goes on."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import ContextDecorator
from functools import wraps
from types import TracebackType
from typing import ParamSpec

import streamlit as st

from unet_demo.core.engine.engine import BootError, Busy
from unet_demo.core.nets.damage import WeightsError
from unet_demo.home import IS_CHECKOUT
from unet_demo.ui.frame.prose import T

P = ParamSpec("P")
FAULTS_KEPT = 256
_UNHEARD = "_unheard"

_Fault = tuple[str, str, str, int]  # where it was met, the error's type, and file and line that raised it
_references: OrderedDict[_Fault, str] = OrderedDict()
_lock = threading.Lock()
_log = logging.getLogger("unet_demo")


class section(ContextDecorator):  # noqa: N801  (read as a word of the page: @section("skips.burn"))
    """A section of a page, known by the prose id in front of its `.title`; a decorator, or `with section(…):`.

    One that has its `title` from elsewhere is given it, and its name stands in the log only.
    An error inside becomes one sentence: which weights file is missing or damaged, that everybody is computing, or
    that this section could not be shown, with a reference that stands once in the log. Under `@st.fragment`, so that
    it holds when the fragment runs alone. What Streamlit itself raises to stop or to run again passes.
    """

    def __init__(self, name: str, title: str = "") -> None:
        self.name, self.title = name, title

    def __enter__(self) -> None:
        if unheard := st.session_state.pop(_UNHEARD, None):
            st.error(unheard, icon=":material/error:")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        if not isinstance(error, Exception):
            return False
        if isinstance(error, Busy):
            st.warning(T("section.busy"), icon=":material/hourglass_top:")
        else:
            st.error(sentence_of(error, self.name, self.title), icon=":material/error:")
        return True


def sentence_of(error: Exception, name: str, title: str = "") -> str:
    """What a visitor reads of an error in a section: got, needed, to do. One that is nobody's fault goes to the log."""
    if isinstance(error, WeightsError):
        file = error.file
        return T("section.weights", file=file) if IS_CHECKOUT else T("section.weights_installed", file=file)
    if isinstance(error, BootError):
        return T("section.boot")
    if isinstance(error, Busy):
        return T("section.busy")
    return T("section.trouble", name=title or T(f"{name}.title"), reference=_reference(error, name))


def callback(function: Callable[P, None]) -> Callable[P, None]:
    """A widget's callback that cannot take the page down: it runs before the page, outside of every section.

    What goes wrong is said in the first section drawn after it, since a callback of a fragment has no place to speak
    in, with a reference that stands once in the log; the rest is drawn as it was.
    """

    @wraps(function)
    def safe(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except (WeightsError, BootError, Busy) as error:
            st.session_state[_UNHEARD] = sentence_of(error, "")
        except Exception as error:
            reference = _reference(error, getattr(function, "__qualname__", "callback"))
            st.session_state[_UNHEARD] = T("section.unheard", reference=reference)

    return safe


def _reference(error: Exception, name: str) -> str:
    """Six letters that stand once in the log, beside name and traceback; the same fault met again keeps them."""
    fault = _fault(error, name)
    with _lock:
        known = _references.get(fault)
        reference = known or secrets.token_hex(3).upper()
        _references[fault] = reference
        _references.move_to_end(fault)
        while len(_references) > FAULTS_KEPT:
            _references.popitem(last=False)
    if known is None:
        _log.error("%s: %s failed", reference, name, exc_info=error)
    return reference


def _fault(error: Exception, name: str) -> _Fault:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = ("", 0) if trace is None else (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    return name, type(error).__name__, *where
