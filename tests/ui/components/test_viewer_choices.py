"""What the browser sends back: only newer actions are taken over, and nothing is believed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import streamlit as st

from unet_demo.ui.components import viewer
from unet_demo.viz.kit import style


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def heard(session: dict[str, Any], sent: object) -> list[tuple[str, object]]:
    told: list[tuple[str, object]] = []
    session["viewer_v"] = {"chosen": sent}
    viewer._take_over("v", lambda name, value: told.append((name, value)))
    return told


def test_only_what_is_newer_is_taken_over(session: dict[str, Any]) -> None:
    everything = {"depth": "2", "threshold": 0.4, "overlay": 1}
    assert heard(session, {**everything, "at": {"depth": 10}}) == [("depth", "2")]
    assert heard(session, {**everything, "at": {"depth": 10}}) == []
    # two actions that reached Python as one
    later = {"depth": "mean", "threshold": 0.7, "overlay": 1, "at": {"depth": 11, "threshold": 12}}
    assert heard(session, later) == [("depth", "mean"), ("threshold", 0.7)]
    assert viewer._applied("v") == {"depth": 11, "threshold": 12}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "depth",
        {"depth": "2"},
        {"depth": "2", "at": 5},
        {"depth": "2", "at": {"depth": "5"}},
        {"depth": "7", "at": {"depth": 5}},
        {"depth": 2, "at": {"depth": 5}},
        {"threshold": 1.5, "at": {"threshold": 5}},
        {"threshold": float("nan"), "at": {"threshold": 5}},
        {"overlay": True, "at": {"overlay": 5}},
        {"overlay": [0.5], "at": {"overlay": 5}},
    ],
)
def test_what_is_no_choice_is_not_taken_over(session: dict[str, Any], sent: object) -> None:
    assert heard(session, sent) == []


def test_equal_content_is_packed_once(session: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    packed = 0

    def counting(*arguments: Any, **options: Any) -> bytes:
        nonlocal packed
        packed += 1
        return viewer.blob.pack(*arguments, **options)

    monkeypatch.setattr(viewer, "pack", counting)
    picture, maps = np.zeros((8, 9, 3), np.uint8), np.zeros((4, 8, 9), np.uint8)
    first = viewer._blob("v", picture, maps, {"a": "b"}, "en", "key", None, None)
    assert viewer._blob("v", picture.copy(), maps.copy(), {"a": "b"}, "en", "key", None, None) is first
    assert packed == 1
    maps_now = maps + 1
    assert viewer._blob("v", picture, maps_now, {"a": "b"}, "en", "key", None, None) != first
    assert viewer._blob("v", picture, None, {"a": "b"}, "en", "key", None, None) != first
    assert viewer._blob("v", picture, None, {"a": "b"}, "en", "key", picture[..., 0] > 0, None) != first
    assert packed == 4


def test_equal_classes_are_packed_once(session: dict[str, Any]) -> None:
    kinds = tuple(viewer.Kind(name, name, style.CLASS_HUES[name]) for name in ("sky", "road"))
    maps = np.zeros((5, 8, 9), np.uint8)
    content = (np.zeros((8, 9, 3), np.uint8), None, {"a": "b"}, "en", "key", None, None)
    first = viewer._blob("v", *content, viewer.ClassLayer(maps, maps, maps, kinds))
    assert viewer._blob("v", *content, viewer.ClassLayer(maps.copy(), maps, maps, tuple(kinds))) is first
    assert viewer._blob("v", *content, viewer.ClassLayer(maps + 1, maps, maps, kinds)) != first
    assert viewer._blob("v", *content, viewer.ClassLayer.waiting(kinds)) != first
    assert viewer._blob("v", *content) != first
