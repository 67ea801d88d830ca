"""The taken-home file reads strange files as the app does, or says in a sentence that it does not."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pictures import file_of, rotated
from PIL import Image
from strange import GREY, READ, REFUSED

from unet_demo.core.engine import engine
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import PictureError, read_picture
from unet_demo.core.pictures.input_size import working_pixels, working_size
from unet_demo.core.pruning.take_home import pruned_code, pruned_weights
from unet_demo.core.scenes.nuclei import nuclei


@cache
def code() -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "pruned_net"}
    exec(pruned_code(engine.model_of("nuclei").architecture, 1, TASKS["nuclei"].side_px), names)
    return names


@cache
def weights() -> bytes:
    return pruned_weights(engine.model_of("nuclei"), 1, {"task": "nuclei"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "weights.safetensors").write_bytes(weights())
    return tmp_path


def asked(folder: Path, data: bytes) -> int:
    """The file's own `main`, as the command line calls it."""
    (folder / "picture").write_bytes(data)
    status: int = code()["main"]([str(folder / name) for name in ("weights.safetensors", "picture", "mask.png")])
    return status


def mask_of(data: bytes) -> NDArray[np.uint8]:
    """What the app gives."""
    return engine.run("nuclei", read_picture(data), 1).mask("1", 0.5) * np.uint8(255)


@pytest.mark.parametrize("kind", READ)
def test_a_strange_file_gives_the_apps_mask_bit_for_bit(kind: str, folder: Path) -> None:
    data = READ[kind]()
    app, (pixels, _) = read_picture(data), code()["read_picture"](write(folder, data))
    assert pixels.dtype == app.pixels.dtype
    assert np.array_equal(pixels, app.pixels)
    assert code()["levels_of"](pixels) == (app.levels.low, app.levels.high)
    assert asked(folder, data) == 0
    assert np.array_equal(np.asarray(Image.open(folder / "mask.png")), mask_of(data))


def write(folder: Path, data: bytes) -> Path:
    (folder / "picture").write_bytes(data)
    return folder / "picture"


@pytest.mark.parametrize("kind", REFUSED)
def test_what_would_be_read_otherwise_is_refused_in_a_sentence(
    kind: str, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(folder, REFUSED[kind]()) == 2
    said = [line for line in capfd.readouterr().err.splitlines() if line.startswith("Got ")]
    assert len(said) == 1
    assert said[0].count(";") >= 2
    assert ("megapixels" in said[0]) == (kind in ("a huge tile", "a bomb"))
    assert ("damaged" in said[0]) == (kind in ("cut off", "missing strips", "a lost strip"))
    assert not (folder / "mask.png").exists()


def test_most_of_what_is_read_would_be_marked_otherwise_without_care(folder: Path) -> None:
    """The comparison can fail: `convert("RGB")`, as the file did once, gives another mask for the dim ones."""
    wrong = []
    for kind in ("12 bits in a 16-bit png", "float32", "int16", "16-bit white is zero", "exif 6"):
        data = READ[kind]()
        (folder / "picture").write_bytes(data)
        pixels = np.asarray(Image.open(folder / "picture").convert("RGB"))
        mask = code()["segment"](code()["load"](folder / "weights.safetensors"), pixels)
        wrong.append(not np.array_equal(mask, mask_of(data)))
    assert all(wrong)


def test_without_tifffile_its_kinds_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tifffile", None)
    for kind in ("float64", "16-bit colour"):
        with pytest.raises(ValueError, match="install tifffile"):
            code()["read_picture"](write(folder, READ[kind]()))
    assert asked(folder, READ["float32"]()) == 0


def test_the_page_that_is_read_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(folder, READ["stack"]()) == 0
    assert "has 2 pages; page 1 is read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "Got 0 names; weights, picture and mask are needed"),
        (["weights.safetensors", "picture"], "Got 2 names"),
        (
            ["gone.safetensors", "picture", "mask.png"],
            "gone.safetensors, which is missing or no whole safetensors file",
        ),
        (["picture", "picture", "mask.png"], "which is missing or no whole safetensors file"),
        (["weights.safetensors", "gone.png", "mask.png"], "gone.png: No such file"),
        (["weights.safetensors", "", "mask.png"], "a picture file is needed"),
        (["weights.safetensors", "picture", "mask.jpg"], "a name that ends in .png or .tif is needed"),
        (["weights.safetensors", "picture", "no folder/mask.png"], "a place to write is needed"),
    ],
)
def test_wrong_use_is_met_with_a_sentence(
    names: list[str], said: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    write(folder, file_of(GREY))
    assert code()["main"](names) == 2
    assert said in capsys.readouterr().err
    assert not list(folder.glob("mask*"))


def test_memory_that_runs_out_is_met_with_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory\nmore")

    monkeypatch.setitem(code(), "segment", full)
    assert asked(folder, file_of(GREY)) == 2
    said = capsys.readouterr().err
    assert "can't allocate memory" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("task", ["street", "cats"])
@pytest.mark.parametrize("kind", ["16-bit colour", "float32", "rgba"])
def test_tasks_that_look_at_a_smaller_copy_read_alike(task: str, kind: str, tmp_path: Path) -> None:
    model, names = engine.model_of(task), dict[str, Any](__name__="pruned_net")
    exec(pruned_code(model.architecture, 1, 32), names)
    (tmp_path / "weights.safetensors").write_bytes(pruned_weights(model, 1, {}))
    pixels, _ = names["read_picture"](write(tmp_path, READ[kind]()))
    small, low, high = names["looked_at"](pixels)
    picture = read_picture(READ[kind]())
    expected, levels = working_pixels(picture, working_size(32, picture.height, picture.width))
    assert np.array_equal(small, expected)
    assert (low, high) == (levels.low, levels.high)
    assert names["segment"](names["load"](tmp_path / "weights.safetensors"), pixels).shape == (70, 90)


@pytest.mark.proof
@pytest.mark.parametrize("kind", [*READ, *REFUSED])
def test_as_a_process_of_its_own(kind: str, folder: Path) -> None:
    """Python alone, without this app on its path."""
    names = ["weights.safetensors", "picture", "mask.png"]
    (folder / "pruned_net.py").write_text(pruned_code(engine.model_of("nuclei").architecture, 1), encoding="utf-8")
    data = (READ | REFUSED)[kind]()
    write(folder, data)
    command = [sys.executable, "-I", "pruned_net.py", *names]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr
    assert done.returncode == (2 if kind in REFUSED else 0)
    if kind in READ:
        assert np.array_equal(np.asarray(Image.open(folder / "mask.png")), mask_of(data))


@pytest.mark.proof
def test_twelve_megapixels_take_the_memory_of_a_tile(folder: Path) -> None:
    """As a process of its own: the app's mask, and a peak below 2 GB, where all at once took 6.8 GB."""
    pixels = np.tile(nuclei(60, 12, 0.2, 0.1, "smear", 1, 600, 800).pixels, (5, 5, 1))
    (folder / "pruned_net.py").write_text(pruned_code(engine.model_of("nuclei").architecture, 1), encoding="utf-8")
    data = file_of(pixels)
    write(folder, data)
    names = ["pruned_net.py", "weights.safetensors", "picture", "mask.png"]
    script = (
        "import resource, subprocess, sys\n"
        f"subprocess.run([sys.executable, '-I', *{names}], check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, capture_output=True, timeout=900)
    assert int(done.stdout) < 2 * 2**20  # kB
    assert np.array_equal(np.asarray(Image.open(folder / "mask.png")), mask_of(data))


def test_what_the_app_refuses_is_refused_here_too() -> None:
    """So that nothing of REFUSED is a picture that the app reads and the file only loses."""
    both = []
    for kind in ("cut off", "missing strips", "a lost strip", "a huge tile", "a bomb", "text", "nothing"):
        try:
            read_picture(REFUSED[kind]())
        except PictureError:
            both.append(kind)
    assert len(both) == 7


def test_rotated_jpegs_of_the_apps_own_tests(folder: Path) -> None:
    for orientation in range(1, 9):
        data = rotated(orientation)
        assert np.array_equal(code()["read_picture"](write(folder, data))[0], read_picture(data).pixels)
