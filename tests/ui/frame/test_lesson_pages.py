"""The later lesson pages as scripts: a first visit, both languages, every vote, no truth, a busy engine, odd links."""

from __future__ import annotations

import numpy as np
import pytest
from proofs import first_now
from scripts import LESSONS, forget_all, hidden, opened, page_of, pills, shown, texts, with_own
from scripts import ROOMS as ALL

from unet_demo.core.engine import engine
from unet_demo.core.lessons.claims import claims_of
from unet_demo.core.nets.tasks import tasks_there
from unet_demo.core.pictures.images import picture_of
from unet_demo.ui.frame.prose import catalogue

ROOMS = ("one_by_one", "last_layer", "unetpp", "pruning")
TEXT = catalogue("en")
every_room = pytest.mark.parametrize("room", ROOMS)


@pytest.mark.parametrize("room", ALL)
def test_a_first_visit_and_every_guess_left_out(room: str) -> None:
    app = opened(page_of(room))
    assert hidden(app) or room not in ROOMS
    assert not hidden(shown(app))


@pytest.mark.parametrize("room", [*ROOMS, "skips"])
@pytest.mark.parametrize("side", first_now(250, 1, 2400))
def test_any_picture_of_ones_own_is_opened(room: str, side: int) -> None:
    own = picture_of(np.random.default_rng(0).integers(0, 255, (side, side * 4 // 3), np.uint8), "mine")
    app = with_own(page_of(room), own, net="unetpp").run()
    assert not app.exception
    shown(app)


@pytest.mark.parametrize("task", first_now("street", "cats"))
@pytest.mark.parametrize("room", ALL)
def test_a_large_picture_of_ones_own_is_looked_at_small(room: str, task: str) -> None:
    """A net that looks at a smaller copy; what is shown is another smaller copy, of the picture and of its answer."""
    own = picture_of(np.random.default_rng(0).integers(0, 255, (1100, 1500, 3), np.uint8), "mine")
    app = with_own(page_of(room), own, net="unetpp", task=task).run()
    assert not app.exception
    shown(app)


@pytest.mark.parametrize("room", [*ROOMS, "skips", "concatenate"])
def test_every_claim_can_be_voted_on(room: str) -> None:
    app = opened(page_of(room))
    claims = claims_of(room)
    assert claims
    for claim in claims:
        pills(app, f"vote_{claim.id}").set_value(claim.verdict)
    app.run()
    assert not app.exception
    agreed = TEXT["claims.agree"].split("{")[0]
    assert sum(each.value.startswith(agreed) for each in app.success) == len(claims)


@every_room
def test_chinese_and_a_picture_without_truth(room: str) -> None:
    zh = catalogue("zh")
    app = opened(page_of(room), lang="zh", picture="cell", depth="1", net="unetpp")
    assert app.title[0].value in zh.values()
    assert app.header[0].value in zh.values()


@pytest.mark.parametrize("task", tasks_there()[1:])
@pytest.mark.parametrize("room", LESSONS)
def test_every_task_with_every_figure(room: str, task: str) -> None:
    shown(opened(page_of(room), task=task, depth="mean"))


@pytest.mark.parametrize("room", ALL)
def test_a_truth_that_holds_nothing(room: str) -> None:
    shown(opened(page_of(room), task="cats", picture="coffee"))


@every_room
def test_a_busy_engine_leaves_the_page(room: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise engine.Busy

    page = page_of(room)
    forget_all()
    monkeypatch.setattr(engine, "submit", busy)
    monkeypatch.setattr(engine, "submit_pass", busy)
    assert TEXT["section.busy"] in texts(opened(page))


def test_a_depth_is_cut_and_kept() -> None:
    app = opened(page_of("pruning"), depth="2")
    values = {each.label: each.value for each in app.metric}
    assert values[TEXT["prune.depth.fresh"]] == "6"
    pills(app, "choice_depth").set_value("1").run()
    values = {each.label: each.value for each in app.metric}
    assert (values[TEXT["prune.depth.fresh"]], values[TEXT["prune.depth.now"]]) == ("3", "0")
    assert TEXT["prune.depth.none_ran"].split(":")[0] in texts(app)


def test_weights_of_heads_move_the_shares() -> None:
    app = shown(opened(page_of("unetpp")))
    app.slider(key="head_weight_4").set_value(0.0).run()
    assert not app.exception
    assert "| L4 | " in texts(app)
    assert "0 · " in texts(app)
