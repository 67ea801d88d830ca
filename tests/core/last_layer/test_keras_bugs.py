"""The six fragments: the record is of the code that is shown, what needs no Keras is right, all words are there."""

from __future__ import annotations

import ast

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as some

from unet_demo.core.last_layer.export import params_of
from unet_demo.core.last_layer.export_door import arriving
from unet_demo.core.last_layer.keras_bugs import BUGS, WIDTHS, Bug, ask_of, blind, dearer_up, met_at, overlaps
from unet_demo.core.last_layer.keras_record import about, said
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.last_layer.bugs import values_of


@pytest.mark.parametrize("bug", BUGS.values(), ids=lambda bug: bug.id)
def test_the_record_is_of_the_code_that_is_shown(bug: Bug) -> None:
    for which in ("wrong", "mend", *(["also"] if bug.also else [])):
        compile(getattr(bug, which), bug.id, "exec")
        assert said(bug.id, which).code == getattr(bug, which)
    assert bool(said(bug.id, "wrong").raised) == (bug.answer == "raises")
    assert not said(bug.id, "mend").raised
    assert said(bug.id, "mend").printed
    assert "benchmarks.keras_bugs" in about("keras_bugs")["command"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("bug", BUGS.values(), ids=lambda bug: bug.id)
def test_every_question_has_its_words(bug: Bug, lang: str) -> None:
    ask, words = ask_of(bug, values_of(bug)), catalogue(lang)
    assert ask.answer in ask.options
    assert set(ask.mistakes) == set(ask.options) - {ask.answer}
    for id in (ask.kind, f"{ask.kind}_why", *ask.mistakes.values(), *(f"is_{option}" for option in ask.options)):
        assert "{" not in words[f"export.ask.{id}"].format(**ask.values)
    assert all(f"export.{table}.{bug.id}" in words for table in ("bug", "before", "mend"))
    assert (f"export.also.{bug.id}" in words) == bool(bug.also)


def test_keras_said_what_the_lesson_says() -> None:
    assert "not connected to `inputs`" in said("input", "wrong").raised
    assert "16, 16, 16" in said("input", "also").printed
    assert "not recognized: {'lr'" in said("rate", "wrong").raised
    assert "Concatenate" in said("size", "wrong").raised
    assert said("size", "mend").printed == "(1, 256, 256, 3) (1, 250, 250, 1)"
    stuck, learned = (said("sigmoid", which).scores["iou"] for which in ("wrong", "mend"))
    assert stuck < 0.1
    assert learned > 0.5
    assert said("accuracy", "wrong").scores["accuracy"] > 0.8
    assert said("accuracy", "mend").scores["iou"] == 0
    assert said("accuracy", "also").scores["iou"] == pytest.approx(
        said("accuracy", "wrong").scores["accuracy"] / 2, abs=1e-3
    )


@pytest.mark.parametrize(("which", "kernel"), [("wrong", 3), ("mend", 2)])
def test_keras_wrote_the_pattern_that_is_computed(which: str, kernel: int) -> None:
    rows = said("upsample", which).printed.replace(". ", " ").replace(".]", "]").replace("[", "").replace("]", "")
    found = np.array([[int(float(number)) for number in row.split()] for row in rows.splitlines()])
    np.testing.assert_array_equal(found, overlaps(kernel, 2, 4))


@examples(20)
@given(some.integers(1, 3), some.integers(0, 4), some.integers(1, 6))
def test_overlaps_are_those_of_torch(stride: int, more: int, side: int) -> None:
    kernel = stride + more
    layer = torch.nn.ConvTranspose2d(1, 1, kernel, stride, bias=False)
    torch.nn.init.ones_(layer.weight)
    whole = layer(torch.ones(1, 1, side, side))[0, 0].detach().numpy()
    cut = more // 2
    kept = whole[cut : cut + stride * side, cut : cut + stride * side]
    np.testing.assert_array_equal(overlaps(kernel, stride, side), kept)
    with pytest.raises(ValueError, match="must not be smaller"):
        overlaps(stride, stride + 1, side)


@pytest.mark.parametrize("widths", [WIDTHS, (64, 128, 256, 512, 1024), (3, 5)])
def test_what_3x3_costs_is_what_torch_builds(widths: tuple[int, ...]) -> None:
    with torch.device("meta"):
        wide, narrow = (
            sum(
                each.numel()
                for out, deep in zip(widths, widths[1:], strict=False)
                for each in torch.nn.ConvTranspose2d(deep, out, kernel, 2).parameters()
            )
            for kernel in (3, 2)
        )
    assert dearer_up(widths) == wide - narrow
    if widths[0] == 64:
        assert params_of(widths, 1, 3) + dearer_up(widths) == 34_513_345  # as docs/facts.md, section 5, has it


def test_background_everywhere() -> None:
    truth = np.zeros((10, 10), np.uint16)
    truth[:2, :5] = 3
    found = blind(truth)
    assert (found.accuracy, found.object_iou, found.mean_iou) == pytest.approx((0.9, 0.0, 0.45))


@examples(40)
@given(some.integers(16, 512))
def test_only_multiples_of_16_pass_four_poolings(side: int) -> None:
    sides, apart = met_at(side)
    assert sides == tuple(side >> row for row in range(5))
    assert (apart is None) == (side % 16 == 0)
    if apart is not None:
        assert apart[0] == apart[1] + 1
        assert f"Expected size {apart[0]} but got size {apart[1]}" in said("size", "wrong").raised or side != 250


def test_the_fragments_use_the_exported_net() -> None:
    for bug in BUGS.values():
        names = {each.id for each in ast.walk(ast.parse(bug.wrong)) if isinstance(each, ast.Name)}
        assert names <= {"keras", "layers", "np", "unet", "images", "masks", "range", "print", "float", "tuple"} | {
            each.id
            for each in ast.walk(ast.parse(bug.wrong))
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        } | {"x", "out"}


def test_sigmoids_hold_the_gradient_back() -> None:
    found = arriving()
    assert max(found["sigmoid"]) < min(found["concat"]) / 3
