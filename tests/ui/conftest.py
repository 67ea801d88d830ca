"""What the tests of the pages share: the experiment of each claim once, and a machine that is always quiet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from unet_demo.core.engine import quiet, timing
from unet_demo.core.engine.quiet import Moment, Timed
from unet_demo.core.lessons import claims
from unet_demo.ui.lesson import claim_cards

run_once = cache(claims.timed_run)


def undisturbed(start: Moment, end: Moment, on_processor: bool = True) -> Timed:
    """The time between two moments as if nothing else had run."""
    return Timed(1000 * (end.wall_s - start.wall_s))


@pytest.fixture(autouse=True)
def _each_claim_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is voted on runs the experiment of a claim unless another test has."""
    monkeypatch.setattr(claim_cards, "timed_run", run_once)


@pytest.fixture(autouse=True)
def _a_quiet_machine() -> Iterator[None]:
    """What a page says of a time that was disturbed is tested where the disturbance is given (test_moments).

    For these tests alone: those of the core, which may run in the same process, look at the real thing.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quiet, "between", undisturbed)
        patch.setattr(timing, "out_of_order", lambda ms_by_depth: frozenset())
        patch.setattr(timing, "PASSES", 1)  # of each depth, for pages that show times
        yield
