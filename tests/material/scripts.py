"""What the tests of the pages share: open a script with a query, ask for its figures, and read what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from unet_demo.core.engine import engine, store
from unet_demo.core.pictures.images import Picture
from unet_demo.ui.frame import frame
from unet_demo.ui.frame.tabs import Brought, Tab

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = tuple(room.id for room in frame.ROOMS if room.id != "front")
LESSONS = ("unet", "concatenate", "skips", "one_by_one", "last_layer", "unetpp", "pruning")  # rooms that run nets
TIMEOUT_S = 600  # a busy machine is slow, not wrong
SPOKEN = ("markdown", "caption", "success", "warning", "info", "error")


def page_of(room: str) -> AppTest:
    """The script of a room's page before its first run, with nets that are ready; "front" is app.py."""
    engine.boot()
    app = AppTest.from_file(str(HOUSE / "app.py"), default_timeout=TIMEOUT_S)
    return app if room == "front" else app.switch_page(f"pages/{room}.py")


def forget_all() -> None:
    """As if nobody had been here: no run is kept, and nothing that was worked out from one."""
    st.cache_resource.clear()
    for each in store.stores():
        each.clear()


def opened(page: AppTest, **query: str) -> AppTest:
    """The script run once with this query; nothing may have been thrown."""
    for name, text in query.items():
        page.query_params[name] = text
    page.run()
    assert not page.exception
    return page


def with_own(app: AppTest, picture: Picture, **chosen: Any) -> AppTest:
    """The script before its first run, with a picture that a visitor has brought in view."""
    bare = replace(picture, truth=None)
    truths = {} if picture.truth is None else {(chosen.get("task", "nuclei"), picture.key): picture}
    app.session_state["_tab"] = Tab(choices={"picture": None, **chosen}, brought=Brought(bare, truths=truths))
    return app


def elements(app: AppTest, kind: str) -> list[Any]:
    """Everything of one kind that is drawn; what such an element has (value, options) only its kind can tell."""
    return list(app.get(kind))


def hidden(app: AppTest) -> list[str]:
    """The keys of the buttons behind which a section keeps its figures until a guess was made."""
    return [str(each.key) for each in app.button if str(each.key).endswith("_show")]


def shown(app: AppTest) -> AppTest:
    """Every section's figures asked for without a guess, all that wait at once; nothing may have been thrown."""
    asked: list[str] = []
    while waiting := hidden(app):
        asked += waiting
        assert len(set(asked)) == len(asked), "a button that was pressed is still there"
        for key in waiting:
            app.button(key=key).click()
        app.run()
        assert not app.exception
    return app


def pills(app: AppTest, start: str) -> ButtonGroup[Any]:
    """The pills or segments whose key is, or starts with, `start`."""
    return next(each for each in app.button_group if str(each.key).startswith(start))


def texts(app: AppTest) -> str:
    """Everything that is said, line by line."""
    said = [str(each.value) for kind in SPOKEN for each in getattr(app, kind)]
    return "\n".join([*said, *(each.proto.body for each in app.get("html") if "<style>" not in each.proto.body)])


def codes(app: AppTest) -> list[str]:
    """Every block of code."""
    return [each.value for each in app.code]
