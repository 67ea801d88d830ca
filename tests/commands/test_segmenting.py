"""`segment` on the command line: many pictures, every format, pages from 1, and a sentence for what goes wrong."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pictures import stack_of
from PIL import Image

from unet_demo.__main__ import main
from unet_demo.core.engine import engine
from unet_demo.core.engine.run import Run
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import read_picture
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scoring import downloads
from unet_demo.core.scoring.instances import separate, table

CELLS = nuclei(12, 8, 0.1, 0.1, "fluorescence", 1, 80, 100).pixels
GREY = CELLS if CELLS.ndim == 2 else CELLS[..., 0]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pictures of one name, one in a folder below, and a text."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cells" / "deeper").mkdir(parents=True)
    Image.fromarray(CELLS).save(tmp_path / "cells" / "a.png")
    Image.fromarray(GREY[:, ::-1].copy()).save(tmp_path / "cells" / "a.tif")
    Image.fromarray(GREY).save(tmp_path / "cells" / "deeper" / "b.png")
    (tmp_path / "cells" / "notes.txt").write_text("no picture")
    return tmp_path


def run_of(path: Path, task: str = "nuclei", depth: int = 1, page: int = 0) -> Run:
    return engine.run(task, read_picture(path.read_bytes(), page=page), depth)


def opened(path: Path) -> NDArray[Any]:
    return np.asarray(Image.open(path))


def asked(*arguments: str) -> int:
    return main(["segment", *arguments, "--depth", "1"])


def test_a_folder_gives_a_folder_and_what_lies_deeper_is_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked("cells", "-o", "out/masks") == 0
    assert sorted(path.name for path in (folder / "out" / "masks").iterdir()) == ["a-2.png", "a.png"]
    for name, picture in (("a.png", "a.png"), ("a-2.png", "a.tif")):
        mask = run_of(folder / "cells" / picture).mask("1", 0.5)
        assert np.array_equal(opened(folder / "out" / "masks" / name), mask * np.uint8(255))
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["out/masks/a.png", "out/masks/a-2.png"]
    assert all(line.split(", ")[-1].endswith(" ms") and " blocks, " in line for line in lines)
    assert "\r" not in said.err


def test_one_that_fails_keeps_no_other_from_being_done(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("cells/a.png", "cells/notes.txt", "gone.png", "cells/a.tif") == 2
    assert sorted(path.name for path in (folder / "masks").iterdir()) == ["a-2.png", "a.png"]
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("cells/notes.txt: Got a file that is not a picture")
    assert told[1].startswith("gone.png: Got gone.png: No such file or directory; ")
    assert told[2].startswith("Got 2 of 4 pictures")
    assert len(told) == 3


def test_objects_as_numbers_and_as_tables(folder: Path) -> None:
    labels = separate(run_of(folder / "cells/a.png").mask("1", 0.4))
    for name in ("n.tiff", "n.csv", "n.json"):
        assert asked("cells/a.png", "--threshold", "0.4", "-o", name) == 0
    assert opened(folder / "n.tiff").dtype == np.uint16
    assert np.array_equal(opened(folder / "n.tiff"), labels)
    assert labels.max() > 3
    assert (folder / "n.csv").read_bytes() == downloads.table_csv(table(labels))
    told = json.loads((folder / "n.json").read_text("utf-8"))
    rows = list(csv.DictReader(io.StringIO((folder / "n.csv").read_text("utf-8"))))
    assert (told["picture"], told["width_px"], told["height_px"], told["threshold"]) == ("a.png", 100, 80, 0.4)
    assert [{name: float(value) for name, value in row.items()} for row in rows] == told["objects"]


@pytest.mark.parametrize("task", ["street", "cats"])
def test_classes_as_numbers_and_as_tables(folder: Path, task: str) -> None:
    for format in ("tiff", "csv", "json"):
        assert asked("cells/a.png", "--task", task, "--format", format) == 0
    run = run_of(folder / "cells/a.png", task)
    numbers = run.mask("1", 0.5) if run.classes is None else run.label("1")
    names = TASKS[task].classes if run.classes is not None else ("background", "cat")
    assert np.array_equal(opened(folder / "mask.tiff"), numbers)
    told = json.loads((folder / "mask.json").read_text("utf-8"))
    assert {row["name"]: row["pixels"] for row in told["classes"]} == {
        name: int((numbers == number).sum()) for number, name in enumerate(names)
    }
    assert (folder / "mask.csv").read_text("utf-8").splitlines()[0] == "class,name,pixels,percent"


def test_pages_are_counted_from_1_and_the_one_that_is_taken_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "stack.tif").write_bytes(stack_of(GREY, GREY[::-1].copy(), GREY[:, ::-1].copy()))
    for page in (1, 2, 3):
        assert asked("stack.tif", "--page", str(page), "-o", f"{page}.png") == 0
        mask = run_of(folder / "stack.tif", page=page - 1).mask("1", 0.5)
        assert np.array_equal(opened(folder / f"{page}.png"), mask * np.uint8(255))
    assert capsys.readouterr().err == ""
    assert asked("stack.tif") == 0
    assert "stack.tif: page 1 of 3; --page N takes another." in capsys.readouterr().err
    for page in (0, 4):
        assert asked("stack.tif", "--page", str(page)) == 2
        assert capsys.readouterr().err.startswith(f"Got page {page}; this file has pages 1 to 3;")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cells/a.png", "--device", "cuda:7"], "Device is cuda:7; this machine has "),
        (["cells/a.png", "-o", "mask.jpg"], "Got mask.jpg; names that end in .png, .tiff, .json, .csv are written"),
        (["cells/a.png", "-o", "mask.csv", "--format", "png"], "both must mean the same"),
        (["cells/a.png", "-o", "cells/a.png"], "which is a picture itself"),
        (["cells", "-o", "cells"], "which is a picture itself"),
        (["cells/a.png", "-o", "cells/notes.txt/mask.png"], "Got cells/notes.txt/mask.png: "),
        (["."], "which holds no picture itself; folders below it are not looked into"),
        (["cells/a.png", "--threshold", "nan"], "Threshold is nan; it must lie between 0 and 1"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert asked(*arguments) == 2
    told = capsys.readouterr().err.splitlines()
    assert said in told[0]
    assert len(told) == 1
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def out_of_memory() -> Exception:
    import torch

    return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.\nmore")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (out_of_memory, "CUDA out of memory. Tried to allocate 2 GiB.;"),
        (MemoryError, "memory ran out;"),
        (lambda: engine.Busy("All 64 places are taken"), "All 64 places are taken;"),
    ],
)
def test_memory_that_runs_out_is_one_sentence(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Callable[[], Exception],
    said: str,
) -> None:
    def run(*_: object, **__: object) -> None:
        raise error()

    monkeypatch.setattr(engine, "run", run)
    assert asked("cells/a.png") == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1


def test_a_full_disk_is_one_sentence_and_the_old_file_stays_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mask.png").write_text("old")

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert asked("cells/a.png") == 2
    assert capsys.readouterr().err.startswith("Got mask.png: No space left on device; room to write is needed")
    assert (folder / "mask.png").read_text() == "old"
    assert not list(folder.glob(".mask*"))


def test_what_is_no_ordinary_file_is_written_to_and_not_replaced(folder: Path) -> None:
    assert asked("cells/a.png", "-o", "/dev/null") == 0
    assert not Path("/dev/null").is_file()
    (folder / "link.png").symlink_to(folder / "real.png")
    assert asked("cells/a.png", "-o", "link.png") == 0
    assert (folder / "link.png").is_symlink()
    assert opened(folder / "real.png").shape == (80, 100)


def test_a_bar_is_drawn_for_eyes_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert asked("cells") == 0
    drawn = capsys.readouterr().err
    assert "1/2 50% a.png" in drawn
    assert "2/2 100% a.tif" in drawn
    assert drawn.endswith("\r")
