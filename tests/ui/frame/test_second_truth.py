"""A second truth for the same picture: every page says what a fresh session with it says, and keeps no picture."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Hashable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from scripts import HOUSE, page_of, shown, texts, with_own
from streamlit.testing.v1 import AppTest

from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")
BUSY = "|".join(re.escape(TEXT[f"moment.{name}"]) for name in ("once", "again", "stays"))
TIMED = re.compile(rf"\d ms\b|times as fast|busy|{BUSY}")
SCORED = [
    (room, task) for task in ("nuclei", "street") for room in ("segment", "skips", "last_layer", "unetpp", "pruning")
]


def picture_of_task(task: str) -> tuple[Picture, Picture]:
    """A scene with its truth, and the same with a truth of another place."""
    scene = next(each for each in map(sample, ("smear", "street")) if each.task == task).load()
    first = lesson_copy(scene, TASKS[task].side_px)
    assert first.truth is not None
    return first, replace(first, truth=np.roll(first.truth, (first.height // 3, first.width // 2), (0, 1)))


def visited(room: str, task: str, picture: Picture) -> AppTest:
    """The page with this picture and truth of one's own, every section's figures asked for."""
    app = with_own(page_of(room), picture, net="unetpp", task=task).run()
    assert not app.exception
    return shown(app)


def said(app: AppTest) -> set[str]:
    """Every line that depends on no clock, and every readout."""
    lines = {line for line in texts(app).splitlines() if not TIMED.search(line)}
    shown = [each.proto for each in app.get("bidi_component")]
    return lines | {each.json for each in shown if each.component_name == "unet_readout"}


@pytest.mark.parametrize(("room", "task"), SCORED)
def test_a_second_truth_for_the_same_picture_is_heard(room: str, task: str) -> None:
    first, second = picture_of_task(task)
    app = visited(room, task, first)
    before = said(app)
    app.session_state["_tab"].brought.truths[task, second.key] = second
    app.run()
    assert not app.exception
    now, fresh = said(app), said(visited(room, task, second))
    assert before - fresh, "this page says nothing of a truth"
    assert now & (before - fresh) == set()
    assert (fresh - before) - now == set()
    for slot, (key, _) in app.session_state["_tab"].made.items():
        assert is_plain(key), slot


def test_the_same_picture_with_a_truth_is_no_copy_of_itself() -> None:
    """What is kept of the lesson's picture is found by value: it need not be the object in view."""
    first, _ = picture_of_task("nuclei")
    app = with_own(page_of("unet"), first, task="nuclei").run()
    before = texts(app)
    app.session_state["_tab"].brought.truths["nuclei", first.key] = replace(first)
    app.run()
    copy = max(re.split(r"{\w+}", TEXT["lesson.copy"]), key=len)
    assert len(copy) > 10
    assert copy not in before
    assert copy not in texts(app)


def is_plain(key: Hashable) -> bool:
    """Whether a key holds no picture and no maps: only names and numbers."""
    if isinstance(key, tuple):
        return all(map(is_plain, key))
    if is_dataclass(key):
        return not isinstance(key, Picture) and all(is_plain(getattr(key, field.name)) for field in fields(key))
    return key is None or isinstance(key, str | int | float)


def calls_of(name: str) -> list[tuple[str, ast.Call]]:
    """Every call of a function of ui/frame/session_cache.py in the pages."""
    return [
        (str(path), node)
        for path in sorted((HOUSE / "unet_demo/ui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def test_a_slot_belongs_to_one_call() -> None:
    """Two that share one would drive each other's result out."""
    slots: list[Any] = []
    for file, call in calls_of("remembered"):
        slot = call.args[0]
        slots.append((file, ast.unparse(slot)) if isinstance(slot, ast.Name) else ast.unparse(slot))
    assert len(slots) > 50
    assert [slot for slot, count in Counter(slots).items() if count > 1] == []


def test_no_key_stands_for_a_truth_by_whether_there_is_one() -> None:
    for path in sorted((HOUSE / "unet_demo").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                assert ".truth is not None" not in ast.unparse(node), path.name
