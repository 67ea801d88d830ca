"""The parts on 1x1 convolutions as a script: figures wait for a guess, pixels, bad links, small pictures, Chinese."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scripts import TIMEOUT_S, forget_all, hidden, pills, shown, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.gallery import gallery
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")
SLOTS = ("ask_point", "ask_counts", "ask_rank", "ask_squeeze", "ask_pool")


def script() -> None:
    from unet_demo.ui.frame import choices
    from unet_demo.ui.one_by_one.counts import show_counts
    from unet_demo.ui.one_by_one.pixel import show_pixel
    from unet_demo.ui.one_by_one.pool import show_not_pooling
    from unet_demo.ui.one_by_one.rank import show_rank
    from unet_demo.ui.one_by_one.squeeze import show_squeeze

    choices.sync()
    show_pixel()
    show_counts()
    show_rank()
    show_squeeze()
    show_not_pooling()


@pytest.fixture
def parts() -> AppTest:
    engine.boot()
    return AppTest.from_function(script, default_timeout=TIMEOUT_S)


def opened(parts: AppTest, asked: bool = True, **query: str) -> AppTest:
    for name, text in query.items():
        parts.query_params[name] = text
    for slot in SLOTS if asked else ():
        parts.session_state[f"_{slot}_seen"] = True
    parts.run()
    assert not parts.exception
    return parts


def mounted(app: AppTest, component: str) -> list[dict[str, Any]]:
    protos = [each.proto for each in app.get("bidi_component")]
    return [json.loads(each.json) for each in protos if each.component_name == component]


def said(id: str) -> str:
    """A text up to its first placeholder."""
    return TEXT[id].split("{")[0]


def test_figures_wait_for_a_guess(parts: AppTest) -> None:
    app = opened(parts, asked=False)
    for id in (
        "point.pixel.terms",
        "point.counts.exactly",
        "point.rank.bound",
        "point.squeeze.pair",
        "point.pool.means",
    ):
        assert said(id) not in texts(app)
    assert set(hidden(app)) == {f"{slot}_show" for slot in SLOTS}
    shown(app)
    for id in (
        "point.pixel.terms",
        "point.counts.exactly",
        "point.rank.bound",
        "point.squeeze.pair",
        "point.pool.means",
    ):
        assert said(id) in texts(app)
    assert "✗" not in texts(app)


@pytest.mark.parametrize("slot", SLOTS)
def test_every_wrong_guess_is_met_by_its_own_mistake(parts: AppTest, slot: str) -> None:
    app = opened(parts, asked=False)
    asked = pills(app, f"{slot}_0_")
    told = str(asked.key)[len(f"{slot}_0_") :]
    splits = ((told[:at].split("."), told[at + 1 :]) for at, letter in enumerate(told) if letter == "_")
    options, answer = next((options, answer) for options, answer in splits if answer in options)
    wrong = next(each for each in options if each != answer)
    asked.set_value(wrong).run()
    assert not app.exception
    assert any(TEXT[id].split(".")[0] in app.warning[0].value for id in TEXT if id.startswith("point.ask.m_"))


@pytest.mark.parametrize(("point", "taps"), [("head", 1), ("0_4", 4), ("3_1", 4)])
def test_each_operation_shows_its_product(parts: AppTest, point: str, taps: int) -> None:
    app = opened(parts, point=point, tap="3", pixel="40.200", out="2")
    assert (said("point.pixel.linear_taps") in texts(app)) == (taps == 4)
    assert ("sigmoid(" in texts(app)) == (point == "head")
    spot = mounted(app, "unet_spot")[0]
    down = {"head": 0, "0_4": 1, "3_1": 4}[point]
    assert spot["at"][:2] == [40 >> down, 200 >> down]
    assert "✗" not in texts(app)


def test_a_pixel_chosen_by_the_visitor_is_not_told_back(parts: AppTest) -> None:
    app = opened(parts)
    before = mounted(app, "unet_spot")[0]
    assert "Row 40, column 30" not in texts(app)
    app.query_params["pixel"] = "40.30"
    app.run()
    after = mounted(app, "unet_spot")[0]
    assert after["uri"] == before["uri"]
    assert after["at"][:2] == [40, 30]
    assert "Row 40, column 30" in texts(app)


@pytest.mark.parametrize(
    ("name", "text"),
    [("point", "9_9"), ("point", "1_1"), ("tap", "4"), ("pixel", "9999.9999"), ("pixel", "x"), ("out", "511"),
     ("stack", "4_0"), ("stack", "7_7"), ("lift", "trained"), ("keep", "512"), ("c_in", "0"), ("drawn", "-1")],
)  # fmt: skip
def test_a_link_that_fits_no_net_is_mended(parts: AppTest, name: str, text: str) -> None:
    parts.query_params[name] = text
    app = opened(parts)
    assert said("point.rank.bound") in texts(app)
    assert "✗" not in texts(app)


def test_counts_follow_the_sliders(parts: AppTest) -> None:
    app = opened(parts, c_in="256", c_out="64")
    assert "| 16,448 | 147,520 | 8.969 |" in texts(app)
    assert "| 16,384 | 147,456 | 9 |" in texts(app)
    app.slider(key="choice_c_in").set_value(1).run()
    assert "| 64 | 576 | 9 |" in texts(app)


def test_a_node_without_a_head_compares_maps_only(parts: AppTest) -> None:
    app = opened(parts, stack="1_3", lift="trained", keep="32")
    assert said("point.squeeze.no_answer") in texts(app)
    assert TEXT["point.squeeze.lossless"] in texts(app)
    assert TEXT["point.rank.trained_is"] in texts(app)


def test_the_nested_net_and_another_task(parts: AppTest) -> None:
    app = opened(parts, task="membranes", net="unet", point="2_1", stack="0_2")
    assert "✗" not in texts(app)
    assert said("point.squeeze.answer") in texts(app)


def test_chinese_has_every_word(parts: AppTest) -> None:
    app = opened(parts, lang="zh", point="1_3", lift="steps")
    zh = catalogue("zh")
    assert zh["point.pixel.four"] in texts(app)
    assert zh["point.rank.steps_is"] in texts(app)


def test_a_busy_engine_leaves_the_page(parts: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise engine.Busy

    forget_all()
    monkeypatch.setattr(engine, "submit", busy)
    monkeypatch.setattr(engine, "submit_pass", busy)
    assert TEXT["section.busy"] in texts(opened(parts))


def test_a_tiny_picture_is_no_trouble(parts: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    from unet_demo.core.pictures.images import picture_of
    from unet_demo.ui.frame import visit

    tiny = picture_of(gallery.sample("smear").load().pixels[:16, :32].copy())
    monkeypatch.setattr(visit, "picture", lambda: tiny)
    app = opened(parts, point="3_1", stack="2_0", pixel="200.200")
    assert said("point.rank.bound") in texts(app)
    assert "✗" not in texts(app)
