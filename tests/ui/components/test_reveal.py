"""A button whose effect is elsewhere on the page asks for it to be shown, once."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from unet_demo.ui.components import reveal as part


def page() -> None:
    import streamlit as st

    from unet_demo.ui.components.reveal import reveal, show_reveal

    st.button("go", key="go", on_click=reveal, args=("there",))
    st.button("elsewhere", key="elsewhere", on_click=reveal, args=("other",))
    st.button("nothing", key="nothing")
    show_reveal("there")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the browser is told, run by run."""
    heard: list[Any] = []
    monkeypatch.setattr(part, "_reveal", lambda key, data: heard.append((key, data["target"], data["count"])))
    return heard


def test_each_click_is_told_once_and_only_to_its_section(told: list[Any]) -> None:
    app = AppTest.from_function(page).run()
    for key in ("go", "nothing", "go", "elsewhere", "nothing"):
        app.button(key=key).click().run()
        assert not app.exception
    assert [each[1:] for each in told] == [
        (None, 0), ("there", 1), (None, 1), ("there", 2), (None, 3), (None, 3),
    ]  # fmt: skip
    assert {each[0] for each in told} == {"reveal_there"}
