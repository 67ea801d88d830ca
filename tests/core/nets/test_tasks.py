"""The table of tasks, what their labels become, and training and scoring with several classes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from unet_demo.core.gallery.generated import TASKS_DRAWN, drawn
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.tasks import BUILDS, TASKS, UNKNOWN, VOID, target_of
from unet_demo.core.nets.weights import load_model
from unet_demo.core.training import evaluate, losses, train
from unet_demo.core.training.data import Example, batch_of, class_weights, labels_of, load_examples, scenes_of

STREET = TASKS["street"]
TINY = ["--widths", "2", "3", "4", "5", "6", "--batch", "2", "--side", "32", "--steps", "2", "--name", "tiny"]


def example(label: np.ndarray, task: str) -> Example:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (*label.shape, 3)).astype(np.uint8)
    return Example("a", image, label.astype(np.uint16), target_of(TASKS[task], label))


def test_labels_become_what_the_net_is_to_say() -> None:
    label = np.array([[0, 1], [7, 300]])
    assert target_of(TASKS["nuclei"], label).tolist() == [[0, 1], [1, 1]]
    assert target_of(TASKS["membranes"], label).tolist() == [[1, 0], [0, 0]]
    assert target_of(STREET, np.array([[0, 10, 11]])).tolist() == [[0, 10, VOID]]
    with pytest.raises(ValueError, match="labels 12, 200"):
        target_of(STREET, np.array([[0, 12, 200]]))


@pytest.mark.parametrize("task", ["nuclei", "membranes", "cats"])
def test_what_is_unknown_of_one_class_is_no_object_and_moves_nothing(task: str) -> None:
    label = np.zeros((4, 4), int)
    label[:2] = UNKNOWN
    label[3] = 1
    target = target_of(TASKS[task], label)
    assert (target[:2] == VOID).all()
    assert (target[2:] != VOID).all()
    torch.manual_seed(0)
    logits = torch.randn(1, 1, 4, 4, requires_grad=True)
    loss = losses.loss_of(logits, torch.from_numpy(target)[None])
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert not logits.grad[0, 0, :2].any()
    assert logits.grad[0, 0, 2:].all()
    known = losses.loss_of(logits[..., 2:, :], torch.from_numpy(target[2:])[None])
    assert loss.item() == pytest.approx(known.item())
    assert losses.loss_of(logits, torch.full((1, 4, 4), VOID)).item() == 0


def test_every_number_of_a_training_folder_is_an_object(tmp_path: Path) -> None:
    """Also in a mask of 0 and 65535, whose white is no sign of doubt."""
    Image.fromarray(np.full((8, 8), UNKNOWN, np.uint16)).save(tmp_path / "a.png")
    target = target_of(TASKS["cats"], labels_of(tmp_path / "a.png", TASKS["cats"]))
    assert (target == 1).all()


def test_rare_classes_weigh_more_and_the_mean_weight_is_one() -> None:
    label = np.zeros((10, 10), int)
    label[0, :4], label[1] = 1, 11
    weights = class_weights([example(label, "street")], 3)
    assert weights.mean() == pytest.approx(1)
    assert weights[1] / weights[0] == pytest.approx(np.sqrt(86 / 4), rel=1e-4)  # 4 of the 90 pixels that have a class


def test_pixels_without_a_class_move_nothing() -> None:
    torch.manual_seed(0)
    logits = torch.randn(1, 11, 4, 4, requires_grad=True)
    target = torch.randint(0, 11, (1, 4, 4), dtype=torch.uint8)
    target[0, :2] = VOID
    losses.class_loss_of(logits, target, torch.ones(11)).backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert not logits.grad[0, :, :2].any()
    assert logits.grad[0, :, 2:].abs().min() > 0


def test_the_loss_of_classes_by_hand() -> None:
    logits = torch.log(torch.tensor([[[[0.7, 0.2]], [[0.3, 0.8]]]]))  # two pixels, softmax (0.7, 0.3) and (0.2, 0.8)
    target = torch.tensor([[[0, 1]]], dtype=torch.uint8)
    entropy = -(np.log(0.7) * 1 + np.log(0.8) * 3) / 4  # weights 1 and 3
    dice = ((2 * 0.7 + 1) / (0.9 + 1 + 1) + (2 * 0.8 + 1) / (1.1 + 1 + 1)) / 2
    loss = losses.class_loss_of(logits, target, torch.tensor([1.0, 3.0]))
    assert loss.item() == pytest.approx(0.5 * entropy + 1 - dice, rel=1e-5)


def test_crops_of_classes_hold_rare_ones_and_never_mix_neighbouring_numbers() -> None:
    label = np.zeros((96, 96), int)
    label[:6, :6] = 10  # a rare one, in a corner
    label[50:, :] = 11
    image, target = batch_of([example(label, "street")], np.random.default_rng(0), 16, 32, 0.7, STREET)
    assert image.shape == (16, 3, 32, 32)
    assert set(np.unique(target)) <= {0, 10, VOID}


def test_scenes_are_mixed_in_at_about_the_share_asked_for() -> None:
    dull, bright = np.zeros((64, 64), int), np.full((64, 64), 3)
    scenes, real = [example(bright, "street")], [example(dull, "street")]
    _, target = batch_of(real, np.random.default_rng(0), 400, 16, 0.0, STREET, scenes, 0.25)
    assert 0.18 < (target[:, 0, 0] == 3).mean() < 0.32


@pytest.mark.parametrize("task", TASKS_DRAWN)
def test_generated_scenes_are_the_same_for_the_same_number(task: str) -> None:
    one, same, other = drawn(task, 3), drawn(task, 3), drawn(task, 4)
    assert one.key == same.key != other.key
    assert one.truth is not None
    target = target_of(TASKS[task], one.truth)
    assert len(np.unique(target)) > 1


def test_the_deepest_head_alone_learns_when_asked(tmp_path: Path) -> None:
    folder = street_folder(tmp_path)
    weights = {}
    for steps in ("1", "3"):
        where = ["--out", str(tmp_path / steps), "--checkpoints", str(tmp_path / steps), "--device", "cpu"]
        more = ["--task", "street", "--build", "lasthead", "--scenes", "0", "--data", str(folder), *TINY, *where]
        assert train.main([*more, "--steps", steps]) == 0
        weights[steps] = load_model(tmp_path / steps / "tiny.safetensors").state_dict()
    moved = {name for name, value in weights["1"].items() if not torch.equal(value, weights["3"][name])}
    assert {name for name in moved if name.startswith("heads.")} == {"heads.4.weight", "heads.4.bias"}


@pytest.mark.parametrize("build", BUILDS)
def test_every_build_trains_and_comes_back(tmp_path: Path, build: str) -> None:
    folder = street_folder(tmp_path)
    where = ["--out", str(tmp_path), "--checkpoints", str(tmp_path), "--device", "cpu", "--store", "float16"]
    options = ["--task", "street", "--build", build, "--scenes", "0", "--data", str(folder), *TINY, *where]
    assert train.main(options) == 0
    model = load_model(tmp_path / "tiny.safetensors")
    assert isinstance(model, GridNet)
    assert (model.architecture.kind, model.architecture.join) == (BUILDS[build].kind, BUILDS[build].join)
    assert model.architecture.classes == 11
    assert next(model.parameters()).dtype == torch.float32


def street_folder(root: Path) -> Path:
    """Two small generated streets in train and val."""
    folder = root / "street"
    for split in ("train", "val"):
        for kind in ("images", "labels"):
            (folder / split / kind).mkdir(parents=True, exist_ok=True)
        for number in range(2):
            rng = np.random.default_rng(number)
            label = np.repeat(np.repeat(rng.integers(0, 12, (4, 6)), 12, 0), 12, 1).astype(np.uint8)
            Image.fromarray(np.stack([label * 20] * 3, -1)).save(folder / split / "images" / f"{number}.png")
            Image.fromarray(label).save(folder / split / "labels" / f"{number}.png")
    return folder


@pytest.mark.parametrize("fault", ["foreign", "unreadable"])
def test_wrong_labels_are_refused_before_the_first_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    folder = street_folder(tmp_path)
    spoilt = folder / "train" / "labels" / "1.png"
    if fault == "foreign":
        Image.new("L", (72, 48), 77).save(spoilt)
    else:
        spoilt.write_bytes(spoilt.read_bytes()[:40])
    monkeypatch.setattr(train, "train_step", lambda *_: pytest.fail("a step was taken"))
    assert train.main(["--task", "street", "--data", str(folder), *TINY]) == 2
    said = capsys.readouterr().err
    assert "1.png" in said
    assert ("labels 77" in said) == (fault == "foreign")


def test_missing_folders_say_what_the_task_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for task in TASKS.values():
        assert train.main(["--task", task.id, "--data", str(tmp_path), *TINY]) == 2
        assert evaluate.main(["--task", task.id, "--data", str(tmp_path), "--weights", "none"]) == 2
        assert task.layout in capsys.readouterr().err


def test_streets_are_scored_from_one_table_over_all_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = [np.array([[0, 0, 1, 11]]), np.array([[1, 1, 1, 0]])]
    given = [np.array([[0, 1, 1, 5]]), np.array([[1, 1, 0, 0]])]
    answers = iter(given)

    def logits_of(*_: object) -> list[np.ndarray]:
        return [np.eye(11)[next(answers)].transpose(2, 0, 1)]

    class OneHead:
        architecture = load_architecture()

    monkeypatch.setattr(evaluate, "logits_of", logits_of)
    (head,) = evaluate.evaluate(OneHead(), [example(each, "street") for each in labels], STREET)  # type: ignore[arg-type]
    assert head.scores["iou.sky"] == pytest.approx(2 / 4)
    assert head.scores["iou.building"] == pytest.approx(3 / 5)
    assert head.scores["miou"] == pytest.approx((2 / 4 + 3 / 5) / 2)
    assert head.scores["pixel_error"] == pytest.approx(2 / 7)
    assert "iou.car" not in head.scores


def load_architecture() -> object:
    from unet_demo.core.nets.grid import Architecture

    return Architecture("unet", 3, (2, 3), 11)


def test_scenes_can_be_scored_without_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = street_folder(tmp_path)
    where = ["--out", str(tmp_path), "--checkpoints", str(tmp_path), "--device", "cpu"]
    assert train.main(["--task", "street", "--scenes", "0", "--data", str(folder), *TINY, *where]) == 0
    weights = ["--task", "street", "--weights", str(tmp_path / "tiny.safetensors"), "--device", "cpu"]
    assert evaluate.main(weights) == 2
    assert "Got no --data" in capsys.readouterr().err
    capsys.readouterr()
    evaluate_scenes = [*weights, "--split", "scenes", "--json"]
    assert evaluate.main(evaluate_scenes) == 0
    (scenes,) = json.loads(capsys.readouterr().out)["scores"]
    assert scenes["pictures"] == evaluate.SCENES
    assert "--data" not in scenes["command"]
    assert all(0 <= head["scores"]["miou"] <= 1 for head in scenes["heads"])


def test_training_never_sees_the_scenes_that_are_scored() -> None:
    first = {each.image.tobytes() for each in scenes_of(TASKS["membranes"], 3)}
    scored = {each.image.tobytes() for each in scenes_of(TASKS["membranes"], 3, first=0)}
    assert not first & scored


def test_membranes_are_the_object(tmp_path: Path) -> None:
    for kind in ("images", "labels"):
        (tmp_path / "val" / kind).mkdir(parents=True)
    label = np.ones((16, 16), bool)
    label[4:6] = False
    Image.fromarray(label).save(tmp_path / "val" / "labels" / "a.png")
    Image.fromarray(label.astype(np.uint8) * 200).save(tmp_path / "val" / "images" / "a.png")
    (one,) = load_examples(tmp_path, "val", TASKS["membranes"])
    assert one.target.sum() == 2 * 16
    scores = evaluate.object_scores(one.target > 0, one, TASKS["membranes"])
    assert (scores["iou"], scores["pixel_error"]) == (1, 0)
