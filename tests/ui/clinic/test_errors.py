"""The section as a script: a text is taken, and its answer, its programs or what is known is shown, per language."""

from __future__ import annotations

import logging

import pytest
import streamlit as st
from error_texts import KNOWN
from scripts import codes, elements, opened, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.errors import door, trial_runs
from unet_demo.core.errors.read import FAMILIES, read_error
from unet_demo.core.errors.trials import Trial
from unet_demo.ui.clinic import errors
from unet_demo.ui.components import paste
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.lesson import error_read

ODD = KNOWN[0][0]
TRACE = (
    'Traceback (most recent call last):\n  File "/home/ada/my_*net*.py", line 42, in forward\n'
    "    x = self.up1(x4, x3)\n"
)


def page() -> None:
    from unet_demo.ui.clinic.errors import show_errors
    from unet_demo.ui.frame import choices

    choices.sync()
    show_errors()


def taking() -> None:
    """The page after a text was taken, as the box hands it on."""
    import streamlit as st

    from unet_demo.ui.clinic.errors import show_errors, take
    from unet_demo.ui.frame import choices

    choices.sync()
    if given := st.session_state.pop("_given", None):  # no plain text: those are remembered
        take(given[0])
    show_errors()
    st.session_state["held"] = repr(dict(st.session_state))


def app_of(text: str | None = None, lang: str = "en") -> AppTest:
    app = AppTest.from_function(taking, default_timeout=60)
    if text is not None:
        app.session_state["_given"] = (text,)
    return opened(app, lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", errors.EXAMPLES)
def test_an_example_is_read_and_answered(name: str, lang: str) -> None:
    app = opened(AppTest.from_function(page, default_timeout=60), lang=lang)
    app.button(key=f"error_{name}").click().run()
    assert not app.exception
    reading = read_error(errors.EXAMPLES[name])
    assert reading is not None
    for cause in reading.causes:
        why = catalogue(lang)[f"cause.{cause.id}.why"]
        assert (why.format(**cause.values) if cause.values else why) in texts(app)
        assert cause.change.diff in codes(app)
    assert reading.message in codes(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_the_table_can_be_shown(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All in one page: no id is missing, no value is left out, in any language."""
    monkeypatch.setattr(st, "container", lambda *_, **__: st._main)
    monkeypatch.setattr(error_read, "folded", lambda *_: None)

    def every() -> None:
        from error_texts import KNOWN

        from unet_demo.core.errors.read import read_error
        from unet_demo.ui.frame import choices
        from unet_demo.ui.lesson.error_read import show_reading

        choices.sync()
        for text, _ in KNOWN:
            show_reading(read_error(text))

    app = opened(AppTest.from_function(every, default_timeout=120), lang=lang)
    assert len(codes(app)) > 2 * len(KNOWN)
    assert "{" not in texts(app).replace("{{", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_unknown_says_what_is_known(lang: str) -> None:
    app = app_of("my cat ate it", lang)
    assert len(app.info) == 1
    for family in FAMILIES:
        assert catalogue(lang)[f"error.family.{family.name}"] in app.info[0].value
    assert not codes(app)


def test_place_and_other_errors_are_told_and_names_are_no_markup() -> None:
    said = texts(app_of(f"{TRACE}IndexError: Target 2 is out of bounds.\n\n{TRACE}RuntimeError: {ODD}"))
    assert r"my\_\*net\*\.py" in said
    assert "42" in said
    assert "up1" in said
    assert catalogue("en")["error.others"].format(count=1) in said


def test_a_message_without_a_safe_cause_says_so() -> None:
    app = app_of("RuntimeError: \"round_vml_cpu\" not implemented for 'Long'")
    assert catalogue("en")["error.unsure"] in texts(app)


def test_nothing_pasted_is_kept_in_links_choices_or_the_log(caplog: pytest.LogCaptureFixture) -> None:
    mark = "secret_of_ada"
    with caplog.at_level(logging.DEBUG):
        app = app_of(f"{mark}\n{ODD}\n{mark} once more")
    assert mark not in str(dict(app.query_params))
    assert "_error_read" in app.session_state["held"]
    assert mark not in app.session_state["held"]
    assert mark not in caplog.text


def test_both_programs_run_only_when_they_are_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.boot()
    asked: list[Trial] = []

    def outcomes(trial: Trial) -> tuple[str, str]:
        asked.append(trial)
        return trial_runs.outcomes(trial)

    monkeypatch.setattr(door, "outcomes", outcomes)
    app = app_of(ODD)
    assert asked == []
    reading = read_error(ODD)
    assert reading is not None
    assert reading.trial is not None

    def unfolded() -> None:
        from error_texts import KNOWN

        from unet_demo.core.errors.read import read_error
        from unet_demo.ui.frame import choices
        from unet_demo.ui.lesson.error_read import show_trial

        choices.sync()
        reading = read_error(KNOWN[0][0])
        assert reading is not None
        assert reading.trial is not None
        show_trial(reading.trial)

    shown = codes(opened(AppTest.from_function(unfolded, default_timeout=60)))
    programs = [program.strip() for program in (reading.trial.broken, reading.trial.mended)]
    assert shown[::2] == programs
    assert shown[1::2] == list(trial_runs.outcomes(reading.trial))
    assert asked == [reading.trial]
    assert not elements(app, "exception")


@pytest.mark.parametrize("sent", [None, 3, {"text": "x"}, ["x"], "x" * (paste.CHARS + 1)])
def test_what_the_box_cannot_have_sent_is_passed_over(sent: object, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    calls: list[dict[str, object]] = []
    monkeypatch.setattr(paste, "_paste", lambda **given: calls.append(given))
    paste.show_paste({"label": "x"}, heard.append, "box")
    monkeypatch.setattr(st, "session_state", {"box": {"text": sent}})
    calls[0]["on_text_change"]()  # type: ignore[operator]
    assert heard == []
    monkeypatch.setattr(st, "session_state", {"box": {"text": "an error"}})
    calls[0]["on_text_change"]()  # type: ignore[operator]
    assert heard == ["an error"]
