"""The main job without a browser."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from unet_demo.__main__ import main
from unet_demo.core.engine import engine
from unet_demo.core.pictures.images import read_picture
from unet_demo.core.scenes.nuclei import nuclei


@pytest.fixture
def picture_file(tmp_path):
    path = tmp_path / "cells.png"
    Image.fromarray(nuclei(20, 10, 0.1, 0.1, "fluorescence", 1, 100, 130).pixels).save(path)
    return path


@pytest.mark.parametrize(("depth", "blocks"), [("2", 6), ("mean", 15)])
def test_segment_writes_the_mask(picture_file, tmp_path, capsys, depth, blocks):
    out = tmp_path / "mask.png"
    assert main(["segment", str(picture_file), "--depth", depth, "-o", str(out)]) == 0
    assert "130x100, " in capsys.readouterr().out
    mask = np.asarray(Image.open(io.BytesIO(out.read_bytes())))
    run = engine.run("nuclei", read_picture(picture_file.read_bytes()), 4)
    assert np.array_equal(mask, run.mask(depth, 0.5) * np.uint8(255))


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (33, 2)])
def test_segment_writes_a_mask_of_any_size(tmp_path, size):
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
def test_bad_input_is_one_sentence(picture_file, tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    assert main(["segment", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "mask.png").exists()


def test_a_file_that_is_no_picture_is_one_sentence(tmp_path, capsys):
    path = tmp_path / "notes.png"
    path.write_text("no picture")
    assert main(["segment", str(path), "-o", str(tmp_path / "mask.png")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
