"""The places of a lesson; parts that lie folded, run only while they are open, by a click or by a link."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from scripts import texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.ui.frame.prose import code_of, source_at
from unet_demo.ui.lesson import spine

UI = Path(spine.__file__).parents[1]
PAGES = sorted((UI.parents[1] / "pages").glob("*.py"))
LESSONS = [path.stem for path in PAGES if path.stem not in ("segment", "clinic")]  # these two are tools
IN_THE_OPEN = {"trap.py", "proof.py"}  # the pruning lab's lesson is the code itself


def folds() -> None:
    import streamlit as st

    from unet_demo.ui.frame import choices
    from unet_demo.ui.frame.section import callback, section
    from unet_demo.ui.lesson.spine import act, folded, question, sentence

    def show(name: str) -> None:
        st.session_state["ran"] = [*st.session_state.get("ran", []), name]
        st.markdown(f"body of {name}")
        if st.session_state.get("breaks"):
            raise ZeroDivisionError("secret")

    def fails() -> None:
        raise ZeroDivisionError

    choices.put("lang", "en")

    def fail() -> None:
        raise ZeroDivisionError

    st.button("fail", key="fail", on_click=callback(fail))
    with section("crop"):
        with question("x"):
            st.markdown("asked")
        with act("x"):
            st.markdown("done")
        sentence("a < b: **so** `it` *is* <script>", "x")
    folded("One", "fold_one", lambda: show("one"))
    folded("Two", "fold_two", lambda: show("two"))
    with section("kinds"):
        st.markdown("after")


@pytest.fixture
def app() -> AppTest:
    found = AppTest.from_function(folds, default_timeout=20).run()
    assert not found.exception
    return found


def ran(app: AppTest) -> list[str]:
    return list(app.session_state["ran"]) if "ran" in app.session_state else []


def blocks(node: Any) -> list[str]:
    """The ids of everything that holds something, from the top; each ends with its key."""
    inside = [each for _, each in sorted(getattr(node, "children", {}).items())]
    return [id for each in inside for id in (getattr(each, "_block_id", ""), *blocks(each)) if id]


def test_the_places_stand_in_their_order(app: AppTest) -> None:
    keys = [id.rsplit("-", 1)[1] for id in blocks(app.main)]
    assert keys == ["question_x", "act_x", "sentence_x", "fold_one", "fold_two"]


def test_the_sentence_is_a_note_and_holds_nothing_but_words(app: AppTest) -> None:
    (note,) = [each.proto.body for each in app.get("html")]
    assert 'role="note"' in note
    assert "a &lt; b: <b>so</b> <code>it</code> <i>is</i> &lt;script&gt;" in note


def test_a_fold_is_run_only_while_it_is_open(app: AppTest) -> None:
    assert [each.label for each in app.expander] == ["One", "Two"]
    assert ran(app) == []
    app.session_state["_tab"].opened["fold_two"] = True
    app.run()
    assert ran(app) == ["two"]
    assert "body of two" in texts(app)
    app.session_state["_tab"].opened["fold_two"] = False
    app.run()
    assert ran(app) == ["two"]
    assert "body of" not in texts(app)


@pytest.mark.usefixtures("caplog")
def test_what_breaks_in_a_fold_is_told_in_it_by_its_title(app: AppTest) -> None:
    app.session_state["breaks"] = True
    app.session_state["_tab"].opened["fold_one"] = True
    app.run()
    assert not app.exception
    (sentence,) = (each.value for each in app.expander[0].error)
    assert "One" in sentence
    assert "secret" not in sentence
    assert "after" in texts(app)


@pytest.mark.usefixtures("caplog")
def test_a_closed_fold_swallows_no_word_of_a_callback(app: AppTest) -> None:
    """What a callback could not do is said in a section that can be seen."""
    app.button(key="fail").click().run()
    assert len(app.error) == 1
    assert all(not each.error for each in app.expander)


@pytest.mark.parametrize("room", ["concatenate", "unetpp"])
def test_a_link_unfolds_what_it_is_about(room: str) -> None:
    """And the code in it is read then, not before."""
    engine.boot()
    for reader in (source_at, code_of):
        reader.cache_clear()
    before = opened(room)
    assert source_at.cache_info().misses + code_of.cache_info().misses == 0
    link = opened(room, at=f"carry_{room}")
    assert source_at.cache_info().misses + code_of.cache_info().misses > 0
    assert len(link.code) > len(before.code)
    assert "at" not in link.query_params
    link.run()
    assert len(link.code) > len(before.code)


def opened(room: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(UI.parents[1] / "app.py"), default_timeout=120).switch_page(f"pages/{room}.py")
    for name, text in query.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """(the function around it, call) of everything that a file calls."""
    found = []
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            found += [(function.name, each) for each in ast.walk(function) if isinstance(each, ast.Call)]
    return found


def test_code_is_read_only_by_what_lies_folded() -> None:
    """Functions that quote code are given to `folded`, not called; `show_sources` is what they all use."""
    reading, given, called = set(), set(), set()
    for path in [*UI.rglob("*.py"), *PAGES]:
        if path.name in IN_THE_OPEN:
            continue
        for around, call in calls(path):
            name = ast.unparse(call.func)
            called.add(name)
            if name in ("source_at", "code_of", "show_sources") and around != "show_sources":
                reading.add((str(path), around))
            if name == "folded":
                first = call.args[2]
                shown = first.args[0] if isinstance(first, ast.Call) else first
                given.add((str(path), ast.unparse(shown)))
    assert len(reading) > 4
    assert reading <= given
    assert "expander" not in called


@pytest.mark.parametrize("room", LESSONS)
def test_the_first_section_of_every_lesson_has_its_question_and_its_act(room: str) -> None:
    keys = {
        (ast.unparse(call.func), ast.unparse(call.args[0]))
        for path in (UI / room).glob("*.py")
        for _, call in calls(path)
        if ast.unparse(call.func) in ("question", "act")
    }
    asked, done = ({key for kind, key in keys if kind == each} for each in ("question", "act"))
    assert asked == done != set()
