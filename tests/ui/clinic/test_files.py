"""Files that a section is brought: held for the tab when the field is gone, let go of when asked, bounded."""

from __future__ import annotations

import pytest
from scripts import opened, texts
from streamlit.testing.v1 import AppTest

from unet_demo.ui.clinic import files
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")


def page() -> None:
    import streamlit as st

    from unet_demo.ui.clinic.files import bring_files
    from unet_demo.ui.frame import choices

    choices.sync()
    if st.checkbox("there", value=True, key="there"):
        held = bring_files("some", "Files", "help", several=True)
        st.text(" ".join(f"{file.name}:{len(file.data)}" for file in held))


@pytest.fixture
def app() -> AppTest:
    return opened(AppTest.from_function(page, default_timeout=60))


def brought(app: AppTest, *data: bytes) -> AppTest:
    app.file_uploader[0].set_value([(f"{number}.<b>", each, "") for number, each in enumerate(data)]).run()
    assert not app.exception
    return app


def test_what_was_brought_stays_when_its_field_was_away(app: AppTest) -> None:
    assert brought(app, b"ab", b"c").text[0].value == "0.<b>:2 1.<b>:1"
    app.checkbox(key="there").uncheck().run()
    app.checkbox(key="there").check().run()
    assert app.text[0].value == "0.<b>:2 1.<b>:1"
    assert r"0\.\<b\>, 1\.\<b\>" in texts(app)


def test_it_is_let_go_of_when_asked(app: AppTest) -> None:
    brought(app, b"ab")
    app.checkbox(key="there").uncheck().run()
    app.checkbox(key="there").check().run()
    app.button(key="some_forget").click().run()
    assert app.text[0].value == ""
    assert [each.key for each in app.button] == []


def test_too_much_is_refused_and_what_was_there_stays(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_MB", 1)
    brought(app, b"ab")
    brought(app, bytes(3 << 19), bytes(3 << 19))
    assert app.text[0].value == "0.<b>:2"
    assert TEXT["clinic.files.too_much"].format(mb=3, limit=1) in texts(app)
    assert TEXT["clinic.files.held"].partition("{")[0] in texts(app)
