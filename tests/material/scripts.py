"""What the tests of the pages share: open a script with a query, and read what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streamlit.testing.v1 import AppTest

from unet_demo.core.pictures.images import Picture
from unet_demo.ui.frame.tabs import Brought, Tab

SPOKEN = ("markdown", "caption", "success", "warning", "info", "error")


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


def texts(app: AppTest) -> str:
    """Everything that is said, line by line."""
    said = [str(each.value) for kind in SPOKEN for each in app.get(kind)]
    return "\n".join([*said, *(each.proto.body for each in app.get("html") if "<style>" not in each.proto.body)])


def codes(app: AppTest) -> list[str]:
    """Every block of code."""
    return [each.value for each in app.code]
