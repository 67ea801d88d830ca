"""The frame around sections and callbacks: what breaks inside is one sentence in its place, one record in the log."""

from __future__ import annotations

import ast
import logging
import re
from pathlib import Path

import pytest
from scripts import texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.nets.damage import WeightsError
from unet_demo.ui.frame import section as frame
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

HOUSE = Path(__file__).resolve().parents[3]
PAGES = [HOUSE / "app.py", *sorted((HOUSE / "pages").glob("*.py"))]
SCREEN = [*PAGES, *sorted((HOUSE / "unet_demo" / "ui").rglob("*.py"))]
REFERENCE = re.compile(r"\b[0-9A-F]{6}\b")


def three_sections() -> None:
    import streamlit as st

    from unet_demo.ui.frame import choices
    from unet_demo.ui.frame.section import callback, section

    def fail() -> None:
        error = st.session_state.get("error")
        if error is not None:
            raise error

    @section("crop")
    def show_first() -> None:
        st.write("before")
        fail()
        st.write("after")

    @st.fragment
    @section("kinds")
    def show_second() -> None:
        st.button("press", on_click=callback(fail), key="press")

    choices.put("lang", st.session_state.get("lang", "en"))
    if "only_callback" not in st.session_state:
        show_first()
    show_second()
    with section("survival"):
        st.write("last")


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(frame, "_references", type(frame._references)())
    return AppTest.from_function(three_sections, default_timeout=20)


def records(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "unet_demo"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_error_is_told_with_a_reference_that_stands_once_in_the_log(
    app: AppTest, lang: str, caplog: pytest.LogCaptureFixture
) -> None:
    app.session_state["error"], app.session_state["lang"] = ZeroDivisionError("secret"), lang
    for _ in range(3):
        app.run()
        assert not app.exception
        assert [each.value for each in app.markdown] == ["before", "last"]
        (sentence,) = (each.value for each in app.error)
        assert catalogue(lang)["crop.title"] in sentence
        assert "secret" not in sentence
    (reference,) = REFERENCE.findall(sentence)
    (record,) = records(caplog)
    assert reference in record.getMessage()
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


def test_another_fault_has_another_reference(app: AppTest, caplog: pytest.LogCaptureFixture) -> None:
    app.session_state["error"] = ZeroDivisionError()
    app.run()
    first = app.error[0].value
    app.session_state["error"] = KeyError("x")
    app.run()
    assert app.error[0].value != first
    assert len(records(caplog)) == 2


def test_a_section_can_have_its_title_from_elsewhere(caplog: pytest.LogCaptureFixture) -> None:
    told = frame.sentence_of(ZeroDivisionError(), "rows", "Every row alone")
    assert "Every row alone" in told
    assert [record.getMessage() for record in records(caplog)] == [f"{REFERENCE.findall(told)[0]}: rows failed"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_known_troubles_have_their_own_sentences_and_leave_no_record(
    app: AppTest, lang: str, caplog: pytest.LogCaptureFixture
) -> None:
    app.session_state["lang"], words = lang, catalogue(lang)
    app.session_state["error"] = WeightsError("cats-unetpp.safetensors", "gone")
    app.run()
    assert [each.value for each in app.error] == [words["section.weights"].format(file="cats-unetpp.safetensors")]
    app.session_state["error"] = engine.BootError("no torch")
    app.run()
    assert [each.value for each in app.error] == [words["section.boot"]]
    app.session_state["error"] = engine.Busy("full")
    app.run()
    assert [each.value for each in app.warning] == [words["section.busy"]]
    assert not app.error
    assert [each.value for each in app.markdown] == ["before", "last"]
    assert records(caplog) == []


def test_a_callback_that_fails_leaves_the_page(app: AppTest, caplog: pytest.LogCaptureFixture) -> None:
    app.session_state["only_callback"] = True
    app.run()
    app.session_state["error"] = ValueError("forged")
    app.button(key="press").click().run()
    assert not app.exception
    assert [each.value for each in app.markdown] == ["last"]
    (record,) = records(caplog)
    assert [REFERENCE.findall(each.value)[0] in record.getMessage() for each in app.error] == [True]
    app.session_state["error"] = WeightsError("cats-unetpp.safetensors", "gone")
    app.button(key="press").click().run()
    assert ["cats-unetpp.safetensors" in each.value for each in app.error] == [True]
    assert len(records(caplog)) == 1
    del app.session_state["error"]
    app.button(key="press").click().run()
    assert not app.error


def stopping() -> None:
    import streamlit as st

    from unet_demo.ui.frame.section import section

    with section("crop"):
        if "run" not in st.session_state:
            st.session_state["run"] = 1
            st.rerun()
        st.write("second run")
        st.stop()
    st.write("never")


def test_what_streamlit_raises_passes(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_function(stopping, default_timeout=20).run()
    assert not app.exception
    assert texts(app) == "second run"
    assert records(caplog) == []


@pytest.mark.usefixtures("caplog")
def test_only_so_many_faults_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "_references", type(frame._references)())
    monkeypatch.setattr(frame, "FAULTS_KEPT", 3)
    for number in range(5):
        frame.sentence_of(type(f"Error{number}", (Exception,), {})(), "crop")
    assert len(frame._references) == 3


def functions(path: Path) -> list[ast.FunctionDef]:
    return [each for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(each, ast.FunctionDef)]


def decorators(function: ast.FunctionDef) -> list[str]:
    return [ast.unparse(each).split("(")[0] for each in function.decorator_list]


def is_framed(function: ast.FunctionDef) -> bool:
    """Whether what breaks in it is told in its place: all of it is a section, or a fold, which frames what it shows."""
    _, *body = function.body
    return "section" in decorators(function) or [ast.unparse(each).split("(")[0] for each in body] == ["folded"]


FRAMED = {each.name for path in SCREEN for each in functions(path) if is_framed(each)}


def test_a_fragment_has_its_frame_inside() -> None:
    """It runs alone, without the page around it."""
    bare = [
        f"{path.name}: {function.name}"
        for path in SCREEN
        for function in functions(path)
        if "st.fragment" in decorators(function) and decorators(function)[-1:] != ["section"]
    ]
    made = {
        ast.unparse(call.args[0])
        for path in SCREEN
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "st.fragment"
    }
    assert bare == []
    assert made - FRAMED == {"_wait", "_folded"}  # one line of words, in ready.py; a fold's body is framed inside it


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_section_of_a_page_is_framed(page: Path) -> None:
    bare = [
        ast.unparse(call)
        for line in ast.parse(page.read_text(encoding="utf-8")).body
        if not (isinstance(line, ast.With) and "section(" in ast.unparse(line.items[-1]))
        and not isinstance(line, ast.FunctionDef)
        for call in ast.walk(line)
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("show_")
    ]
    assert {call.split("(")[0] for call in bare} <= FRAMED


def test_every_callback_is_framed() -> None:
    """All but those of ui/frame/choices.py, which reads what comes from outside."""
    bare = []
    for path in SCREEN:
        framed = {each.name for each in functions(path) if "callback" in decorators(each)}
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for keyword in call.keywords if isinstance(call, ast.Call) else ():
                name = keyword.arg or ""
                if name in ("on_click", "on_change") or (name.startswith("on_") and name.endswith("_change")):
                    given = keyword.value
                    while isinstance(given, ast.Call) and ast.unparse(given.func) == "partial":
                        given = given.args[0]
                    text = ast.unparse(given)
                    if text not in framed | {"'ignore'"} and not text.startswith("callback("):
                        bare.append(f"{path.name}: {text}")
    assert {each.split(":")[0] for each in bare} <= {"choices.py"}


def test_every_section_has_a_name_in_both_languages() -> None:
    names = {
        str(call.args[0].value)
        for path in SCREEN
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "section" and isinstance(call.args[0], ast.Constant)
    }
    assert len(names) > 50
    for lang in LANGUAGES:
        words = catalogue(lang)
        assert {name for name in names if f"{name}.title" not in words or "{" in words[f"{name}.title"]} == set()
