"""The section as a script: samples, pasted texts and files are read, drawn and told; what is no log is refused."""

from __future__ import annotations

import pytest
from scripts import opened, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.clinic.log.findings import findings
from unet_demo.core.clinic.log.reading import read_log
from unet_demo.core.clinic.log.samples import SAMPLES, sample_text
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")
FINDINGS = sorted({id.split(".")[2] for id in TEXT if id.startswith("log.found.")})
ONE_OF_EACH = {
    "nan_first": "nan 1",
    "nan_spike": "1 .9 .8 .7 .6 50 nan",
    "nan": "1 .9 .8 .7 .6 .55 nan",
    "negative": "1 -3 -20 -60 -90 -99",
    "constant": ".5 .5 .5 .5 .5 .5",
    "zero": "0 0 0 0 0 0",
    "ln2": ".694 .6931 .6932 .693 .6931 .6931",
    "lnc": "1.1 1.099 1.0985 1.0987 1.0986 1.0985",
    "oscillates": "1 .2 1.1 .25 1.2 .2 1 .2 1.1 .25 1.2 .2",
    "falling": "1 .95 .9 .85 .8 .75 .7 .65 .6 .55 .5 .45",
    "fine": "1 .8 .6 .4 .2 .1 .1 .1 .1 .1 .1 .1",
    "unclear": ".5 .52 .49 .51 .5 .53",
    "short": "1 .5",
}
TWO = {
    "above": ".5,4 .4,3 .3,2 .2,1 .1,1 .1,1",
    "apart": ".5,.6 .3,.5 .2,.45 .1,.44 .1,.44 .1,.44 .1,.44 .1,.44 .1,.44",
    "overfit": ".9,.9 .7,.7 .5,.6 .3,.7 .2,.8 .1,.9 .05,1 .02,1.1",
}
ONE_OF_EACH |= {id: f"loss,val_loss {pairs}" for id, pairs in TWO.items()}
ONE_OF_EACH["score_zero"] = "val_dice\n" + "\n".join(["0.01"] + ["0.0001"] * 6)
ONE_OF_EACH["score_share"] = "val_dice\n" + "\n".join(["0.3"] + ["0.2"] * 6)


def page() -> None:
    import streamlit as st

    from unet_demo.ui.clinic.log import show_log, take
    from unet_demo.ui.frame import choices

    choices.sync()
    if (text := st.session_state.pop("brought", None)) is not None:
        take(text)  # what the box sends
    show_log()


def lines(text: str) -> str:
    return text.replace(" ", "\n")


def charts(app: AppTest) -> list[str]:
    return [each.proto.alt for each in app.get("plotly_chart")]


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=60)


def pasted(app: AppTest, text: str) -> AppTest:
    app.session_state["brought"] = text
    app.run()
    assert not app.exception
    return app


def test_there_is_an_example_of_every_finding_that_has_words() -> None:
    assert sorted(ONE_OF_EACH) == FINDINGS
    for id, text in ONE_OF_EACH.items():
        assert findings(read_log(lines(text)))[0].id == id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_is_told_with_its_evidence_and_what_to_try(app: AppTest, lang: str) -> None:
    said = catalogue(lang)
    opened(app, lang=lang)
    assert charts(app) == []
    for id, text in ONE_OF_EACH.items():
        shown = texts(pasted(app, lines(text)))
        assert said[f"log.found.{id}.try"].partition("{")[0] in shown
        assert said["log.evidence"].partition("{")[0] in shown
        assert "**(1) " in shown
        assert len(charts(app)) == 1


def test_samples_are_the_stored_logs_and_say_so(app: AppTest) -> None:
    opened(app, lang="en")
    for id in SAMPLES:
        app.button(key=f"log_sample_{id}").click().run()
        assert not app.exception
        assert "python -m unet_demo.core.clinic.symptoms.make" in texts(app)
        assert len(charts(app)) == 2
    pasted(app, sample_text("black") + "\n25,0.1,0.1,0.5")
    assert "python -m unet_demo.core.clinic.symptoms.make" not in texts(app)


@pytest.mark.parametrize(
    ("text", "reason"), [("Dear diary", "unread"), (" \n \n", "empty"), ("<b>x</b> `y`", "unread")]
)
def test_what_is_no_log_is_one_sentence(app: AppTest, text: str, reason: str) -> None:
    opened(app, lang="en")
    pasted(app, text)
    assert [each.value for each in app.warning] == [TEXT[f"log.error.{reason}"]]
    assert charts(app) == []


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "latin-1"])
def test_files_in_any_coding_are_read_as_one_training(app: AppTest, codec: str) -> None:
    opened(app, lang="en")
    table = "Wall time,Step,Value\n" + "\n".join(f"{at}.5,{at},{1 / (at + 1)}" for at in range(8))
    app.file_uploader(key="log_0").set_value(
        [("<b>loss</b>_train.csv", table.encode(codec), "text/csv"), ("Loss_val.csv", table.encode(codec), "text/csv")]
    ).run()
    assert not app.exception
    shown = texts(app)
    assert "<b>loss" not in shown
    assert f"{TEXT['log.curve.train_loss']}, {TEXT['log.curve.val_loss']}" in shown
    assert TEXT["log.axis.step"] in app.get("plotly_chart")[0].proto.spec


def test_bytes_that_are_no_text_are_refused(app: AppTest) -> None:
    opened(app, lang="en")
    app.file_uploader(key="log_0").set_value([("x.csv", bytes(range(256)) * 40, "text/csv")]).run()
    assert not app.exception
    assert [each.value for each in app.warning] == [TEXT["log.error.unread"]]


def test_several_runs_and_lines_left_out_are_said(app: AppTest) -> None:
    opened(app, lang="en")
    pasted(app, "\n".join(f"epoch {at} loss {1 / (at + 1)}" for at in (*range(1, 7), *range(1, 9))))
    assert TEXT["log.runs"].format(count=2) in texts(app)
