"""Every page beside nets that are missing or damaged: what needs one names its file, the rest goes on."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import streamlit as st
from damages import a_folder, copy_with, empty, gone, of_another_net, one_byte_changed, put_in_place, truncated
from scripts import HOUSE, LESSONS, opened, page_of, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.nets.damage import WeightsError
from unet_demo.ui.frame import section as frame
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson import ready
from unet_demo.ui.segment import early
from unet_demo.ui.server import preload

TEXT = catalogue("en")
FRONT = "front"
ROOMS = (FRONT, "segment", *LESSONS)
NESTED, PLAIN, MEMBRANES, CATS = (
    f"{name}.safetensors" for name in ("nuclei-unetpp", "nuclei-unet", "membranes-unetpp", "cats-unetpp")
)
CARD = "nuclei-unet.card.json"
Damaged = Mapping[str, Callable[[Path], None]]


@pytest.fixture
def polls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of every fragment that waits for nets, by which a page would run again."""
    heard: list[str] = []

    def wait(words: str) -> None:
        heard.append(words)

    monkeypatch.setattr(ready, "_wait", wait)
    return heard


def damaged(folder: Path, monkeypatch: pytest.MonkeyPatch, files: Damaged) -> None:
    copy_with(folder, files)
    put_in_place(folder, monkeypatch)
    monkeypatch.setattr(frame, "_references", type(frame._references)())
    st.cache_resource.clear()


def named(app: AppTest) -> set[str]:
    """Files that the page says are missing or damaged."""
    return {file for each in app.error for file in re.findall(r"[\w-]+\.(?:safetensors|card\.json)", each.value)}


def records(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "unet_demo"]


PLACES = (
    *((room, {NESTED: gone}, {"net": "unetpp"}, {NESTED}) for room in ROOMS),
    *((room, {PLAIN: empty}, {"net": "unet"}, {PLAIN}) for room in ("unet", "concatenate", "skips", "one_by_one")),
    ("last_layer", {PLAIN: a_folder}, {"net": "unet"}, {PLAIN}),
    ("segment", {PLAIN: empty}, {}, set()),
    ("pruning", {PLAIN: truncated}, {}, set()),
    (FRONT, {PLAIN: truncated}, {}, set()),
    *((room, {MEMBRANES: of_another_net}, {"task": "membranes", "net": "unetpp"}, {MEMBRANES}) for room in ROOMS[1:]),
    (FRONT, {MEMBRANES: empty}, {"task": "membranes"}, set()),
    ("skips", {CARD: gone}, {"net": "unet"}, {CARD}),
    ("pruning", {CARD: one_byte_changed}, {}, {CARD}),
    *(
        (room, {NESTED: one_byte_changed, PLAIN: gone}, {"net": "unet"}, {NESTED, PLAIN})
        for room in ("concatenate", "skips")
    ),
)


@pytest.mark.parametrize(("room", "files", "query", "expected"), PLACES)
def test_what_needs_a_damaged_net_names_it(
    room: str,
    files: Damaged,
    query: dict[str, str],
    expected: set[str],
    polls: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    damaged(tmp_path, monkeypatch, files)
    app = opened(page_of(room), **query)
    assert named(app) <= expected
    assert bool(named(app)) is bool(expected)
    for file in named(app):
        assert f"git checkout -- assets/weights/{file}" in texts(app)
    told = [record.getMessage() for record in records(caplog)]
    assert len(told) == len(set(told)) == len(named(app))
    assert all(any(file in line for line in told) for file in named(app))
    assert polls == []


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        ("segment", []),
        ("pruning", []),
        ("unetpp", []),
        ("last_layer", [NESTED]),  # the loss with borders looks at a scene of nuclei, whatever the task
    ],
)
def test_other_tasks_go_on(
    room: str, expected: list[str], polls: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged(tmp_path, monkeypatch, {NESTED: gone, PLAIN: empty, MEMBRANES: of_another_net})
    app = opened(page_of(room), task="cats")
    assert [each.value for each in app.error] == [TEXT["section.weights"].format(file=file) for file in expected]
    assert polls == []


def test_what_is_made_ready_ahead_goes_on_past_what_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def fail() -> None:
        raise WeightsError(NESTED, "gone")

    monkeypatch.setattr(early, "FIRST", (fail,))
    monkeypatch.setattr(early, "LATER", (lambda: done.append("thumbnails"),))
    monkeypatch.setattr(preload, "COURTESY_S", 0.0)
    monkeypatch.setattr(preload, "LATE", ("json", "no_such_module"))
    monkeypatch.setattr(preload, "_tidy", lambda: done.append("tidy"))
    monkeypatch.setattr(engine, "freeze", lambda: None)
    preload._load()
    assert done == ["thumbnails", "tidy"]
    assert len(records(caplog)) == 1


def test_another_net_can_be_chosen_where_one_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged(tmp_path, monkeypatch, {PLAIN: gone})
    app = opened(page_of("concatenate"), net="unet")
    assert named(app) == {PLAIN}
    app.segmented_control(key="choice_net").set_value("unetpp").run()
    assert not app.exception
    assert named(app) == set()


def test_a_net_that_is_restored_runs_without_a_new_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged(tmp_path, monkeypatch, {CATS: truncated})
    app = opened(page_of("segment"), task="cats")
    assert named(app) == {CATS}
    (tmp_path / CATS).write_bytes((HOUSE / "assets" / "weights" / CATS).read_bytes())
    app.run()
    assert not app.exception
    assert named(app) == set()
    assert app.metric or app.header


@pytest.mark.parametrize("room", ROOMS)
def test_a_page_stops_waiting_when_nets_cannot_be_run(
    room: str, polls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(room)
    monkeypatch.setattr(engine, "_ready", type(engine._ready)())
    monkeypatch.setattr(engine, "_trouble", "no torch")
    app = opened(page)
    assert TEXT["section.boot"] in texts(app)
    assert polls == []


@pytest.mark.parametrize("room", ["segment", "concatenate", "skips"])
def test_a_page_waits_while_nets_are_being_loaded(room: str, polls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(room)
    monkeypatch.setattr(engine, "_ready", type(engine._ready)())
    app = opened(page)
    assert polls
    assert not app.error


@pytest.mark.parametrize("room", ROOMS)
def test_a_section_that_breaks_hides_no_other(
    room: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error at the end of every section of a page at once: each says its own sentence, each has its own record."""
    monkeypatch.setattr(frame, "_references", type(frame._references)())
    met: list[str] = []
    leave = section.__exit__

    def break_it(self: section, kind: object, error: BaseException | None, trace: object) -> bool:
        met.append(self.name)
        return leave(self, kind, error or ZeroDivisionError(self.name), None)  # type: ignore[arg-type]

    monkeypatch.setattr(section, "__exit__", break_it)
    app = opened(page_of(room), net="unetpp")
    assert len(set(met)) >= 5
    said, told = [each.value for each in app.error], [record.getMessage() for record in records(caplog)]
    for name in set(met):
        references = {re.findall(r"\b[0-9A-F]{6}\b", each)[0] for each in said if f"“{TEXT[f'{name}.title']}”" in each}
        assert references, name
        for reference in references:
            assert sum(reference in line for line in told) == 1


def test_an_error_inside_one_section_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(frame, "_references", type(frame._references)())
    monkeypatch.setattr("unet_demo.ui.skips.cross.door.crossings_of", None)
    app = opened(page_of("skips"))
    (sentence,) = (each.value for each in app.error)
    assert TEXT["skips.cross.title"] in sentence
    (record,) = records(caplog)
    assert re.findall(r"\b[0-9A-F]{6}\b", sentence)[0] in record.getMessage()
    headers = {each.value for each in app.header}
    assert {TEXT[f"{name}.title"] for name in ("skips.burn", "gradients", "survival", "kinds", "claims")} <= headers
