"""Which variations of a test `make test` runs, and which wait for `make proof`."""

from __future__ import annotations

from typing import Any

import pytest


def later(*values: object) -> list[Any]:
    """Parameters of `pytest.mark.parametrize` that only the proof runs; a tuple is several of them."""
    return [pytest.param(*(each if isinstance(each, tuple) else (each,)), marks=pytest.mark.proof) for each in values]


def first_now(*values: object) -> list[Any]:
    """The first at once, the others `later`."""
    return [values[0], *later(*values[1:])]
