"""Links to nets of every kind and size, in The U and in the shape doctor.

Nothing may be thrown, and where a net has no answer the page says why and offers a way out.
"""

from __future__ import annotations

from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as some
from scripts import opened, page_of, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.plan import Plan, plan_of, widths_of
from unet_demo.core.nets.sides import cures
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")
TITLES = {
    "cat": "unet.fail.title",
    "fit": "unet.fail.title_fit",
    "unfit": "unet.fail.title_unfit",
    "conv": "unet.fail.title_small",
    "pool": "unet.fail.title_small",
}


def keys(app: AppTest, start: str) -> list[str]:
    return [str(button.key) for button in app.button if str(button.key).startswith(start)]


def title_of(plan: Plan) -> str:
    step = plan.failures[0]
    return TEXT[TITLES[step.op]].format(node=step.node)


def drawn_plan(asked: dict[str, Any]) -> Plan:
    """What The U has to draw for these choices, worked out without it."""
    paper = asked["pad"] == "unpadded" and asked["first"] == 64 and asked["net"] == "unet"
    channels, classes = (1, 2) if paper else (3, 1)
    widths = widths_of(asked["first"], asked["levels"], asked["grow"] == "double")
    design = Design(
        Architecture(asked["net"], channels, widths, classes),
        asked["h"],
        asked["w"],
        asked["up"],
        int(asked["pad"] == "padded"),
        asked["fit"],
    )
    return plan_of(design, min(asked["levels"], int(asked["depth"])) if asked["net"] == "unetpp" else None)


def check_the_u(asked: dict[str, Any]) -> None:
    """Open The U with these choices: drawn; where the plan fails its reason, its cures, and the way back."""
    plan, app = drawn_plan(asked), opened(page_of("unet"), **{name: str(value) for name, value in asked.items()})
    assert any(each.proto.component_name == "unet_map" for each in app.get("bidi_component"))
    if not plan.failures:
        assert "{" not in texts(app)
        assert keys(app, "cure_") == []
        return
    assert title_of(plan) in texts(app)
    found = cures(plan.design, plan.depth)
    assert keys(app, "cure_") == [f"cure_{fit}" for fit in found if fit != asked["fit"]]
    assert (TEXT["unet.fail.cures"] in texts(app)) == bool(keys(app, "cure_"))
    assert keys(app, "undo") == (["undo"] if asked["fit"] != "as_is" else [])
    for key in keys(app, "cure_")[:1]:
        app.button(key=key).click().run()
        assert not app.exception
        assert not keys(app, "cure_")
        assert app.success


PLAIN = {"net": "unet", "depth": "4", "levels": 4, "first": 16, "grow": "double", "up": "transposed"}
sides = some.integers(1, 200) | some.sampled_from([1, 2, 4095, 4096])


@examples(30)
@given(
    some.fixed_dictionaries(
        {
            "net": some.sampled_from(["unet", "unetpp"]),
            "depth": some.sampled_from(["1", "2", "3", "4"]),
            "levels": some.integers(1, 5),
            "first": some.sampled_from([1, 3, 16, 64, 128]),
            "grow": some.sampled_from(["double", "same"]),
            "h": sides,
            "w": sides,
            "up": some.sampled_from(["transposed", "bilinear", "nearest"]),
            "pad": some.sampled_from(["padded", "unpadded"]),
            "fit": some.sampled_from(["as_is", "pad", "crop", "resize"]),
        }
    )
)
def test_the_u_draws_every_net_for_every_size(asked: dict[str, Any]) -> None:
    check_the_u(asked)


@pytest.mark.parametrize("fit", ["as_is", "pad", "crop", "resize"])
@pytest.mark.parametrize(
    ("pad", "levels", "side"),
    [("unpadded", 4, 1), ("unpadded", 4, 60), ("unpadded", 4, 100), ("unpadded", 4, 184), ("unpadded", 1, 8),
     ("padded", 4, 1), ("padded", 5, 31), ("unpadded", 5, 4096)],
)  # fmt: skip
def test_small_and_large_pictures_in_the_u(fit: str, pad: str, levels: int, side: int) -> None:
    check_the_u({**PLAIN, "levels": levels, "h": side, "w": side, "pad": pad, "fit": fit})


@examples(20)
@given(
    some.fixed_dictionaries(
        {
            "h": sides,
            "w": sides,
            "levels": some.integers(1, 5),
            "kernel": some.integers(1, 9),
            "zeros": some.integers(0, 4),
            "pool": some.integers(2, 4),
            "up": some.sampled_from(["transposed", "bilinear", "nearest"]),
        }
    )
)
def test_the_doctor_has_a_word_for_every_size(asked: dict[str, Any]) -> None:
    net = Architecture("unet", 3, widths_of(16, asked["levels"]), 1)
    shape = {"kernel": asked["kernel"], "pool": asked["pool"]}
    plan = plan_of(Design(net, asked["h"], asked["w"], asked["up"], asked["zeros"], **shape))
    app = opened(page_of("clinic"), bring="sizes", **{name: str(value) for name, value in asked.items()})
    if not plan.failures:
        assert any(each.value.startswith(TEXT["sizes.good"]) for each in app.success)
        return
    assert title_of(plan) in texts(app)
    found = cures(plan.design)
    assert keys(app, "doctor_") == [f"doctor_{fit}" for fit in found]
    if not found:
        assert TEXT["sizes.no_cure"].partition("{")[0] in texts(app)
    for key in keys(app, "doctor_")[:1]:
        app.button(key=key).click().run()
        assert not app.exception
        assert any(each.value.startswith(TEXT["sizes.good"]) for each in app.success)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"h": "97", "w": "97"}, "unet.fail.cat_dropped"),
        ({"h": "5", "w": "9", "kernel": "2"}, "unet.fail.cat_grown"),
        ({"h": "5", "w": "9", "kernel": "2"}, "sizes.no_cure_even"),
        ({"h": "5", "w": "9", "kernel": "1", "zeros": "4"}, "sizes.no_cure"),
    ],
)
def test_the_doctor_tells_a_dropped_remainder_from_maps_that_grow(query: dict[str, str], told: str) -> None:
    said = texts(opened(page_of("clinic"), bring="sizes", **query))
    assert max(TEXT[told].replace("}", "{").split("{"), key=len) in said
