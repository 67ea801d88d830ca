"""The page Concatenate as a script: presets, bad shapes, votes, both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scripts import codes, forget_all, opened, page_of, pills, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.concatenate.quiz import quiz_of
from unet_demo.core.engine import engine
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")


@pytest.fixture
def page() -> AppTest:
    return page_of("concatenate")


def join_of(app: AppTest) -> dict[str, Any]:
    mounted = [each.proto for each in app.get("bidi_component")]
    found: dict[str, Any] = next(json.loads(each.json) for each in mounted if each.component_name == "unet_join")
    return found


def test_a_first_visit_joins_the_visitors_own_maps(page: AppTest) -> None:
    app = opened(page)
    assert [part["count"] for part in join_of(app)["parts"]] == [16, 16]
    assert "torch.cat([skip, up], dim=1).shape  # (1, 32, 256, 256)" in codes(app)[0]
    assert TEXT["concat.live.kept"] in texts(app)


def test_unetpp_joins_several_skips(page: AppTest) -> None:
    app = opened(page, net="unetpp", join="0_3")
    assert [part["short"] for part in join_of(app)["parts"]] == ["skip0", "skip1", "skip2", "up"]
    assert "(1, 64, 256, 256)" in codes(app)[0]


@pytest.mark.parametrize(
    ("preset", "says"),
    [
        ("odd", "Expected size 45 but got size 44 for tensor number 1 in the list."),
        ("levels", "Expected size 64 but got size 32 for tensor number 1 in the list."),
        ("equal", "expected input[1, 64, 128, 64] to have 128 channels, but got 64 channels instead"),
    ],
)
def test_presets_bring_torchs_own_words(page: AppTest, preset: str, says: str) -> None:
    app = opened(page)
    app.button(key=f"bench_{preset}").click().run()
    assert not app.exception
    assert any(says in code for code in codes(app))


@pytest.mark.parametrize("text", ["hello", "1,2,3,4,5", "-3, 4", "9999,9999,9999", "<b>", "", "１，２"])
def test_a_bad_shape_gets_a_sentence_and_the_last_good_one_stays(page: AppTest, text: str) -> None:
    app = opened(page, a="1,8,4,4", b="1,8,4,4")
    app.text_input(key="bench_shape_a").set_value(text).run()
    assert not app.exception
    assert app.text_input(key="bench_shape_a").value == "1, 8, 4, 4"
    assert len(app.warning) == 1
    assert "PyTorch gives 1×16×4×4" in texts(app)


def test_mixed_numbers_are_told(page: AppTest) -> None:
    app = opened(page)
    app.selectbox(key="bench_dtype").set_value("float64").run()
    assert TEXT["concat.bench.promoted"].format(dtype="float64") in texts(app)


def test_a_wrong_answer_names_its_mistake(page: AppTest) -> None:
    app = opened(page)
    quiz = quiz_of(0, (16, 16, 256, 256))
    wrong, mistake = next(iter(quiz.mistakes.items()))
    pills(app, "quiz_0").set_value(wrong).run()
    assert TEXT[f"concat.ask.{mistake}"] in texts(app)
    app.button(key="quiz_next").click().run()
    assert not app.exception


def test_chinese_has_every_word(page: AppTest) -> None:
    app = opened(page, lang="zh", a="1,64,45,60", b="1,64,44,60")
    zh = catalogue("zh")
    assert app.title[0].value == zh["frame.rooms.concatenate.name"]
    assert zh["concat.cause.cat_odd"] in texts(app)


@pytest.mark.parametrize("dim", ["-5", "4", "-6", "6", "x"])
def test_both_ends_of_dim_and_beyond(page: AppTest, dim: str) -> None:
    app = opened(page, dim=dim)
    expected = int(dim) if dim in ("-5", "4") else 1
    assert app.select_slider(key="choice_dim").value == expected


def test_a_busy_engine_leaves_the_page(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise engine.Busy

    forget_all()
    monkeypatch.setattr(engine, "submit", busy)
    monkeypatch.setattr(engine, "submit_pass", busy)
    app = opened(page)
    assert texts(app).count(TEXT["section.busy"]) >= 3  # the live case, the workbench, the ways to enlarge
