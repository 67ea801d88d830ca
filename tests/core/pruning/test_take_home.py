"""What goes home runs alone: the file in a clean folder gives the same mask bit for bit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load

from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets.grid import params_at
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.nets.weights import pruned_state
from unet_demo.core.pictures.images import picture_of
from unet_demo.core.pruning.take_home import pruned_code, pruned_weights

every_depth = pytest.mark.parametrize("depth", [1, 2, 3, 4])


@every_depth
def test_only_what_the_depth_needs_is_packed(depth: int) -> None:
    model = engine.model_of("nuclei")
    packed = load(pruned_weights(model, depth, {"task": "nuclei"}))
    assert sum(each.numel() for each in packed.values()) == params_at(model.architecture, depth)
    assert packed.keys() == pruned_state(model, depth).keys()
    assert not any(
        f"{row}_{col}." in name for name in packed for row in range(5) for col in range(5) if row + col > depth
    )


def mask_of(task: str, pixels: NDArray[np.uint8], depth: int) -> NDArray[np.uint8]:
    """What the engine gives, as the file writes it: 0 and 255, or a number for each class."""
    run = engine.run(task, picture_of(np.ascontiguousarray(pixels)), depth)
    return run.mask(str(depth), 0.5) * np.uint8(255) if run.classes is None else run.label(str(depth))


def of_gallery(picture: str) -> NDArray[np.uint8]:
    """(H, W, 3) with sides that have to be padded."""
    shown = sample(picture).load()
    pixels = shown.pixels if shown.pixels.ndim == 3 else np.repeat(shown.pixels[..., None], 3, axis=2)
    return pixels[: shown.height - 3, : shown.width - 5]


def segmented(folder: Path, task: str, pixels: NDArray[np.uint8], depth: int) -> NDArray[np.uint8]:
    """What the functions of the file give, called in this process."""
    model, code = engine.model_of(task), dict[str, Any](__name__="pruned_net")
    exec(pruned_code(model.architecture, depth, TASKS[task].side_px), code)
    (folder / "weights.safetensors").write_bytes(pruned_weights(model, depth, {"task": task}))
    given: NDArray[np.uint8] = code["segment"](code["load"](folder / "weights.safetensors"), pixels)
    return given


@pytest.mark.parametrize(("task", "picture", "depth"), [("nuclei", "smear", 1), ("street", "street_busy", 2)])
def test_the_file_alone_in_a_folder_gives_the_same_mask_bit_for_bit(
    tmp_path: Path, task: str, picture: str, depth: int
) -> None:
    model, pixels = engine.model_of(task), of_gallery(picture)
    (tmp_path / "pruned_net.py").write_text(pruned_code(model.architecture, depth, TASKS[task].side_px))
    (tmp_path / "weights.safetensors").write_bytes(pruned_weights(model, depth, {"task": task}))
    Image.fromarray(pixels).save(tmp_path / "picture.png")
    command = [sys.executable, "-I", "pruned_net.py", "weights.safetensors", "picture.png", "mask.png"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "mask.png")), mask_of(task, pixels, depth))


@pytest.mark.parametrize(("task", "picture", "depth"), [
    ("nuclei", "smear", 2), ("nuclei", "tissue", 3), ("nuclei", "crowded", 4), ("membranes", "membranes", 2),
    ("cats", "cat", 3),
])  # fmt: skip
def test_its_functions_give_the_same_mask_bit_for_bit(tmp_path: Path, task: str, picture: str, depth: int) -> None:
    pixels = of_gallery(picture)
    assert np.array_equal(segmented(tmp_path, task, pixels, depth), mask_of(task, pixels, depth))


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("size", [(1, 1), (1, 2), (3, 1), (17, 200), (1, 5000), (5000, 1), (700, 1301)])
def test_the_file_gives_the_same_mask_at_any_size(tmp_path: Path, task: str, size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8)
    assert np.array_equal(segmented(tmp_path, task, pixels, 1), mask_of(task, pixels, 1))


def test_weights_of_another_depth_are_met_with_a_sentence(tmp_path: Path) -> None:
    model = engine.model_of("nuclei")
    (tmp_path / "pruned_net.py").write_text(pruned_code(model.architecture, 2))
    (tmp_path / "weights.safetensors").write_bytes(pruned_weights(model, 3, {}))
    Image.new("RGB", (16, 16)).save(tmp_path / "picture.png")
    command = [sys.executable, "-I", "pruned_net.py", "weights.safetensors", "picture.png", "mask.png"]
    told = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=300)
    assert told.returncode
    assert "Got weights of depth 3" in told.stderr
    assert "this file needs depth 2" in told.stderr


def test_a_depth_without_a_head_is_refused() -> None:
    with pytest.raises(ValueError, match="Depth is 5"):
        pruned_code(engine.model_of("nuclei").architecture, 5)
