"""What can be asked for on the command line: the main job without a browser, the app, training and scoring."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pictures import ramp, stack_of
from PIL import Image

from unet_demo.__main__ import COMMANDS, main
from unet_demo.core.engine import engine
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import read_picture
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scenes.street.street import street
from unet_demo.home import HOUSE


@pytest.fixture
def picture_file(tmp_path: Path) -> Path:
    path = tmp_path / "cells.png"
    Image.fromarray(nuclei(20, 10, 0.1, 0.1, "fluorescence", 1, 100, 130).pixels).save(path)
    return path


@pytest.mark.parametrize(("depth", "blocks"), [("2", 6), ("mean", 15)])
def test_segment_writes_the_mask(
    picture_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], depth: str, blocks: int
) -> None:
    out = tmp_path / "mask.png"
    assert main(["segment", str(picture_file), "--depth", depth, "-o", str(out)]) == 0
    assert "130x100, " in capsys.readouterr().out
    mask = np.asarray(Image.open(io.BytesIO(out.read_bytes())))
    run = engine.run("nuclei", read_picture(picture_file.read_bytes()), 4)
    assert np.array_equal(mask, run.mask(depth, 0.5) * np.uint8(255))


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (33, 2)])
def test_segment_writes_a_mask_of_any_size(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.fromarray(np.full(size, 90, np.uint8)).save(tmp_path / "odd.png")
    assert main(["segment", str(tmp_path / "odd.png"), "-o", str(tmp_path / "mask.png")]) == 0
    assert np.asarray(Image.open(tmp_path / "mask.png")).shape == size


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.png"], "nothing.png"),
        (["cells.png", "--threshold", "1.5"], "Threshold is 1.5; it must lie between 0 and 1"),
    ],
)
def test_bad_input_is_one_sentence(
    picture_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["segment", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "mask.png").exists()


@pytest.mark.parametrize("page", [1, 2, 3])
def test_pages_are_counted_from_one(tmp_path: Path, capsys: pytest.CaptureFixture[str], page: int) -> None:
    path, out = tmp_path / "stack.tif", tmp_path / "mask.png"
    path.write_bytes(stack_of(ramp(20, 30), ramp(30, 40), ramp(40, 50)))
    assert main(["segment", str(path), "--page", str(page), "-o", str(out)]) == 0
    assert capsys.readouterr().err == ""
    assert np.asarray(Image.open(out)).shape == (10 + 10 * page, 20 + 10 * page)


def test_who_names_no_page_hears_that_there_are_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "stack.tif", tmp_path / "mask.png"
    path.write_bytes(stack_of(ramp(20, 30), ramp(30, 40)))
    assert main(["segment", str(path), "-o", str(out)]) == 0
    assert "page 1 of 2; --page N" in capsys.readouterr().err
    for page in ("0", "3"):
        assert main(["segment", str(path), "--page", page, "-o", str(out)]) == 2
        assert capsys.readouterr().err.startswith(f"Got page {page}; this file has pages 1 to 2;")


def test_a_file_that_is_no_picture_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.png"
    path.write_text("no picture")
    assert main(["segment", str(path), "-o", str(tmp_path / "mask.png")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_task_of_several_classes_writes_their_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.fromarray(street(3, 5, 6, 5, 0.8, 0.1).pixels).save(tmp_path / "road.png")
    out = tmp_path / "classes.png"
    assert main(["segment", str(tmp_path / "road.png"), "--task", "street", "-o", str(out)]) == 0
    said = capsys.readouterr().out
    numbers = np.asarray(Image.open(out))
    assert numbers.shape == (360, 480)
    assert f"{(numbers == TASKS['street'].classes.index('road')).mean():.1%} road" in said


def test_another_net_of_a_task_answers(picture_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "mask.png"
    assert main(["segment", str(picture_file), "--build", "unet", "-o", str(out)]) == 0
    run = engine.run("nuclei", read_picture(picture_file.read_bytes()), 4, build="unet")
    assert np.array_equal(np.asarray(Image.open(out)), run.mask("4", 0.5) * np.uint8(255))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--build", "unet", "--depth", "2"], "Depth is 2; this unet has heads at (4,); choose one of them."),
        (["--task", "cats", "--build", "add"], "Got cats/add; a trained net is needed; choose one of nuclei/unetpp,"),
        (["--device", "abacus"], "Device is abacus; this machine has "),
    ],
)
def test_what_no_net_can_do_is_one_sentence(
    picture_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["segment", str(picture_file), *arguments, "-o", str(tmp_path / "mask.png")]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(said)
    assert len(errors.splitlines()) == 1


def test_help_is_there_before_torch_is_loaded() -> None:
    asked: list[list[str]] = [[], *([name] for name in COMMANDS)]
    script = (
        "import sys; from unet_demo.__main__ import main\n"
        f"for command in {asked!r}:\n"
        "    try: main([*command, '--help'])\n"
        "    except SystemExit as end: status = end.code\n"
        "    assert status == 0; assert not {'torch', 'streamlit'} & set(sys.modules), command"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for command in asked:
        assert " ".join(["usage: python -m unet_demo", *command]) in done.stdout


def test_the_app_is_started_in_this_process_and_further_options_are_streamlits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[tuple[Any, ...]] = []

    def execve(*given: Any) -> None:
        started.append(given)
        raise SystemExit(0)  # as the real one, it does not come back

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.setenv("MALLOC_ARENA_MAX", "4")
    with pytest.raises(SystemExit):
        main(["app", "--port", "8600", "--server.address", "127.0.0.1"])
    ((program, command, environment),) = started
    assert program == sys.executable
    assert command[-4:] == ["--server.port", "8600", "--server.address", "127.0.0.1"]
    assert Path(command[-5]) == HOUSE / "asgi.py"
    assert (environment["OMP_NUM_THREADS"], environment["MALLOC_ARENA_MAX"]) == ("1", "4")
    assert capsys.readouterr().out == "http://localhost:8600\n"


def test_a_study_is_asked_for_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "nothing"]) == 2
    assert "one of joins" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_the_doors_say_what_is_needed(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    status: object = None
    try:
        status = main([command, "--task", "cats"])
    except SystemExit as end:
        status = end.code
    assert status == 2
    assert TASKS["cats"].layout in capsys.readouterr().err
