"""The Segment page as a script: what a link asks for, what stays over a language switch, what is said in trouble."""

from __future__ import annotations

import json
from typing import Any

import pytest
import streamlit as st
from scripts import page_of
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.gallery import gallery
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue


@pytest.fixture
def segment() -> AppTest:
    return page_of("segment")


def figures(app: AppTest) -> dict[str, str]:
    return {each["name"]: each["value"] for each in readout(app).get("figures", [])}


def readout(app: AppTest) -> dict[str, Any]:
    """What the page hands to its readout, {} while there is none."""
    mounted = [each.proto for each in app.get("bidi_component")]
    found = [json.loads(each.json) for each in mounted if each.component_name == "unet_readout"]
    return found[0] if found else {}


def said(app: AppTest, kind: str) -> list[str]:
    return [each.value for each in getattr(app, kind)]


def test_a_first_visit_has_its_figures_without_a_click(segment: AppTest) -> None:
    segment.run()
    assert not segment.exception
    assert figures(segment).keys() == {"Nuclei found", "Area", "IoU", "Dice"}
    assert int(figures(segment)["Nuclei found"]) > 0
    assert segment.query_params == {
        "lang": "en",
        "depth": "4",
        "threshold": "0.5",
        "overlay": "0.6",
        "task": "nuclei",
        "picture": "big",
    }


def test_a_link_sets_the_native_controls(segment: AppTest) -> None:
    for name, text in {"depth": "2", "threshold": "0.35", "overlay": "0.25", "picture": "coins"}.items():
        segment.query_params[name] = text
    segment.run()
    assert not segment.exception
    assert segment.segmented_control(key="choice_depth").value == "2"
    assert segment.slider(key="choice_threshold").value == 0.35
    assert segment.slider(key="choice_overlay").value == 0.25
    assert catalogue("en")["segment.figures.no_truth"] == readout(segment)["remark"]
    assert figures(segment).keys() == {"Nuclei found", "Area"}


def test_what_a_link_says_wrongly_is_put_right(segment: AppTest) -> None:
    for name, text in {"depth": "7", "threshold": "inf", "overlay": "-1", "picture": "nobody"}.items():
        segment.query_params[name] = text
    segment.run()
    assert not segment.exception
    assert segment.query_params["depth"] == "4"
    assert segment.query_params["threshold"] == "0.5"
    assert segment.query_params["picture"] == "big"


def test_a_stricter_threshold_marks_less(segment: AppTest) -> None:
    segment.run()
    before = float(figures(segment)["Area"].rstrip("%"))
    segment.slider(key="choice_threshold").set_value(0.99).run()
    assert float(figures(segment)["Area"].rstrip("%")) < before
    assert segment.query_params["threshold"] == "0.99"


def test_the_language_switch_keeps_what_was_chosen(segment: AppTest) -> None:
    segment.run()
    segment.segmented_control(key="choice_depth").set_value("1").run()
    before = figures(segment)
    segment.segmented_control(key="choice_lang").set_value("zh").run()
    assert not segment.exception
    assert segment.segmented_control(key="choice_depth").value == "1"
    assert segment.title[0].value == catalogue("zh")["segment.title"]
    assert list(figures(segment).values()) == list(before.values())
    assert figures(segment).keys() != before.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nets_that_cannot_be_run_are_told_beside_the_picture(
    segment: AppTest, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr(engine, "trouble", lambda: engine.BootError("no torch"))
    segment.query_params["lang"] = lang
    segment.run()
    assert not segment.exception
    assert said(segment, "error") == [catalogue(lang)["section.boot"]]
    assert figures(segment) == {}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sample", ["smear", "cell", "coins", "hubble"])
def test_a_gallery_picture_says_where_it_comes_from_and_on_what_terms(segment: AppTest, lang: str, sample: str) -> None:
    segment.query_params["lang"], segment.query_params["picture"] = lang, sample
    segment.run()
    words = catalogue(lang)
    (told,) = [each for each in said(segment, "markdown") if words[f"gallery.{sample}.source"] in each]
    assert words[f"gallery.licences.{gallery.sample(sample).licence}"] in told


def test_a_full_queue_keeps_the_last_result(segment: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    segment.run()
    before = figures(segment)
    st.cache_resource.clear()

    def full(*_: object, **__: object) -> None:
        raise engine.Busy("No place is free.")

    monkeypatch.setattr(engine, "run", full)
    segment.query_params["picture"] = "crowded"
    segment.run()
    assert not segment.exception
    assert said(segment, "warning") == [catalogue("en")["segment.trouble.busy"]]
    assert figures(segment) == before
    monkeypatch.undo()
    segment.button(key="try_again").click().run()
    assert said(segment, "warning") == []
    assert figures(segment) != before


def test_a_scene_drawn_to_order_goes_into_the_link_and_comes_back_from_it(segment: AppTest) -> None:
    segment.run()
    segment.segmented_control(key="source").set_value("scene").run()
    segment.slider(key="scene_nuclei_count").set_value(20)
    segment.button(key="scene_nuclei_draw").click().run()
    assert not segment.exception
    id = segment.query_params["picture"]
    assert id == "nuclei~20~12~0.3~0.15~fluorescence~1"
    other = page_of("segment")
    other.query_params["picture"] = id
    other.run()
    assert other.segmented_control(key="source").value == "scene"
    assert other.slider(key="scene_nuclei_count").value == 20
    assert figures(other)["Nuclei found"] == figures(segment)["Nuclei found"]
