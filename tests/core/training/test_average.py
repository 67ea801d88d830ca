"""The mean of two nets: every weight, what the header says of it, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from unet_demo.core.nets.cards import steps_of
from unet_demo.core.nets.model import UNet, fold, norms_of
from unet_demo.core.nets.weights import load_model, load_norms, read_about, save_model
from unet_demo.core.training import average


def stored(folder: Path, seed: int, steps: int, widths: tuple[int, ...] = (4, 6, 8)) -> Path:
    torch.manual_seed(seed)
    net, path = UNet(3, widths, norm=True), folder / f"run-{seed}.safetensors"
    about = {"command": f"train {seed}", "settings": json.dumps({"seed": seed, "steps": steps}), "torch": "2"}
    save_model(fold(net), path, about, torch.float16, norms_of(net))
    return path


def test_every_weight_is_the_mean_and_the_header_tells_of_both(tmp_path: Path) -> None:
    one, other = stored(tmp_path, 1, 10), stored(tmp_path, 2, 20)
    assert average.main([str(one), str(other), "--name", "both", "--out", str(tmp_path)]) == 0
    path = tmp_path / "both.safetensors"
    mine, theirs, both = (load_model(each).state_dict() for each in (one, other, path))
    for name, weight in both.items():
        torch.testing.assert_close(weight, (mine[name] + theirs[name]) / 2, atol=2e-3, rtol=2e-3)
    about = read_about(path)
    ran = "python -m unet_demo.core.average run-1.safetensors run-2.safetensors --name both"
    assert about["command"] == f"train 1; train 2; {ran}"
    assert json.loads(about["settings"])["averaged_with"]["seed"] == 1
    assert steps_of(json.loads(about["settings"])) == 20
    assert load_norms(path).keys() == load_norms(one).keys()


def test_nets_that_differ_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = stored(tmp_path, 1, 10), stored(tmp_path, 2, 20, (4, 6, 10))
    assert average.main([str(one), str(other), "--name", "both", "--out", str(tmp_path)]) == 2
    assert "one architecture" in capsys.readouterr().err
    assert not (tmp_path / "both.safetensors").exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = stored(tmp_path, 1, 10)
    assert average.main([str(one), str(tmp_path / "nobody.safetensors"), "--name", "both"]) == 2
    assert "nobody" in capsys.readouterr().err
