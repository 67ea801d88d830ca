"""What a visitor unfolds stays unfolded while the controls beside it change."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from unet_demo.ui.lesson import folds

UI = Path(folds.__file__).parents[1]
KEYLESS_BY_DESIGN = {"folds.py"}  # their home


def test_nothing_folds_but_by_a_key() -> None:
    found = {
        path.name
        for path in [*UI.rglob("*.py"), *(UI.parents[1] / "pages").glob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"tabs", "expander", "popover"}
    }
    assert found <= KEYLESS_BY_DESIGN


def page() -> None:
    import streamlit as st

    from unet_demo.ui.lesson.folds import fold, tabs

    count = st.number_input("above", 0, 3, key="count")
    for at in range(int(count)):
        st.write(at)
    fold("code", "one")
    fold("own", "two", expanded=bool(count))
    tabs(["PyTorch", "Keras"], "library")


@pytest.fixture
def app() -> AppTest:
    found = AppTest.from_function(page).run()
    assert not found.exception
    return found


def state(app: AppTest) -> tuple[object, ...]:
    assert not app.exception
    return tuple(app.session_state[key] for key in ("one", "two", "library"))


def test_what_nobody_touched_is_as_the_page_says(app: AppTest) -> None:
    assert state(app) == (False, False, "PyTorch")
    app.number_input(key="count").set_value(2).run()
    assert state(app) == (False, True, "PyTorch")


def test_what_was_chosen_stays(app: AppTest) -> None:
    app.session_state["_tab"].opened.update(one=True, two=False, library="Keras")
    for count in (0, 3, 1):
        app.number_input(key="count").set_value(count).run()
        assert state(app) == (True, False, "Keras")


def test_a_tab_that_is_gone_is_left_for_the_first(app: AppTest) -> None:
    app.session_state["_tab"].opened["library"] = "Theano"
    app.run()
    assert state(app)[2] == "PyTorch"
