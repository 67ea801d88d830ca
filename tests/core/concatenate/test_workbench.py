"""The bench against torch and NumPy over thousands of random shapes."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as some

from unet_demo.core.concatenate.workbench import (
    LARGEST,
    MOST,
    cat,
    check_shape,
    concatenate,
    feed,
    keras_concatenate,
    predicted,
    strides_of,
)

HOUSE = Path(__file__).resolve().parents[3]
side = some.one_of(some.integers(1, 4), some.integers(0, 40))
shape = some.lists(side, min_size=1, max_size=4).map(tuple)


@some.composite
def pairs(draw: some.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """Two shapes that often fit, and an axis that is often there."""
    first = draw(shape)
    second = list(first)
    for at in range(len(second)):
        if draw(some.integers(0, 3)) == 0:
            second[at] = draw(side)
    if draw(some.integers(0, 9)) == 0:
        second = list(draw(shape))
    return first, tuple(second), draw(some.integers(-5, 5))


@examples(500)
@given(pairs())
def test_the_rule_agrees_with_torch_on_every_shape_and_every_failure(
    case: tuple[tuple[int, ...], tuple[int, ...], int],
) -> None:
    first, second, dim = case
    rule, found = predicted(first, second, dim), cat(first, second, dim)
    assert found.shape == rule
    assert bool(found.error) == (rule is None)


@examples(200)
@given(pairs())
def test_numpy_agrees_too_but_for_empty_arrays(case: tuple[tuple[int, ...], tuple[int, ...], int]) -> None:
    first, second, dim = case
    if (0,) in (first, second):
        return  # torch passes an empty tensor over, NumPy does not
    assert concatenate(first, second, dim).shape == predicted(first, second, dim)


def test_what_is_too_large_is_reasoned_about() -> None:
    big = (1, 64, 600, 600)
    found = cat(big, big, 1)
    assert (found.shape, found.made) == ((1, 128, 600, 600), False)
    assert math.prod(found.shape or ()) > MOST
    assert not concatenate(big, big, 1).made
    with pytest.raises(ValueError, match="huge"):
        cat((1, 64, 4096, 4096), (1, 64, 4096, 4096), 1)


@pytest.mark.parametrize(
    ("given_shape", "trouble"),
    [
        ((), "axes"),
        ((1,) * 5, "axes"),
        ((2, -1), "negative"),
        ((LARGEST + 1,), "huge"),
        ((1, 2, 3, 4), None),
        ((0,), None),
    ],
)
def test_shapes_for_the_bench(given_shape: tuple[int, ...], trouble: str | None) -> None:
    assert check_shape(given_shape) == trouble


def test_mixed_numbers_are_promoted_in_silence() -> None:
    assert cat((1, 2, 3, 3), (1, 2, 3, 3), 1, ("float32", "float64")).dtype == "float64"
    assert cat((1, 64, 600, 600), (1, 64, 600, 600), 1, ("float16", "int64")).dtype == "float16"


@pytest.mark.parametrize("dim", [0, 2, 3])
def test_a_wrong_axis_comes_to_light_at_the_next_convolution(dim: int) -> None:
    joined = cat((1, 64, 8, 8), (1, 64, 8, 8), dim).shape
    assert joined is not None
    told = feed(joined, 128).error
    assert told.startswith("RuntimeError: Given groups=1")
    real = torch.nn.Conv2d(128, 8, 3, padding=1)
    with pytest.raises(RuntimeError) as caught:
        real(torch.zeros(joined))
    assert "to have 128 channels, but got 64 channels" in told
    assert "to have 128 channels, but got 64 channels" in str(caught.value)
    assert feed((1, 128, 8, 8), 128).shape == (1, 8, 8, 8)


def test_mixed_numbers_are_refused_by_the_next_convolution() -> None:
    assert "Input type (double)" in feed((1, 128, 8, 8), 128, dtype="float64").error


def test_channels_last_changes_strides_and_not_the_shape() -> None:
    plain, last = strides_of((2, 3, 4, 5))
    assert (plain, last) == ((60, 20, 5, 1), (60, 1, 15, 3))


def test_keras_by_its_recorded_table() -> None:
    table = json.loads((HOUSE / "assets" / "records" / "keras.json").read_text(encoding="utf-8"))
    assert table["command"].startswith("python -m benchmarks.keras_table")
    assert len(table["rows"]) >= 40
    for row in table["rows"]:
        found = keras_concatenate(tuple(row["first"]), tuple(row["second"]), row["axis"])
        assert (None if found is None else list(found)) == row["shape"], row


def test_the_classic_example() -> None:
    one = np.arange(8).reshape(2, 2, 2)
    for axis, expected in ((0, (4, 2, 2)), (1, (2, 4, 2)), (2, (2, 2, 4)), (-1, (2, 2, 4))):
        assert np.concatenate([one, one], axis=axis).shape == expected
        assert predicted((2, 2, 2), (2, 2, 2), axis) == expected
        assert keras_concatenate((2, 2, 2), (2, 2, 2), axis) == expected
