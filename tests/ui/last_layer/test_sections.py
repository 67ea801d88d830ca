"""The sections about the last layer as a script: figures wait for a guess, with and without truth, several classes."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import streamlit as st
import torch
from nets import louder
from PIL import Image
from scripts import TIMEOUT_S, forget_all, pills, shown
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.gallery import gallery
from unet_demo.core.last_layer import door, quiz
from unet_demo.core.nets import tasks
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pictures.images import picture_of
from unet_demo.ui.components import threshold
from unet_demo.ui.frame import visit
from unet_demo.ui.frame.choice_table import CHOICES
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.last_layer import why_not

TEXT = catalogue("en")
SLOTS = ("pixel", "threshold", "ways", "loss")


def sections() -> None:
    from unet_demo.ui.frame import choices
    from unet_demo.ui.last_layer.classes import show_classes
    from unet_demo.ui.last_layer.loss import show_losses
    from unet_demo.ui.last_layer.pixel import show_pixel_answer
    from unet_demo.ui.last_layer.threshold import show_threshold
    from unet_demo.ui.last_layer.why_not import show_why_not

    choices.sync()
    show_pixel_answer()
    show_threshold()
    show_classes()
    show_why_not()
    show_losses()


@pytest.fixture
def page() -> AppTest:
    engine.boot()
    return AppTest.from_function(sections, default_timeout=TIMEOUT_S)


@pytest.fixture
def street(monkeypatch: pytest.MonkeyPatch) -> None:
    """A net of random weights for the task of eleven classes, as if it had been trained."""
    torch.manual_seed(0)
    model = GridNet(Architecture("unetpp", 3, (4, 4, 4, 4, 4), 11)).eval().requires_grad_(False)
    louder(model, 40)
    real = engine.model_of

    def model_of(task: str, *rest: Any, **how: Any) -> GridNet:
        return model if task == "street" else real(task, *rest, **how)

    monkeypatch.setattr(engine, "model_of", model_of)
    rows = [net for net in tasks.NETS if net.task != "street"]
    monkeypatch.setattr(tasks, "NETS", (*rows, tasks.Net("street", "unetpp", "none", "")))
    door._kept.clear()


def opened(page: AppTest, guessed: bool = True, **query: str) -> AppTest:
    for name, text in query.items():
        page.query_params[name] = text
    page.run()
    assert not page.exception
    return shown(page) if guessed else page


def texts(app: AppTest) -> str:
    kinds = ("markdown", "caption", "success", "warning", "info", "subheader", "header")
    return "\n".join(str(each.value) for kind in kinds for each in getattr(app, kind))


def test_figures_wait_for_a_guess(page: AppTest) -> None:
    app = opened(page, guessed=False)
    hidden = ("last.sigmoid.title", "last.ways.transposed", "last.dense.title", "last.calibration.title")
    assert not [id for id in hidden if TEXT[id] in texts(app)]
    for slot in SLOTS:
        app.button(key=f"ask_last_{slot}_show").click().run()
    assert not app.exception
    assert [id for id in hidden if TEXT[id] in texts(app)] == list(hidden)


@pytest.mark.parametrize(
    ("slot", "wrong", "mistake"),
    [("pixel", "0.5", "m_itself"), ("threshold", "larger", "m_more"), ("ways", "tconv", "m_tconv")],
)
def test_a_wrong_guess_is_met_by_its_mistake(page: AppTest, slot: str, wrong: str, mistake: str) -> None:
    app = opened(page, guessed=False)
    pills(app, f"ask_last_{slot}_").set_value(wrong).run()
    assert TEXT[f"last.ask.{mistake}"] in texts(app)
    app.button(key=f"ask_last_{slot}_next").click().run()
    assert not app.exception


def test_a_pixel_and_the_weights_of_the_border_come_from_the_link(page: AppTest) -> None:
    app = opened(page, pixel="10.20", w0="4.5", sigma="2")
    assert TEXT["last.pixel.chosen"].format(row=10, col=20) in texts(app)
    formulas = "\n".join(each.value for each in app.latex)
    assert "4.5" in formulas
    assert r"2\cdot2^2" in formulas


@pytest.mark.parametrize(("pixel", "w0"), [("9999.9999", "10"), ("x", "nan"), ("255.256", "99")])
def test_a_link_that_says_nonsense_opens_what_there_is(page: AppTest, pixel: str, w0: str) -> None:
    app = opened(page, guessed=False, pixel=pixel, w0=w0)
    row, col = map(int, re.findall(r"Pixel in row (\d+), column (\d+)", texts(app))[0])
    assert max(row, col) < 256


def test_a_picture_without_truth_has_a_mask_and_a_scene_for_the_loss(page: AppTest) -> None:
    app = opened(page, picture="cell")
    said = texts(app)
    for id in ("last.calibration.no_truth", "last.loss.scene", "last.border.scene"):
        assert TEXT[id] in said


def test_membranes_part_cells_of_their_own(page: AppTest) -> None:
    said = texts(opened(page, task="membranes"))
    assert TEXT["last.border.scene"] not in said
    assert TEXT["last.loss.scene"] not in said


def test_a_task_of_one_class_says_what_argmax_needs(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unet_demo.ui.last_layer.classes.tasks_there", lambda: ("nuclei",))
    assert TEXT["last.classes.none_stored"] in texts(opened(page, guessed=False))


def test_several_classes_have_softmax_argmax_and_maps(page: AppTest, street: None) -> None:
    app = opened(page, task="street", picture="street")
    said = texts(app)
    for id in ("last.softmax.title", "last.classes.argmax", "last.calibration.title", "last.border.scene"):
        assert TEXT[id] in said
    assert TEXT["last.threshold.several"].format(classes=11) in said
    assert TEXT["last.loss.scene"] not in said  # the loss itself is measured on the street


def test_from_one_class_a_button_leads_to_several(page: AppTest, street: None) -> None:
    app = opened(page, guessed=False)
    app.button(key="last_to_street").click().run()
    assert not app.exception
    assert TEXT["last.classes.argmax"] in texts(app)


def test_chinese_has_every_word(page: AppTest) -> None:
    said, zh = texts(opened(page, lang="zh")), catalogue("zh")
    for id in ("last.pixel.title", "last.two.title", "last.threshold.title", "last.dense.none", "last.border.text"):
        assert zh[id] in said


def test_a_busy_engine_leaves_the_page(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise engine.Busy

    forget_all()
    monkeypatch.setattr(engine, "submit_pass", busy)
    assert TEXT["section.busy"] in texts(opened(page, guessed=False))


def test_a_tiny_picture_is_no_trouble(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = gallery.sample("smear").load()
    assert scene.truth is not None
    tiny = picture_of(scene.pixels[:16, :32].copy())
    for truth in (None, scene.truth[:16, :32].copy(), np.zeros((16, 32), np.uint16)):
        monkeypatch.setattr(visit, "picture", lambda truth=truth: replace(tiny, truth=truth))
        opened(page)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def heard(session: dict[str, Any], sent: object) -> list[float]:
    told: list[float] = []
    session["threshold"] = {"picked": sent}
    threshold._take("threshold", told.append)
    return told


def test_only_a_newer_threshold_is_taken_over(session: dict[str, Any]) -> None:
    assert heard(session, {"threshold": 0.37, "at": 10}) == [0.37]
    assert heard(session, {"threshold": 0.37, "at": 10}) == []
    assert heard(session, {"threshold": 0.99, "at": 11}) == [0.99]


@pytest.mark.parametrize(
    "sent",
    [
        None, 0.5, {"threshold": 0.5}, {"threshold": 0.5, "at": "1"}, {"threshold": 0.5, "at": True},
        {"threshold": True, "at": 1}, {"threshold": "0.5", "at": 1}, {"threshold": float("nan"), "at": 1},
        {"threshold": 0.0, "at": 1}, {"threshold": 1.0, "at": 1}, {"threshold": [0.5], "at": 1},
    ],
)  # fmt: skip
def test_what_is_no_threshold_is_not_taken_over(session: dict[str, Any], sent: object) -> None:
    assert heard(session, sent) == []


def test_the_browser_may_send_what_the_link_may_hold() -> None:
    for value in (threshold.LOWEST, threshold.HIGHEST):
        assert CHOICES["threshold"].read(str(value)) == value


def test_probabilities_travel_without_loss() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    uri = threshold.grey_uri(levels)
    with Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))) as image:
        assert np.array_equal(np.asarray(image), levels)
        assert image.mode == "L"


def test_the_fully_connected_layer_that_is_asked_about_begins_at_the_features(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, about = list[Any](), quiz.about_ways

    def heard(ways: Any, dense: Any, channels: int) -> Any:
        asked.append((dense, channels, ways[0].shape))
        return about(ways, dense, channels)

    monkeypatch.setattr(why_not, "about_ways", heard)
    opened(page)
    dense, channels, (_, classes, height, width) = asked[0]
    assert (dense.inputs, dense.outputs) == (channels * height * width, classes * height * width)
    assert dense.params == dense.inputs * dense.outputs + dense.outputs
