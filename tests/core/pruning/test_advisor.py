"""The advisor: every depth really run, the shallowest that keeps an agreement, a stop, a table."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import replace

import pytest

from unet_demo.core.engine import background, engine
from unet_demo.core.engine.run import Run
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.gallery.generated import drawn
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.pruning import advisor
from unet_demo.core.pruning.advisor import Look, advice, depth_told, looked_at, shallowest, survey, table_csv


def looks(*agreements: float, scores: tuple[float | None, ...] = (None,) * 4) -> list[Look]:
    pairs = zip(agreements, scores, strict=False)
    return [Look("a", depth, value, score, 10.0 * depth, depth) for depth, (value, score) in enumerate(pairs, start=1)]


def test_every_depth_is_run_and_only_its_nodes() -> None:
    found = looked_at("nuclei", lesson_copy(drawn("nuclei", 3)), "three")
    assert [look.depth for look in found] == [1, 2, 3, 4]
    assert [look.blocks for look in found] == [3, 6, 10, 15]
    assert found[-1].agreement == 1
    assert all(look.score is not None and 0 <= look.score <= 1 for look in found)
    assert looked_at("nuclei", sample("cell").load(), "cell")[0].score is None


def test_the_shallowest_that_keeps_it() -> None:
    rows = advice([*looks(0.7, 0.96, 0.9, 1.0), *looks(0.9, 0.98, 0.96, 1.0)])
    assert [row.pictures for row in rows] == [2] * 4
    assert rows[0].agreement == pytest.approx(0.8)
    assert rows[0].least == 0.7
    assert shallowest(rows, 0.95) == 2
    assert shallowest(rows, 0.99) == 4
    assert shallowest([], 0.9) is None


def test_a_depth_is_held_against_the_deepest_by_the_rule() -> None:
    def seen(pictures: int, lost: float) -> list[Look]:
        both = [(f"p{at}", depth, 0.9 - lost * (depth == 2) + 0.001 * at) for at in range(pictures) for depth in (2, 4)]
        return [Look(name, depth, 1.0, score, 5.0, 3) for name, depth, score in both]

    words = [depth_told(seen(pictures, lost), 2, "iou") for pictures, lost in ((8, 0.1), (8, 0.0), (4, 0.1))]
    assert [each.word for each in words if each] == ["ahead", "untold", "untold"]
    assert depth_told(seen(8, 0.1), 4, "iou") is None, "the deepest against itself"
    assert depth_told(looks(0.1, 0.2, 0.2, 1.0), 2, "iou") is None, "no truth, no score"
    assert depth_told([], 2, "iou") is None


def test_the_table_is_disarmed() -> None:
    rows = list(csv.reader(io.StringIO(table_csv([Look("=cmd()", 1, 0.5, None, 3.14, 3)]).decode("utf-8-sig"))))
    assert rows[1] == ["'=cmd()", "1", "0.5000", "", "3.1", "0", "3"]


def wait_for(job: advisor.Survey) -> None:
    until = time.monotonic() + 120
    while job.state == "running" and time.monotonic() < until:
        assert 0 <= job.progress <= 1
        time.sleep(0.05)


def test_a_survey_runs_and_can_be_stopped() -> None:
    engine.boot()
    pictures = [(str(number), lesson_copy(drawn("nuclei", number))) for number in range(3)]
    job = survey("nuclei", pictures[:1])
    wait_for(job)
    assert (job.state, len(job.looks), job.progress) == ("done", 4, 1)
    job = survey("nuclei", pictures)
    job.stop()
    wait_for(job)
    assert job.state == "stopped"
    assert len(job.looks) < 12


def test_a_survey_that_nobody_looks_at_stops_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "LEFT_ALONE_S", 0.0)
    job = survey("nuclei", [(str(number), lesson_copy(drawn("nuclei", number))) for number in range(3)])
    wait_for(job)
    assert job.state == "stopped"


def test_too_many_at_once_are_busy_and_none_is_refused() -> None:
    with pytest.raises(ValueError, match="Got 0 pictures"):
        survey("nuclei", [])
    pictures = [(str(number), lesson_copy(drawn("nuclei", number))) for number in range(3)]
    running = [survey("nuclei", pictures) for _ in range(advisor.AT_ONCE)]
    with pytest.raises(engine.Busy):
        survey("nuclei", pictures)
    for job in running:
        job.stop()
        wait_for(job)
    wait_for(job := survey("nuclei", pictures[:1]))
    assert job.state == "done"


def test_a_failure_is_told_and_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(engine, "run", broken)
    for _ in range(advisor.AT_ONCE + 1):
        job = survey("nuclei", [("a", lesson_copy(drawn("nuclei", 1)))])
        wait_for(job)
        assert (job.state, str(job.error)) == ("failed", "no")


def test_a_time_of_a_busy_moment_marks_its_row_and_is_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.boot()
    first, real = set[int](), engine.run

    def run(task: str, picture: Picture, depth: int) -> Run:
        """The first run of every odd depth is disturbed, every one of depth 4."""
        disturbed = depth == 4 or (depth % 2 == 1 and depth not in first)
        first.add(depth)
        return replace(real(task, picture, depth), quiet=not disturbed)

    monkeypatch.setattr(engine, "run", run)
    job = survey("nuclei", [("one", lesson_copy(drawn("nuclei", 1)))])
    wait_for(job)
    assert job.state == "done"
    assert [look.depth for look in job.looks] == [1, 2, 3, 4]
    assert [row.quiet for row in advice(job.looks)] == [True, True, True, False]
    rows = list(csv.DictReader(io.StringIO(table_csv(job.looks).decode("utf-8-sig"))))
    assert [row["busy_moment"] for row in rows] == ["0", "0", "0", "1"]
