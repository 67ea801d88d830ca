"""The section as a script: every symptom can be opened, in every language, with its checks and what they printed."""

from __future__ import annotations

import pytest
from scripts import codes, opened, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.clinic.symptoms.checks import CHECKS, SYMPTOMS
from unet_demo.core.clinic.symptoms.records import symptom
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue


def page() -> None:
    from unet_demo.ui.clinic.symptoms import show_symptoms
    from unet_demo.ui.frame import choices

    choices.sync()
    show_symptoms()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_symptom_opens_with_its_checks_in_their_order(lang: str) -> None:
    app, said = opened(AppTest.from_function(page, default_timeout=60), lang=lang), catalogue(lang)
    for id in SYMPTOMS:
        app.button(key=f"symptom_{id}").click().run()
        assert not app.exception
        assert said[f"symptom.done.{id}"] in texts(app)
        assert codes(app)[1:] == [check.line for check in CHECKS[id]]
        shown = texts(app)
        places = [shown.index(said[f"symptom.check.{id}.{check.id}"]) for check in CHECKS[id]]
        assert places == sorted(places)
        assert all(f"`{printed}`" in shown for printed in symptom(id).printed.values())


def test_the_first_is_open_at_once_and_a_choice_that_is_none_does_nothing() -> None:
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["symptom"] = "no such thing"
    opened(app, lang="en")
    assert codes(app)[1:] == [check.line for check in CHECKS[SYMPTOMS[0]]]


def test_what_the_net_says_in_training_is_shown_where_it_is_the_matter() -> None:
    app = opened(AppTest.from_function(page, default_timeout=60), lang="en")
    assert catalogue("en")["symptom.view.training"] not in texts(app)
    app.button(key="symptom_eval").click().run()
    assert catalogue("en")["symptom.view.training"] in texts(app)
    app.button(key="symptom_nan").click().run()
    assert catalogue("en")["symptom.view.no_probability"] in texts(app)
