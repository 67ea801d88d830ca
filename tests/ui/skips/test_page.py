"""The page on skip connections as a script: bridges, questions, pictures without truth, votes, both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scripts import forget_all, opened, page_of, pills, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.gallery import gallery
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")


@pytest.fixture
def page() -> AppTest:
    return page_of("skips")


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
    pills(app, f"{slot}_").set_value(wrong).run()
    assert TEXT[f"skips.ask.{mistake}"] in texts(app)
    app.button(key=f"{slot}_next").click().run()
    assert not app.exception


def test_a_burnt_bridge_stays_in_the_link(page: AppTest) -> None:
    app = opened(page)
    assert "bridges" not in app.query_params
    app.button(key="burn_top").click().run()
    assert app.query_params["bridges"] in ("zooo", ["zooo"])
    assert TEXT["skips.burn.took"].format(blocks=1, all=9, ms="{}").split(",")[0] in texts(app)
    pills(app, "bridge_2").set_value("x").run()
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


def test_chinese_has_every_word(page: AppTest) -> None:
    app = opened(page, lang="zh", bridges="zsxo")
    zh = catalogue("zh")
    assert app.title[0].value == zh["frame.rooms.skips.name"]
    assert zh["skips.burn.text"] in texts(app)


def test_a_busy_engine_leaves_the_page(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise engine.Busy

    forget_all()
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
