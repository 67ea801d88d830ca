"""bfloat16 is judged again, a few times, where the first measurement was disturbed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from unet_demo.core.engine import engine, passes, precision
from unet_demo.core.engine.precision import TRIES, Judged
from unet_demo.core.engine.quiet import Timed
from unet_demo.core.gallery.gallery import samples_of
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.lesson import lesson_copy


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

    def judged(task: str, model: object) -> Judged:
        calls.append(task)
        return next(left)

    monkeypatch.setattr(precision, "has_bfloat16", lambda device: True)
    monkeypatch.setattr(precision, "_judged", judged)
    monkeypatch.setattr(precision, "_known", {})
    monkeypatch.setattr(precision, "_tries", {})
    model = engine.model_of("nuclei")
    assert [precision.bfloat16_pays("cpu", "nuclei", model) for _ in answers] == answers
    assert calls == ["nuclei"] * asked


def test_every_task_is_judged_by_its_own_net(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.boot()
    monkeypatch.setattr(precision, "has_bfloat16", lambda device: True)
    monkeypatch.setattr(precision, "_judged", lambda task, model: Judged(task == "street", True))
    monkeypatch.setattr(precision, "_known", {})
    monkeypatch.setattr(precision, "_tries", {})
    assert [engine.precisions(task, "cpu") for task in ("nuclei", "street")] == [
        ("float32",),
        ("float32", "bfloat16"),
    ]


@pytest.mark.parametrize("task", ["nuclei", "street"])
def test_what_is_compared_are_the_labels_of_a_picture_of_the_task(task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.boot()
    seen: list[tuple[int, ...]] = []

    def timed(net: torch.nn.Module, *_: int) -> Timed:
        return Timed(1.0 if next(net.parameters()).dtype == torch.bfloat16 else 2.0)

    def agreeing(one: torch.Tensor, two: torch.Tensor) -> bool:
        seen.extend((tuple(one.shape), tuple(two.shape)))
        return True

    monkeypatch.setattr(passes, "forward_timed", timed)
    monkeypatch.setattr(precision, "agree", agreeing)
    assert precision._judged(task, engine.model_of(task)) == Judged(True, True)
    picture = lesson_copy(samples_of(task)[0].load(), TASKS[task].side_px)
    assert seen == [(1, picture.height, picture.width)] * 2


@pytest.mark.parametrize(("moved", "same"), [(0, True), (5, True), (6, False)])
def test_labels_agree_while_no_more_than_five_of_a_thousand_differ(moved: int, same: bool) -> None:
    one = torch.zeros(1, 10, 100, dtype=torch.bool)
    two = one.clone()
    two.view(-1)[:moved] = True
    assert precision.agree(one, two) is same
