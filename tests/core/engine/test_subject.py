"""What is looked at is named by value: the net, the pixels and, where it counts, the truth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from unet_demo.core.engine import engine
from unet_demo.core.engine.subject import Subject
from unet_demo.core.pictures.images import Picture, picture_of


def picture(truth: int | None = None, shape: tuple[int, int] = (16, 32)) -> Picture:
    labels = None if truth is None else np.full(shape, truth, np.uint16)
    return picture_of(np.arange(shape[0] * shape[1], dtype=np.uint16).reshape(shape), "mine", labels)


def test_another_truth_for_the_same_picture_is_another_subject_that_the_net_sees_alike() -> None:
    none, one, two = (Subject("nuclei", "unet", picture(truth)) for truth in (None, 1, 2))
    assert len({each.key for each in (none, one, two)}) == 3
    assert len({each.key_without_truth for each in (none, one, two)}) == 1
    assert Subject("nuclei", "unet", picture(1)).key == one.key
    assert Subject("nuclei", "unetpp", picture(1)).key != one.key
    assert Subject("cats", "unet", picture(1)).key_without_truth != one.key_without_truth


def test_a_truth_is_known_by_its_labels_and_its_shape() -> None:
    assert picture().truth_key == ""
    wide = picture(0)
    tall = replace(wide, truth=np.zeros((32, 16), np.uint16))
    assert len({wide.truth_key, tall.truth_key, picture(1).truth_key, ""}) == 4


def test_a_truth_is_hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = picture(1)
    known = mine.truth_key
    monkeypatch.setattr("unet_demo.core.pictures.images.hashlib", None)
    assert mine.truth_key == known


def test_a_run_is_known_by_all_that_decides_what_it_says() -> None:
    mine = picture(1)
    run, again = (engine.run("nuclei", mine, 2) for _ in range(2))
    assert run is not again
    assert run.key == again.key
    changes: dict[str, Any] = {
        "task": "cats", "build": "unet", "picture_key": "x", "device": "cuda:0", "precision": "bfloat16",
        "border": "tiled", "heads": (1,),
    }  # fmt: skip
    others = [replace(run, **{name: value}) for name, value in changes.items()]
    assert len({each.key for each in (run, *others)}) == 1 + len(changes)
