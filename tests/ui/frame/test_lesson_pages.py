"""The later lesson pages as scripts: a first visit, both languages, every vote, no truth, a busy engine, odd links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from questions import ways_past
from scripts import texts, with_own
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.lessons.claims import claims_of
from unet_demo.core.nets.tasks import tasks_there
from unet_demo.core.pictures.images import picture_of
from unet_demo.ui.frame.prose import catalogue

HOUSE = Path(__file__).resolve().parents[3]
ROOMS = {"one_by_one": 17, "last_layer": 14, "unetpp": 7, "pruning": 3}  # claims of each
TEXT = catalogue("en")
every_room = pytest.mark.parametrize("room", ROOMS)


@pytest.fixture(autouse=True)
def _ready() -> Iterator[None]:
    st.cache_resource.clear()
    engine.boot()
    yield
    st.cache_resource.clear()


def opened(room: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(HOUSE / "app.py"), default_timeout=120).switch_page(f"pages/{room}.py")
    for name, text in query.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


@every_room
def test_a_first_visit_and_every_guess_left_out(room: str) -> None:
    app = opened(room)
    without_guessing(app)
    assert ways_past(app) == []


def without_guessing(app: AppTest) -> None:
    """Every section's figures asked for; nothing may be thrown."""
    for _ in range(14):
        waiting = ways_past(app)
        if not waiting:
            return
        waiting[0].click().run()
        assert not app.exception


@pytest.mark.parametrize("room", [*ROOMS, "skips"])
@pytest.mark.parametrize("size", [(1, 1), (333, 250), (1, 900), (2000, 2400)])
def test_any_picture_of_ones_own_is_opened(room: str, size: tuple[int, int]) -> None:
    app = AppTest.from_file(str(HOUSE / "app.py"), default_timeout=120).switch_page(f"pages/{room}.py")
    own = picture_of(np.random.default_rng(0).integers(0, 255, size, np.uint8), "mine")
    with_own(app, own, net="unetpp").run()
    assert not app.exception
    without_guessing(app)


@pytest.mark.parametrize("task", ["street", "cats"])
@pytest.mark.parametrize("room", [*ROOMS, "skips", "concatenate", "unet", "segment"])
def test_a_large_picture_of_ones_own_is_looked_at_small(room: str, task: str) -> None:
    """A net that looks at a smaller copy; what is shown is another smaller copy, of the picture and of its answer."""
    app = AppTest.from_file(str(HOUSE / "app.py"), default_timeout=120).switch_page(f"pages/{room}.py")
    own = picture_of(np.random.default_rng(0).integers(0, 255, (1100, 1500, 3), np.uint8), "mine")
    with_own(app, own, net="unetpp", task=task).run()
    assert not app.exception
    without_guessing(app)


@every_room
def test_every_claim_can_be_voted_on(room: str) -> None:
    app = opened(room)
    assert len(claims_of(room)) == ROOMS[room]
    for claim in claims_of(room):
        pills = next(each for each in app.get("button_group") if each.key == f"vote_{claim.id}")
        pills.set_value(claim.verdict).run()
        assert not app.exception
    agreed = [each.value for each in app.success if "You and the check agree" in each.value]
    assert len(agreed) == ROOMS[room]


@every_room
def test_chinese_and_a_picture_without_truth(room: str) -> None:
    zh = catalogue("zh")
    app = opened(room, lang="zh", picture="cell", depth="1", net="unetpp")
    assert app.title[0].value in zh.values()
    assert app.header[0].value in zh.values()


@pytest.mark.parametrize("task", tasks_there()[1:])
@pytest.mark.parametrize("room", [*ROOMS, "skips", "concatenate", "unet"])
def test_every_task_with_every_figure(room: str, task: str) -> None:
    without_guessing(opened(room, task=task, depth="mean"))


@pytest.mark.parametrize("room", [*ROOMS, "skips", "concatenate", "unet", "segment"])
def test_a_truth_that_holds_nothing(room: str) -> None:
    without_guessing(opened(room, task="cats", picture="coffee"))


@every_room
def test_a_busy_engine_leaves_the_page(room: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise engine.Busy

    monkeypatch.setattr(engine, "submit", busy)
    monkeypatch.setattr(engine, "submit_pass", busy)
    assert TEXT["section.busy"] in texts(opened(room))


def test_a_depth_is_cut_and_kept() -> None:
    app = opened("pruning", depth="2")
    values = {each.label: each.value for each in app.metric}
    assert values[TEXT["prune.depth.fresh"]] == "6"
    switch = next(each for each in app.get("button_group") if each.key == "choice_depth")
    switch.set_value("1").run()
    values = {each.label: each.value for each in app.metric}
    assert (values[TEXT["prune.depth.fresh"]], values[TEXT["prune.depth.now"]]) == ("3", "0")
    assert TEXT["prune.depth.none_ran"].split(":")[0] in texts(app)


def test_weights_of_heads_move_the_shares() -> None:
    app = opened("unetpp")
    for _ in range(4):
        waiting = ways_past(app)
        if not waiting:
            break
        waiting[0].click().run()
    app.slider(key="head_weight_4").set_value(0.0).run()
    assert not app.exception
    assert "| L4 | " in texts(app)
    assert "0 · " in texts(app)
