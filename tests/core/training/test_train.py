"""Training: seeded, the same after a kill, refused before the first step where the data are wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors import safe_open

from unet_demo.core.nets.cards import read_card
from unet_demo.core.nets.model import UNetPlusPlus
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.nets.weights import load_model, read_about
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.training import evaluate, train
from unet_demo.core.training.data import batch_of, load_examples

NUCLEI = TASKS["nuclei"]
TINY = ["--widths", "2", "3", "4", "5", "6", "--batch", "2", "--side", "32", "--save-every", "1", "--name", "tiny"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six generated scenes in the layout that training reads, under train and val."""
    root: Path = tmp_path_factory.mktemp("nuclei")
    for seed in range(6):
        split = root / ("train" if seed < 4 else "val")
        for kind in ("images", "labels"):
            (split / kind).mkdir(parents=True, exist_ok=True)
        scene = nuclei(8, 8, 0.1, 0.1, "histology" if seed % 2 else "fluorescence", seed, 64, 80)
        assert scene.truth is not None
        Image.fromarray(scene.pixels).save(split / "images" / f"{seed}.png")
        Image.fromarray(scene.truth).save(split / "labels" / f"{seed}.png")
    return root


def run(folder: Path, to: Path, steps: int, *more: str) -> dict[str, torch.Tensor]:
    """Train for `steps` and return the weights."""
    where = ["--checkpoints", str(to / "checkpoints"), "--out", str(to), "--device", "cpu"]
    assert train.main(["--data", str(folder), "--steps", str(steps), *TINY, *where, *more]) == 0
    with safe_open(to / "tiny.safetensors", "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}


def test_same_seed_same_weights_other_seed_other_weights(folder: Path, tmp_path: Path) -> None:
    one, same = (run(folder, tmp_path / name, 3) for name in "ab")
    other = run(folder, tmp_path / "c", 3, "--seed", "1")
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert any(not torch.equal(one[name], other[name]) for name in one)


def test_killed_run_goes_on_to_the_same_result(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(folder, tmp_path / "whole", 5)
    real, calls = train.train_step, list[int]()

    def dies_at_the_fourth(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(train, "train_step", dies_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        run(folder, tmp_path / "killed", 5)
    assert len(calls) == 4
    assert not (tmp_path / "killed" / "tiny.safetensors").exists()
    resumed = run(folder, tmp_path / "killed", 5)
    assert len(calls) == 4 + 2  # steps 1 to 3 were not done again
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_checkpoint_of_another_run_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, tmp_path, 2)
    where = ["--checkpoints", str(tmp_path / "checkpoints"), "--out", str(tmp_path), "--device", "cpu"]
    assert train.main(["--data", str(folder), "--steps", "9", *TINY, *where]) == 2
    assert "from another run" in capsys.readouterr().err


def test_a_run_can_start_from_a_finished_one(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = run(folder, tmp_path / "first", 3)
    start = str(tmp_path / "first" / "checkpoints" / "tiny.safetensors")
    same = run(folder, tmp_path / "same", 1, "--start", start, "--rate", "0")
    assert all(torch.allclose(first[name], same[name], atol=0.1) for name in first)  # only statistics moved
    scratch = run(folder, tmp_path / "scratch", 1, "--rate", "0")
    assert any(not torch.allclose(first[name], scratch[name], atol=0.1) for name in first)
    assert train.main(["--data", str(folder), *TINY, "--start", str(tmp_path / "none")]) == 2
    assert "Got no checkpoint none" in capsys.readouterr().err


def test_weights_say_how_they_were_made_and_hold_the_folded_net(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path, 1)
    about = read_about(tmp_path / "tiny.safetensors")
    assert about["command"].startswith("python -m unet_demo.core.train --data DIR --steps 1")
    assert str(folder) not in json.dumps(about)
    model = load_model(tmp_path / "tiny.safetensors")
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in model.modules())
    assert model.architecture.widths == (2, 3, 4, 5, 6)


def test_a_step_lowers_the_loss_of_its_batch(folder: Path) -> None:
    torch.manual_seed(0)
    model = UNetPlusPlus(widths=(4, 4, 4, 4, 4), norm=True).train()
    batch = batch_of(load_examples(folder, "train", NUCLEI), np.random.default_rng(0), 4, 64, 1.0, NUCLEI)
    image, target = map(torch.from_numpy, batch)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-2)
    losses = [train.train_step(model, image, target, optimiser)[0] for _ in range(12)]
    assert losses[-1] < 0.9 * losses[0]


def test_crops_are_seeded_and_lie_in_range(folder: Path) -> None:
    examples = load_examples(folder, "train", NUCLEI)
    first, again = (batch_of(examples, np.random.default_rng((7, 3)), 6, 48, 1.0, NUCLEI) for _ in range(2))
    other, _ = batch_of(examples, np.random.default_rng((7, 4)), 6, 48, 1.0, NUCLEI)
    image, target = first
    assert np.array_equal(image, again[0])
    assert not np.array_equal(image, other)
    assert image.shape == (6, 3, 48, 48)
    assert target.shape == (6, 48, 48)
    assert image.min() >= 0
    assert image.max() <= 1
    assert set(np.unique(target)) == {0, 1}


def break_nothing_there(folder: Path) -> str:
    (folder / "train" / "images").rename(folder / "train" / "pictures")
    return "BBBC038"


def break_lone_picture(folder: Path) -> str:
    (folder / "train" / "labels" / "a.png").unlink()
    return "without their partner in train (first: a)"


def break_empty(folder: Path) -> str:
    for kind in ("images", "labels"):
        (folder / "train" / kind / "a.png").unlink()
    return "an empty train"


def break_size(folder: Path) -> str:
    Image.new("L", (5, 6)).save(folder / "train" / "labels" / "a.png")
    return "another size (first: a.png)"


@pytest.mark.parametrize("spoil", [break_nothing_there, break_lone_picture, break_empty, break_size])
def test_wrong_data_are_refused_before_the_first_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], str]
) -> None:
    for kind in ("images", "labels"):
        (tmp_path / "train" / kind).mkdir(parents=True)
        Image.new("L", (32, 32)).save(tmp_path / "train" / kind / "a.png")
    said = spoil(tmp_path)
    monkeypatch.setattr(train, "train_step", lambda *_: pytest.fail("a step was taken"))
    assert train.main(["--data", str(tmp_path), *TINY]) == 2
    assert said in capsys.readouterr().err


def test_evaluate_prints_a_table_json_and_a_card(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, tmp_path, 1)
    capsys.readouterr()
    arguments = ["--data", str(folder), "--weights", str(tmp_path / "tiny.safetensors"), "--device", "cpu"]
    assert evaluate.main(arguments) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["head", "L1", "L2", "L3", "L4"]
    assert evaluate.main([*arguments, "--json", "--card"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == {"held_back": None, **json.loads((tmp_path / "tiny.card.json").read_text())}
    (val,) = printed["scores"]
    assert val["pictures"] == 2
    assert [head["depth"] for head in val["heads"]] == [1, 2, 3, 4]
    assert all(0 <= head["scores"]["iou"] <= head["scores"]["dice"] <= 1 for head in val["heads"])
    assert evaluate.main([*arguments, "--split", "scenes", "--card"]) == 0
    card = read_card(tmp_path / "tiny.card.json")
    assert [each.split for each in card.scores] == ["val", "scenes"]
    assert card.on("val").heads[0].scores == val["heads"][0]["scores"]
    with pytest.raises(KeyError, match="no scores on test"):
        card.on("test")


def test_evaluate_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main(["--data", str(tmp_path), "--weights", str(tmp_path / "none.safetensors")]) == 2
    assert "none.safetensors is missing" in capsys.readouterr().err
