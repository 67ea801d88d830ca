"""Pictures of odd sizes on every page: one pixel, one row, one column, and what a visitor can open or turn there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as some
from numpy.typing import NDArray
from scripts import ROOMS, page_of, shown, texts, with_own
from streamlit.testing.v1 import AppTest

from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import picture_of
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")


KINDS: dict[str, Callable[[tuple[int, int]], NDArray[Any]]] = {
    "noise": lambda size: np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8),
    "flat": lambda size: np.full(size, 7, np.uint8),
    "deep": lambda size: np.random.default_rng(1).integers(0, 60000, size).astype(np.uint16),
    "real": lambda size: np.random.default_rng(2).random(size, np.float32),
}
TRUTHS = {"none": None, "empty": 0, "full": 1, "eleven": 11}  # of streets 11 means nothing


def visited(room: str, size: tuple[int, int], task: str, kind: str, truth: str, depth: str, **chosen: Any) -> AppTest:
    """The page with a picture of one's own, every section's figures asked for."""
    value = TRUTHS[truth]
    target = None if value is None else np.full(size, value, np.uint16)
    own = picture_of(KINDS[kind](size), "mine", target)
    app = with_own(page_of(room), own, net="unetpp", task=task, depth=depth, **chosen).run()
    assert not app.exception
    return shown(app)


sizes = some.sampled_from([(1, 1), (1, 2), (5000, 1), (1, 5000), (16, 16), (15, 17), (200, 200)]) | some.tuples(
    some.integers(1, 200), some.integers(1, 200)
)


@pytest.mark.parametrize("room", ROOMS)
@examples(4)
@given(sizes, some.sampled_from(tuple(TASKS)), some.sampled_from(tuple(KINDS)), some.sampled_from(tuple(TRUTHS)),
       some.sampled_from(["1", "2", "4", "mean"]))  # fmt: skip
def test_a_picture_of_any_size_is_opened_on_every_page(
    room: str, size: tuple[int, int], task: str, kind: str, truth: str, depth: str
) -> None:
    app = visited(room, size, task, kind, truth, depth)
    assert len(texts(app)) > 500
    assert not app.error


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("size", [(1, 1), (48, 80)])
def test_a_street_whose_truth_means_nothing_anywhere(room: str, size: tuple[int, int]) -> None:
    app = visited(room, size, "street", "noise", "eleven", "4")
    assert not app.error
    assert "nan" not in texts(app).replace("·", " ").split()


def test_a_truth_that_means_nothing_is_told_on_segment() -> None:
    app = visited("segment", (8, 9), "street", "noise", "eleven", "4")
    readout = [each.proto.json for each in app.get("bidi_component") if each.proto.component_name == "unet_readout"]
    assert TEXT["segment.figures.truth_unknown"] in readout[0]


@pytest.mark.parametrize("room", ["skips", "last_layer"])
def test_a_lesson_tells_a_truth_that_means_nothing_from_none(room: str) -> None:
    unknown, missing = (texts(visited(room, (48, 80), "street", "noise", truth, "4")) for truth in ("eleven", "none"))
    assert TEXT["lesson.truth_unknown"] in unknown
    assert TEXT["lesson.truth_unknown"] not in missing
    for id in ("skips.burn.no_truth", "last.calibration.no_truth"):
        assert TEXT[id] not in unknown


@pytest.mark.parametrize("room", ROOMS)
def test_every_number_at_both_ends_with_a_picture_of_one_pixel(room: str) -> None:
    app = visited(room, (1, 1), "nuclei", "noise", "full", "4")
    for end in ("max", "min"):
        for control in controls(app):
            control.set_value(getattr(control, end))
        app.run()
        assert not app.exception


@pytest.mark.proof
@pytest.mark.parametrize("room", ROOMS)
def test_each_number_alone_at_both_ends_with_a_picture_of_one_pixel(room: str) -> None:
    app = visited(room, (1, 1), "nuclei", "noise", "full", "4")
    for key in [str(each.key) for each in controls(app)]:
        for end in ("max", "min"):
            for control in [each for each in controls(app) if str(each.key) == key]:  # some go with the trained net
                control.set_value(getattr(control, end)).run()
                assert not app.exception, (key, end)


def controls(app: AppTest) -> list[Any]:
    """Everything that chooses a number between two ends."""
    return [*app.slider, *app.number_input]


ends = some.fixed_dictionaries(
    {
        "place": some.sampled_from(["", "4_0.conv2.9999.0.0", "1_0.pool.0.0.0", "0_4.head.9999.9999.9999"]),
        "point": some.sampled_from(["head", "0_4", "3_1", "9_9", "4_0"]),
        "join": some.sampled_from(["0_4", "3_1", "9_9", "4_0"]),
        "stack": some.sampled_from(["0_4", "3_1", "9_9", "4_0"]),
        "pixel": some.sampled_from(["", "0.0", "15.15", "9999.9999"]),
        "level": some.sampled_from([0, 3]),
        "tap": some.sampled_from([0, 3]),
        "out": some.sampled_from([0, 511]),
        "keep": some.sampled_from([1, 512]),
        "bridges": some.sampled_from(["oooo", "xxxx", "zsxo", "ssss"]),
        "lift": some.sampled_from(["random", "copies", "steps", "trained"]),
        "w0": some.sampled_from([0.0, 20.0]),
        "sigma": some.sampled_from([1.0, 10.0]),
        "cbam_at": some.sampled_from(["0_0", "2_0", "join"]),
        "cbam_by": some.sampled_from([1, 256]),
        "trap_by": some.sampled_from([1, 16]),
        "a": some.sampled_from(["1", "1,1,1,1", "1,64,1,1"]),
        "dim": some.sampled_from([-5, 1, 4]),
    }
)  # fmt: skip


@pytest.mark.parametrize("room", ["unet", "concatenate", "skips", "one_by_one", "last_layer", "unetpp"])
@examples(3)
@given(some.sampled_from([(1, 1), (1, 5000), (17, 200)]), some.sampled_from(tuple(TASKS)), ends)
def test_what_is_opened_in_a_small_picture_is_there_or_left(
    room: str, size: tuple[int, int], task: str, chosen: dict[str, Any]
) -> None:
    app = visited(room, size, task, "noise", "none", "4", **chosen)
    assert not app.error
