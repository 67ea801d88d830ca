"""bfloat16 is judged again, a few times, where the first measurement was disturbed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from unet_demo.core.engine import engine, precision
from unet_demo.core.engine.precision import TRIES, Judged


@pytest.mark.parametrize(
    ("found", "answers", "asked"),
    [
        ([Judged(True, True)], [True] * 5, 1),
        ([Judged(False, False), Judged(True, True)], [False, True, True, True, True], 2),
        ([Judged(False, False)] * TRIES, [False] * 5, TRIES),
    ],
)
def test_a_disturbed_judgement_is_repeated_a_few_times(
    monkeypatch: pytest.MonkeyPatch, found: list[Judged], answers: list[bool], asked: int
) -> None:
    engine.boot()
    left: Iterator[Judged] = iter(found)
    calls: list[str] = []

    def judged(device: str, model: object) -> Judged:
        calls.append(device)
        return next(left)

    monkeypatch.setattr(precision, "has_bfloat16", lambda device: True)
    monkeypatch.setattr(precision, "_judged", judged)
    monkeypatch.setattr(precision, "_known", {})
    monkeypatch.setattr(precision, "_tries", {})
    model = engine.model_of("nuclei")
    assert [precision.bfloat16_pays("cpu", model) for _ in answers] == answers
    assert len(calls) == asked
