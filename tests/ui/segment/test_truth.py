"""The truth of a picture of one's own: what was read stands beside it, and its reading can be turned round."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from pictures import file_of
from scripts import page_of
from streamlit.testing.v1 import AppTest

from unet_demo.core.gallery.gallery import sample
from unet_demo.core.pictures.images import Picture
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.frame.tabs import Brought, Tab


def scene() -> Picture:
    picture = sample("big").load()
    assert picture.truth is not None
    return picture


def upload(app: AppTest, key: str, name: str, data: bytes) -> None:
    next(each for each in app.file_uploader if str(each.key).startswith(key)).set_value((name, data, "image/png"))
    app.run()
    assert not app.exception


def share_of_objects() -> str:
    truth = scene().truth
    assert truth is not None
    return f"{(truth > 0).mean():.1%}"


def with_picture() -> AppTest:
    """Segment with a picture of one's own, without its truth, and the field for one."""
    picture = scene()
    app = page_of("segment")
    app.session_state["_tab"] = Tab(choices={"picture": None}, source="upload", kind="upload")
    app.session_state["_tab"].brought = Brought(Picture(picture.pixels, picture.levels, picture.key, "mine.png"))
    app.run()
    assert not app.exception
    return app


def iou_of(app: AppTest) -> float | None:
    mounted = [each.proto for each in app.get("bidi_component")]
    read: list[dict[str, Any]] = [json.loads(each.json) for each in mounted if each.component_name == "unet_readout"]
    figures = {each["id"]: each["value"] for each in read[0]["figures"]}
    return float(figures["iou"]) if "iou" in figures else None


def plain() -> bytes:
    truth = scene().truth
    assert truth is not None
    return file_of((truth > 0).astype(np.uint8) * 255)


@pytest.fixture(scope="module")
def right() -> float:
    """The score with the truth as it is meant."""
    app = with_picture()
    upload(app, "truth_", "truth.png", plain())
    score = iou_of(app)
    assert score is not None
    return score


def variant(kind: str) -> bytes:
    truth = scene().truth
    assert truth is not None
    mask = truth > 0
    if kind == "transparent":
        return file_of(np.repeat(mask[..., None].astype(np.uint8) * 255, 4, axis=2))
    if kind == "inverted":
        return file_of((~mask).astype(np.uint8) * 255)
    return file_of(mask.astype(np.uint8) + 1)


def test_white_on_transparency_scores_as_the_plain_mask_does(right: float) -> None:
    app = with_picture()
    upload(app, "truth_", "truth.png", variant("transparent"))
    assert iou_of(app) == right


@pytest.mark.parametrize("kind", ["inverted", "one and two"])
def test_what_could_mean_the_opposite_has_no_score_until_it_is_chosen(kind: str, right: float) -> None:
    app = with_picture()
    upload(app, "truth_", "truth.png", variant(kind))
    assert iou_of(app) is None
    choice = app.radio(key="truth_reading")
    assert choice.value is None
    choice.set_value(choice.options[0]).run()
    assert not app.exception
    assert iou_of(app) == right


def test_what_was_read_stands_beside_the_picture_and_can_be_turned_round(right: float) -> None:
    app = with_picture()
    upload(app, "truth_", "truth.png", plain())
    choice, share = app.radio(key="truth_reading"), share_of_objects()
    assert any(share in each.value for each in app.markdown)
    assert share in choice.options[0]
    choice.set_value(choice.options[-1]).run()
    assert not app.exception
    turned = iou_of(app)
    assert turned is not None
    assert turned < 0.5 < right
    assert not any(share in each.value for each in app.markdown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_said_in_every_language(lang: str) -> None:
    """In a tab that held it before: AppTest cannot go on in another language than the first."""
    app = with_picture()
    upload(app, "truth_", "truth.png", plain())
    again = page_of("segment")
    again.session_state["_tab"] = app.session_state["_tab"]
    again.query_params["lang"] = lang
    again.run()
    assert not again.exception
    words = catalogue(lang)["segment.truth.read.counted"]
    assert any(words[:8] in each.value and share_of_objects() in each.value for each in again.markdown)


def test_the_chosen_reading_comes_back_with_the_tab() -> None:
    """As after the menu, or after a reload: the field is empty then, the truth and its reading are held."""
    app = with_picture()
    upload(app, "truth_", "truth.png", plain())
    options = app.radio(key="truth_reading").options
    app.radio(key="truth_reading").set_value(options[-1]).run()
    again = page_of("segment")
    again.session_state["_tab"] = app.session_state["_tab"]
    again.run()
    assert not again.exception
    assert again.radio(key="truth_reading").options == options
    assert again.radio(key="truth_reading").index == len(options) - 1
    assert iou_of(again) == iou_of(app)


def test_another_file_is_read_afresh_and_one_that_is_refused_changes_nothing(right: float) -> None:
    app = with_picture()
    upload(app, "truth_", "turned.png", variant("inverted"))
    upload(app, "truth_", "<b>wrong</b>.png", plain()[:200])
    assert len(app.error) == 1
    assert "<b>" not in app.error[0].value
    assert app.radio(key="truth_reading").value is None
    upload(app, "truth_", "truth.png", plain())
    assert iou_of(app) == right


def test_what_is_unknown_counts_in_no_score(right: float) -> None:
    """255 beside 0 and 1, wherever the plain truth says nothing else than the net is told."""
    truth = scene().truth
    assert truth is not None
    labels = (truth > 0).astype(np.uint8)
    labels[:, : labels.shape[1] // 2] = 255
    app = with_picture()
    upload(app, "truth_", "void.png", file_of(labels))
    score = iou_of(app)
    assert score is not None
    assert abs(score - right) < 0.05
    assert any("50.0%" in each.value for each in app.markdown)
