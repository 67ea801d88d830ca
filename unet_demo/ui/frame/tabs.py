"""What one browser tab chose and brought, kept under a random key that only this tab knows.

The key stands in the tab's sessionStorage (components/tab), never in a URL or cookie. With it a reload, or a new
connection after a lost one, finds everything again, for ten minutes after the tab was last seen.
"""

from __future__ import annotations

import os
import re
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.runtime import RuntimeState
from streamlit.runtime.scriptrunner import get_script_run_ctx

from unet_demo.core.engine.jobs import Job
from unet_demo.core.engine.run import Run
from unet_demo.core.engine.store import Store
from unet_demo.core.pictures.images import Picture

KEEP_S = 600.0  # after the tab was last seen
MOST_BYTES = int(os.environ.get("UNET_KEPT_MB", 1024)) << 20
MOST_KNOWN = 64  # queries that a browser may still ask with
KEY_BYTES = 24  # 32 characters
_TAB = "_tab"


@dataclass(frozen=True)
class File:
    """A file as it was brought: its name, which is only shown, and its bytes."""

    name: str
    data: bytes


@dataclass(eq=False)
class Brought:
    """A visitor's own picture, with the truth that was brought for it, by task.

    `data` is the file while it holds further pages to choose from, else empty.
    """

    picture: Picture
    data: bytes = b""
    truths: dict[tuple[str, str], Picture] = field(default_factory=dict)  # by task and by the key of the page

    def for_task(self, task: str) -> Picture:
        """The picture with the truth of a task, where one was brought; the same object each time."""
        return self.truths.get((task, self.picture.key), self.picture)

    @property
    def bytes(self) -> int:
        """What it holds in memory."""
        pages = {each.key: each.pixels.nbytes for each in (self.picture, *self.truths.values())}
        labels = sum(each.truth.nbytes for each in self.truths.values() if each.truth is not None)
        return sum(pages.values()) + len(self.data) + labels


@dataclass(eq=False)
class Tab:
    """Everything remembered of a tab. `session` is the one that speaks for it; `lost` that its picture is gone."""

    key: str = field(default_factory=lambda: secrets.token_urlsafe(KEY_BYTES))
    session: str = ""
    choices: dict[str, Any] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)  # by task, the last of the gallery or drawn to order
    known: deque[dict[str, str]] = field(default_factory=lambda: deque(maxlen=MOST_KNOWN))
    brought: Brought | None = None
    source: str = "gallery"
    kind: str = "gallery"  # of the picture in view when the source was chosen (source.py)
    refusals: dict[str, Any] = field(default_factory=dict)  # what was refused and has not been tried again
    settings: Any = None
    last: Any = None  # visit.Outcome
    job: Job | None = None
    made: dict[str, Any] = field(default_factory=dict)  # the last thing made for each slot (kept.py)
    widgets: dict[str, Any] = field(default_factory=dict)  # answers and the like, by key
    opened: dict[str, bool | str] = field(default_factory=dict)  # folds: True or False of an expander, a tab's label
    files: dict[str, tuple[File, ...]] = field(default_factory=dict)  # what a section was brought, by its slot
    lost: bool = False

    @property
    def bytes(self) -> int:
        """Of what was brought, and of the last run on a picture that was brought."""
        files = sum(len(file.data) for each in self.files.values() for file in each)
        if self.brought is None:
            return files
        run: Run | None = self.last and self.last.run
        return files + self.brought.bytes + (run.probability.nbytes if run else 0)

    def rest(self) -> None:
        """Let go of what can be made anew, while nobody looks."""
        self.made.clear()
        if self.brought is None:
            self.last = None

    def empty(self) -> None:
        """Let go of everything; whoever still holds this tab finds nothing in it."""
        if self.job:
            self.job.stop()
        self.lost = self.lost or self.choices.get("picture", "") is None
        self.brought = self.last = self.job = None
        self.made.clear()
        self.files.clear()


_tabs: Store[str, Tab] = Store(
    KEEP_S, MOST_BYTES, lambda tab: tab.bytes, Tab.empty, is_seen=lambda tab: _is_seen(tab), lighten=Tab.empty
)


def this_tab() -> Tab:
    """The tab of the session that is running; a fresh one where nothing is known of it yet."""
    tab: Tab | None = st.session_state.get(_TAB)
    if tab is None:
        tab = Tab(session=_session())
        take_tab(tab)
    return tab


def take_tab(tab: Tab) -> None:
    """Let this session speak for a tab."""
    tab.session = _session()
    st.session_state[_TAB] = tab
    _tabs.put(tab.key, tab)


def is_key(text: str) -> bool:
    """Whether a text has the form of a tab's key."""
    return bool(re.fullmatch(r"[\w-]{32}", text, re.ASCII))


def claimed(key: str) -> Tab | None:
    """The tab of a key that a browser sent, None where there is none (any more).

    A duplicated tab brings the key of one that is still open: it gets a copy under a key of its own.
    """
    tab = _tabs.get(key) if is_key(key) else None
    if tab is None or tab.session in ("", _session()) or not _is_open(tab):
        return tab
    own = tab.brought and Brought(tab.brought.picture, tab.brought.data, dict(tab.brought.truths))
    return Tab(
        choices=dict(tab.choices),
        pictures=dict(tab.pictures),
        known=deque(tab.known, MOST_KNOWN),
        brought=own,
        source=tab.source,
        kind=tab.kind,
        refusals=dict(tab.refusals),
        settings=tab.settings,
        last=tab.last,
        widgets=dict(tab.widgets),
        opened=dict(tab.opened),
        files=dict(tab.files),
        lost=tab.lost,
    )


def let_go(tab: Tab) -> None:
    """Forget a tab that nobody speaks for any more."""
    _tabs.drop(tab.key)


def hold(tab: Tab) -> None:
    """Keep a tab that has grown, and all tabs together within their bytes."""
    _tabs.put(tab.key, tab)


def sweep_sessions() -> None:
    """Let go of what Streamlit still holds of closed sessions; the tabs themselves are a store like any other."""
    if streamlit := server():
        storage: Any = streamlit._session_mgr._session_storage  # type: ignore[attr-defined]
        loop = streamlit._get_async_objs().eventloop
        loop.call_soon_threadsafe(storage._cache.expire)  # otherwise only another visitor's leaving clears it


def server() -> runtime.Runtime | None:
    """The server that visitors are connected to; None where a script is run without one."""
    there = runtime.get_instance() if runtime.exists() else None
    return there if there and isinstance(there.state, RuntimeState) else None


def _is_seen(tab: Tab) -> bool:
    """Whether somebody has the tab open; one that is closed rests. Without a server nobody could close it."""
    seen = server() is None or _is_open(tab)
    if not seen:
        tab.rest()
    return seen


def _is_open(tab: Tab) -> bool:
    there = server()
    return bool(tab.session) and there is not None and there.is_active_session(tab.session)


def _session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""
