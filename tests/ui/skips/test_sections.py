"""Two sections of the page on skips as a script: nothing is measured unasked, both languages, and a full queue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stored_studies
from scripts import pills, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.scoring import compare
from unet_demo.core.skips import gradient_door
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

TEXT = {lang: catalogue(lang) for lang in LANGUAGES}


def gradients_alone() -> None:
    from unet_demo.ui.frame import choices
    from unet_demo.ui.skips.gradient import show_gradients

    choices.sync()
    show_gradients()


def survival_alone() -> None:
    from unet_demo.ui.frame import choices
    from unet_demo.ui.skips.survival import show_survival

    choices.sync()
    show_survival()


def opened(section: Any, **query: str) -> AppTest:
    engine.boot()
    app = AppTest.from_function(section, default_timeout=60)
    for name, text in query.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


def answered(app: AppTest, prefix: str, value: str) -> AppTest:
    pills(app, prefix).set_value(value).run()
    assert not app.exception
    return app


def test_the_gradient_is_followed_once_an_answer_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, measure = [], gradient_door.gradients_of

    def counted(task: str, picture: Any, start: Any = "he") -> Any:
        asked.append(start)
        return measure(task, picture, start)

    monkeypatch.setattr("unet_demo.ui.skips.gradient.gradients_of", counted)
    app = opened(gradients_alone, lang="en")
    assert asked == []
    assert TEXT["en"]["gradients.found.title"] not in texts(app)
    answered(app, "gradients_asked", "none")
    assert asked == ["he"]
    assert app.warning
    assert TEXT["en"]["gradients.found.verdict_nothing_to_cure"] in texts(app)
    charts = [each.proto.alt for each in app.get("plotly_chart")]
    assert [alt.partition(":")[0] for alt in charts] == [
        TEXT["en"][f"gradients.chart.{when}"] for when in ("begun", "trained")
    ]
    answered(app, "gradients_asked", "sigmoid")
    assert app.success
    assert asked == ["he"]


def test_both_can_be_seen_in_chinese_without_an_answer() -> None:
    for section, key, id in (
        (gradients_alone, "gradients_show", "gradients.found.verdict_nothing_to_cure"),
        (survival_alone, "survival_show", "survival.rows.behind"),
    ):
        app = opened(section, lang="zh")
        assert TEXT["zh"][id] not in texts(app)
        app.button(key=key).click().run()
        assert not app.exception
        assert TEXT["zh"][id] in texts(app)


def test_the_other_rule_is_a_choice_that_goes_into_the_link() -> None:
    app = answered(opened(gradients_alone, lang="en", start="default"), "gradients_asked", "sigmoid")
    assert app.success
    assert TEXT["en"]["gradients.found.verdict_two_cures"] in texts(app)
    assert app.query_params["start"] == "default"


def test_a_task_without_trained_nets_of_the_set_says_so() -> None:
    app = opened(gradients_alone, lang="en", task="membranes")
    app.button(key="gradients_show").click().run()
    assert not app.exception
    names = " · ".join(TEXT["en"][f"gradients.kind.{kind}"] for kind in ("concat", "none", "add"))
    assert TEXT["en"]["gradients.trained.missing"].format(nets=names) in texts(app)


def test_copies_show_at_once_and_the_nets_own_after_a_prediction() -> None:
    app = opened(survival_alone, lang="en")
    assert TEXT["en"]["survival.rows.title"] not in [each.value for each in app.subheader]
    assert "20.5 dB" in texts(app)
    answered(app, "survival_asked", "map")
    assert app.warning
    assert "| X(4,0) | 256 / 768 |" in texts(app)
    assert TEXT["en"]["survival.rows.behind"] in texts(app)
    answered(app, "survival_asked", "mean")
    assert app.success


def test_a_study_that_is_missing_and_one_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "STUDIES", tmp_path / "studies")
    app = answered(opened(survival_alone, lang="en", task="membranes"), "survival_asked", "mean")
    assert TEXT["en"]["survival.like.missing"] in texts(app)
    stored_studies.store(tmp_path, "copying", {"skips": 0.2, "none": 0.4})
    app.run()
    assert "| 51.0 (" in texts(app)
    assert f"**{TEXT['en']['rule.net.skips']} is ahead of {TEXT['en']['rule.net.none']}**: by 0.200" in texts(app)


@pytest.mark.parametrize(("section", "prefix"), [(gradients_alone, "gradients_asked"), (survival_alone, "survival")])
def test_a_full_queue_is_said_and_nothing_breaks(section: Any, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: Any, **more: Any) -> None:
        raise engine.Busy("full")

    monkeypatch.setattr(gradient_door, "halved", busy)
    monkeypatch.setattr("unet_demo.ui.skips.gradient.gradients_of", busy)
    app = opened(section, lang="en")
    if prefix == "gradients_asked":
        answered(app, prefix, "add")
    assert TEXT["en"]["section.busy"] in texts(app)
