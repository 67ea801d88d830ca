"""The page on skip connections as a script: bridges, questions, pictures without truth, votes, both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from scripts import opened, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.gallery import gallery
from unet_demo.core.lessons.claims import claims_of
from unet_demo.ui.frame.prose import catalogue

HOUSE = Path(__file__).resolve().parents[3]
TEXT = catalogue("en")


@pytest.fixture
def page() -> Iterator[AppTest]:
    st.cache_resource.clear()
    engine.boot()
    yield AppTest.from_file(str(HOUSE / "app.py"), default_timeout=90).switch_page("pages/skips.py")
    st.cache_resource.clear()


def question(app: AppTest, slot: str) -> object:
    return next(each for each in app.get("button_group") if str(each.key).startswith(f"{slot}_"))


def test_figures_wait_for_a_guess(page: AppTest) -> None:
    app = opened(page)
    assert TEXT["skips.cross.readout"] not in texts(app)
    assert TEXT["skips.burn.alone"] not in texts(app)
    app.button(key="ask_cross_show").click().run()
    app.button(key="ask_burn_show").click().run()
    assert not app.exception
    assert TEXT["skips.cross.readout"] in texts(app)
    assert TEXT["skips.burn.alone"] in texts(app)
    assert "| 0 | 1 / 9 |" in texts(app)
    assert "| 3 | 4 / 9 |" in texts(app)


@pytest.mark.parametrize(("slot", "wrong", "mistake"), [("ask_cross", "up", "m_high"), ("ask_burn", "3", "m_deep")])
def test_a_wrong_guess_is_met_by_its_mistake(page: AppTest, slot: str, wrong: str, mistake: str) -> None:
    app = opened(page)
    question(app, slot).set_value(wrong).run()  # type: ignore[attr-defined]
    assert TEXT[f"skips.ask.{mistake}"] in texts(app)
    app.button(key=f"{slot}_next").click().run()
    assert not app.exception


def test_a_burnt_bridge_stays_in_the_link(page: AppTest) -> None:
    app = opened(page)
    assert "bridges" not in app.query_params
    app.button(key="burn_top").click().run()
    assert app.query_params["bridges"] in ("zooo", ["zooo"])
    assert TEXT["skips.burn.took"].format(blocks=1, all=9, ms="{}").split(",")[0] in texts(app)
    switch = next(each for each in app.get("button_group") if each.key == "bridge_2")
    switch.set_value("x").run()
    assert app.query_params["bridges"] in ("zoxo", ["zoxo"])
    assert not app.exception


@pytest.mark.parametrize("text", ["zzzzz", "abcd", "", "<b>"])
def test_a_link_with_other_bridges_is_read_as_all_on(page: AppTest, text: str) -> None:
    app = opened(page, bridges=text)
    assert TEXT["skips.burn.took_none"].format(all=9) in texts(app)


def test_a_picture_without_truth_is_burnt_all_the_same(page: AppTest) -> None:
    app = opened(page, picture="cell", bridges="zzzz")
    assert TEXT["skips.burn.no_truth"] in texts(app)
    assert "| Dice |" not in texts(app)
    assert TEXT["skips.burn.changed"] in texts(app)
    assert TEXT["skips.without.free"] in texts(app)


def test_another_task_has_its_own_net(page: AppTest) -> None:
    app = opened(page, task="membranes", bridges="zooo")
    assert "4 of 15 blocks" in texts(app)
    assert TEXT["skips.without.none"] in texts(app)


def test_nets_trained_otherwise_stand_beside(page: AppTest) -> None:
    app = opened(page)
    for name in ("unet", "burnt", "noskips", "add"):
        assert f"**{TEXT[f'skips.without.{name}']}**" in texts(app)


def test_every_claim_can_be_voted_on(page: AppTest) -> None:
    app = opened(page)
    assert len(claims_of("skips")) == 15
    for claim in claims_of("skips"):
        pills = next(each for each in app.get("button_group") if each.key == f"vote_{claim.id}")
        pills.set_value(claim.verdict).run()
        assert not app.exception
    agreed = [each.value for each in app.success if "You and the check agree" in each.value]
    assert len(agreed) == len(claims_of("skips"))


def test_chinese_has_every_word(page: AppTest) -> None:
    app = opened(page, lang="zh", bridges="zsxo")
    zh = catalogue("zh")
    assert app.title[0].value == zh["frame.rooms.skips.name"]
    assert zh["skips.burn.text"] in texts(app)


def test_a_busy_engine_leaves_the_page(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise engine.Busy

    monkeypatch.setattr(engine, "submit", busy)
    monkeypatch.setattr(engine, "submit_pass", busy)
    assert TEXT["section.busy"] in texts(opened(page))


def test_a_tiny_picture_is_no_trouble(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    from unet_demo.core.pictures.images import picture_of
    from unet_demo.ui.frame import visit

    scene = gallery.sample("smear").load()
    tiny = picture_of(scene.pixels[:16, :32].copy())
    monkeypatch.setattr(visit, "picture", lambda: replace(tiny, truth=None))
    app = opened(page, bridges="xxxx")
    assert TEXT["skips.burn.no_truth"] in texts(app)
