"""Two sections of the page Skip connections as a script: predictions and what they are met by, controls, the link."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from unet_demo.core.bridge_kinds import KINDS, costs_of, ratios
from unet_demo.core.compare import Compared
from unet_demo.core.crops import guesses, paper_like
from unet_demo.ui import choices, skip_kinds
from unet_demo.ui.prose import catalogue

SCRIPT = """
from unet_demo.ui import choices
from unet_demo.ui.skip_crop import show_crop
from unet_demo.ui.skip_kinds import show_kinds

choices.sync()
show_kinds()
show_crop()
"""
TEXT = catalogue("en")


@pytest.fixture
def page() -> Iterator[AppTest]:
    st.cache_resource.clear()
    yield AppTest.from_string(SCRIPT, default_timeout=60)
    st.cache_resource.clear()


def ran(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def choose(app: AppTest, key: str, value: Any) -> AppTest:
    next(each for each in app.get("button_group") if each.key == key).set_value(value)
    return ran(app)


def drawn(app: AppTest, part: str) -> dict[str, Any]:
    """What the component with this class in its markup was given."""
    given = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    found: dict[str, Any] = next(each for each in given if part in each["markup"])
    return found


def texts(app: AppTest) -> str:
    said = (app.markdown, app.caption, app.success, app.warning)
    return "\n".join(each.value for kind in said for each in kind)


def test_the_figures_wait_for_both_answers(page: AppTest) -> None:
    app = ran(page)
    labels = [row[0] for row in drawn(app, "kinds")["rows"]]
    assert TEXT["kinds.figure.nodes"] in labels
    assert TEXT["kinds.figure.params"] not in labels
    choose(app, "kinds_which", "dense")
    assert "1,941,105" not in drawn(app, "kinds")["markup"]
    choose(app, "kinds_times", "params")
    found = drawn(app, "kinds")
    assert all(f"{cost.params:,}" in found["markup"] for cost in costs_of(4, 64, 64))
    assert found["rows"][0][1:] == [TEXT[f"kinds.{kind}.name"] for kind in KINDS]
    assert found["rows"][1] == [TEXT["kinds.figure.params"], "1,941,105", "1,745,265", "2,261,889", "1,745,265"]
    assert len(app.success) == 2
    assert not app.warning


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "dense"])
def test_every_wrong_net_is_met_by_its_reason(page: AppTest, kind: str) -> None:
    app = choose(ran(page), "kinds_which", kind)
    assert TEXT[f"kinds.ask.{kind}"].partition("{")[0] in app.warning[0].value
    assert not re.search(r"[{}]", app.warning[0].value)


@pytest.mark.parametrize("name", [name for name in ratios(costs_of(4, 64, 64)) if name != "params"])
def test_every_wrong_ratio_is_met_by_its_reason(page: AppTest, name: str) -> None:
    app = choose(choose(ran(page), "kinds_which", "dense"), "kinds_times", name)
    assert TEXT[f"kinds.ask.m_{name}"].partition("{")[0] in app.warning[0].value
    assert "2,261,889 parameters against 1,745,265: 1.3 times" in app.warning[0].value


@pytest.mark.parametrize("levels", [1, 2, 3, 4])
def test_drawings_and_figures_follow_the_poolings(page: AppTest, levels: int) -> None:
    app = choose(choose(choose(ran(page), "kinds_which", "add"), "kinds_times", "macs"), "kinds_levels", levels)
    found = drawn(app, "kinds")
    side = 256  # the first picture of the gallery, as the lessons take it
    for at, cost in enumerate(costs_of(levels, side, side), 1):
        column = [row[at] for row in found["rows"]]
        assert f"{cost.params:,}" in column
        assert f"{cost.macs / 1e9:.2f} G" in column
        assert [str(cost.nodes), str(cost.links), str(cost.skips), str(cost.entering)] == column[3:7]
    assert f"X(0,{levels})" in found["alt"]
    assert (TEXT["kinds.same"] in texts(app)) == (levels == 1)
    assert (TEXT["kinds.score.levels"].format(levels=4) in found["rows"][-1]) == (levels < 4)


def compare_with(monkeypatch: pytest.MonkeyPatch, **scores: tuple[float, ...] | None) -> None:
    def compared(build: str) -> Compared | None:
        found = scores.get(build)
        return None if found is None else Compared(build, found, 1000, 60)

    monkeypatch.setattr(skip_kinds, "compared", compared)


def answered(page: AppTest) -> AppTest:
    return choose(choose(ran(page), "kinds_which", "dense"), "kinds_times", "params")


def test_scores_come_from_cards_or_are_said_to_be_missing(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    compare_with(monkeypatch, unet=(0.8, 0.82, 0.81), add=(0.8,))
    app = answered(page)
    none = TEXT["kinds.score.none"]
    spread = TEXT["kinds.score.spread"].format(mean="0.810", low="0.800", high="0.820", seeds=3)
    one = TEXT["kinds.score.one"].format(mean="0.800")
    assert drawn(app, "kinds")["rows"][-1][1:] == [spread, one, none, none]
    assert "1,000 updates" in texts(app)
    assert TEXT["kinds.score.overlap"] not in texts(app)


@pytest.mark.parametrize(
    ("bare", "dense", "said"),
    [
        ((0.6, 0.65), (0.8, 0.83), ("behind", "overlap")),
        ((0.6, 0.81), (0.9, 0.92), ("not_behind", "apart")),
    ],
)
def test_the_verdict_follows_the_ranges(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, bare: tuple[float, ...], dense: tuple[float, ...], said: tuple[str]
) -> None:
    compare_with(monkeypatch, unet=(0.8, 0.82), add=(0.81, 0.83), noskips=bare, unetpp_equal=dense)
    app = answered(page)
    assert " ".join(TEXT[f"kinds.score.{each}"] for each in said) in texts(app)


def test_without_any_card_every_cell_says_so(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    compare_with(monkeypatch)
    app = answered(page)
    assert drawn(app, "kinds")["rows"][-1][1:] == [TEXT["kinds.score.none"]] * 4


def test_the_crop_stays_a_question_until_it_is_answered(page: AppTest) -> None:
    app = ran(page)
    found = drawn(app, "cuts")
    assert not found["rows"]
    assert "88" not in found["markup"]
    choose(app, "crop_guess", 88)
    rows = drawn(app, "cuts")["rows"]
    assert [row[3] for row in rows[1:]] == ["88", "40", "16", "4"]
    assert TEXT["crop.ask.why"].format(skip=568, used=392, cut=88) in app.success[0].value
    assert "X(0,0): 2 · (2 + 40 + 2) = **88**" in texts(app)
    assert "188×188" in texts(app)


@pytest.mark.parametrize(("guess", "mistake"), [each for each in guesses().items() if each[1] != "right"])
def test_every_wrong_crop_is_met_by_its_reason(page: AppTest, guess: int, mistake: str) -> None:
    app = choose(ran(page), "crop_guess", guess)
    values = {"guess": guess, "node": "X(3,0)", "skip": 64, "side": 572, "answer": 388}
    assert app.warning[0].value.startswith(TEXT[f"crop.ask.{mistake}"].format(**values))
    assert "(568 − 392) / 2 = 88" in app.warning[0].value


@pytest.mark.parametrize("kernel", [1, 3, 5])
@pytest.mark.parametrize("padding", ["padded", "unpadded"])
def test_the_link_opens_this_very_case(page: AppTest, kernel: int, padding: str) -> None:
    app = choose(choose(choose(ran(page), "crop_guess", 88), "crop_kernel", kernel), "crop_padding", padding)
    link = next(each.value for each in app.markdown if "](concatenate?" in each.value)
    parts = urlsplit(link.partition("](")[2].rstrip(")"))
    assert (parts.path, parts.fragment) == ("concatenate", "doctor")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    case = {name: choices.CHOICES[name].default() for name in ("levels", "kernel", "zeros", "pool", "pad")}
    case |= {name: choices.CHOICES[name].read(text) for name, text in query.items()}
    design = paper_like(kernel, padding == "padded").design
    assert (case["h"], case["w"], case["levels"], case["pool"]) == (design.height, design.width, 4, 2)
    assert (case["kernel"], case["zeros"]) == (design.kernel, design.padding)
    # a query that the page has to correct would lose its anchor: nothing in it is a default of the quiet choices
    assert all(not choices.CHOICES[name].quiet or case[name] != choices.CHOICES[name].default() for name in query)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kernel", [1, 3])
def test_nothing_is_left_unfilled_in_either_language(page: AppTest, lang: str, kernel: int) -> None:
    page.query_params["lang"] = lang
    chosen = {"kinds_which": "add", "kinds_times": "links", "crop_guess": 92, "crop_kernel": kernel}
    for key, value in chosen.items():  # AppTest names a pill outside the run, where it knows one language only
        page.session_state[key] = value
    app = ran(page)
    given = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    told = texts(app) + json.dumps([[each.get("alt"), each.get("rows")] for each in given], ensure_ascii=False)
    assert not re.search(r"\{\w*\}", told)
    assert catalogue(lang)["crop.doctor"] in told
