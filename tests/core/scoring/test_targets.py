"""Where nothing is known there is no score: one place says what is known, and everything that is scored asks it."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import unet_demo
from unet_demo.core.engine import engine
from unet_demo.core.engine.part import middle_of, target_in
from unet_demo.core.lessons import answer
from unet_demo.core.nets.tasks import TASKS, VOID
from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.pruning import door as pruning_door
from unet_demo.core.pruning.advisor import advice, looked_at
from unet_demo.core.scoring.score import score_of
from unet_demo.core.scoring.targets import target_for
from unet_demo.core.segment import summary
from unet_demo.core.skips import door
from unet_demo.core.training import evaluate
from unet_demo.core.training.data import Example, scenes_of
from unet_demo.core.training.losses import class_loss_of
from unet_demo.core.unetpp import door as unetpp_door

STREET, NUCLEI = TASKS["street"], TASKS["nuclei"]
NOWHERE = np.full((48, 64), VOID, np.uint8)


def street(truth: int | None) -> Picture:
    """Noise whose every pixel has this label."""
    pixels = np.random.default_rng(0).integers(0, 255, (48, 64, 3), np.uint8)
    return picture_of(pixels, "mine", None if truth is None else np.full((48, 64), truth, np.uint16))


def test_a_target_is_what_is_known() -> None:
    assert target_for("street", street(11)) is None
    assert target_for("street", street(None)) is None
    known = target_for("street", street(3))
    assert known is not None
    assert (known == 3).all()


@pytest.mark.parametrize("classes", [1, 11])
def test_a_target_known_nowhere_cannot_be_scored(classes: int) -> None:
    with pytest.raises(ValueError, match="known nowhere"):
        score_of(np.zeros_like(NOWHERE), NOWHERE, classes)


def test_no_door_scores_against_what_is_known_nowhere() -> None:
    mine = street(11)
    assert pruning_door.pruned_at("street", mine, 2).score is None
    assert unetpp_door.heads_of("street", mine).scores is None
    assert answer.answer_of("street", mine, "unetpp").score is None
    assert door.burnt_answer("street", mine, "unetpp", {0: "zero"}).score is None
    assert not target_in(mine, middle_of(mine), "street", engine.model_of("street"))[1]
    looks = looked_at("street", mine, "mine")
    assert {look.score for look in looks} == {None}
    assert {line.score for line in advice(looks)} == {None}


def test_a_reading_has_no_scores_where_nothing_is_known_and_finite_ones_where_something_is() -> None:
    mine = street(11)
    run = engine.run("street", mine)
    for each in summary.read_classes(run, mine.truth).values():
        assert (each.ious, each.miou, each.accuracy) == (None, None, None)
    assert mine.truth is not None
    truth = mine.truth.copy()
    truth[0, 0] = 1
    for each in summary.read_classes(run, truth).values():
        assert each.miou is not None
        assert each.accuracy is not None
        assert np.isfinite([each.miou, each.accuracy]).all()


def test_an_object_is_scored_on_what_is_known_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    run = engine.run("nuclei", street(None))
    half = np.where(np.arange(64) < 32, run.mask("4", 0.5), VOID).astype(np.uint16)
    monkeypatch.setattr(summary, "known_target_of", lambda _, truth: truth if truth.any() else None)
    found = summary.read_depths(run, 0.5, half).depths["4"]
    assert (found.iou, found.dice, found.wrong) == (1, 1, 0)
    unknown = summary.read_depths(run, 0.5, np.zeros_like(half)).depths["4"]
    assert (unknown.iou, unknown.dice, unknown.wrong) == (None, None, None)


def test_a_folder_known_nowhere_has_no_scores() -> None:
    assert evaluate.class_scores(np.zeros((11, 11), np.int64), STREET) == {}
    example = Example("one", np.zeros((48, 64, 3), np.uint8), NOWHERE.astype(np.uint16), NOWHERE)
    assert evaluate.object_scores(np.zeros((48, 64), np.bool_), example, NUCLEI) == {}
    seen = scenes_of(NUCLEI, 1)[0]
    mask = seen.target == 1
    half = Example(seen.name, seen.image, seen.label, np.where(np.arange(seen.target.shape[1]) < 60, seen.target, VOID))
    scores = evaluate.object_scores(mask, half, NUCLEI)
    assert (scores["iou"], scores["dice"], scores["pixel_error"]) == (1, 1, 0)
    model = engine.model_of("nuclei")
    with_unknown, alone = (evaluate.evaluate(model, many, NUCLEI) for many in ([example, seen], [seen]))
    assert [head.scores for head in with_unknown] == [head.scores for head in alone]
    assert all(head.scores == {} for head in evaluate.evaluate(model, [example], NUCLEI))


def test_a_folder_known_nowhere_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, mode, value in (("images", "RGB", 90), ("labels", "L", 11)):
        (tmp_path / "val" / kind).mkdir(parents=True)
        Image.new(mode, (32, 32), value).save(tmp_path / "val" / kind / "one.png")
    assert evaluate.main(["--task", "street", "--data", str(tmp_path), "--device", "cpu"]) == 2
    assert "leave every pixel out" in capsys.readouterr().err


def test_a_batch_known_nowhere_moves_nothing() -> None:
    logits = torch.rand(2, 11, 8, 8, requires_grad=True)
    loss = class_loss_of(logits, torch.full((2, 8, 8), VOID, dtype=torch.uint8), torch.ones(11))
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.item() == 0
    assert logits.grad is not None
    assert not logits.grad.any()


def test_what_is_known_is_decided_in_one_place() -> None:
    """A second function of this name could forget its guard."""
    package = Path(unet_demo.__file__).parent
    trees = {str(path.relative_to(package)): ast.parse(path.read_text("utf-8")) for path in package.rglob("*.py")}
    defined = [
        name
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "target_for"
    ]
    assert defined == ["core/scoring/targets.py"]
