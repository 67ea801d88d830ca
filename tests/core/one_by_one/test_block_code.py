"""The code to take home: every class is short, runs, and has the counts that the page shows."""

from __future__ import annotations

import ast
import runpy
from typing import Any

import pytest
import torch

from unet_demo.core.one_by_one.blocks.steps import Form, Kind
from unet_demo.core.one_by_one.blocks.zoo import block_of
from unet_demo.ui.frame.prose import FOLDER, code_of, source_at
from unet_demo.ui.one_by_one.blocks import CLASSES, CODE

TEXT = code_of("blocks")
PIECES = runpy.run_path(str(FOLDER.parent / "code" / "blocks.py"))


@pytest.mark.parametrize("each", [n for n in ast.parse(TEXT).body if isinstance(n, ast.ClassDef)], ids=lambda n: n.name)
def test_classes_are_short(each: ast.ClassDef) -> None:
    assert each.end_lineno is not None
    assert each.end_lineno - each.lineno < 25


@pytest.mark.parametrize(("into", "out"), [(64, 128), (256, 256), (32, 48), (3, 16)])
@pytest.mark.parametrize("kind", CLASSES)
def test_counts_and_shapes_are_those_of_the_page(kind: Kind, into: int, out: int) -> None:
    make: Any = PIECES[CLASSES[kind]]
    out, net = (max(into, 16), make(max(into, 16))) if kind == "cbam" else (out, make(into, out))
    into = out if kind == "cbam" else into
    block = block_of(Form(kind, into, out, 12, 10))
    assert sum(each.numel() for each in net.parameters()) == block.params
    assert net(torch.rand(2, into, 12, 10)).shape[1:] == block.shape


@pytest.mark.parametrize(
    ("kind", "channels"),
    [("bottleneck", (8, 3)), ("small", (8, 3)), ("inception", (8, 15)), ("cbam", (14, 16))],
)
def test_traps_are_refused_while_they_are_built(kind: Kind, channels: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="would be left|at least 16"):
        PIECES[CLASSES[kind]](*channels)


def test_the_file_runs_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(TEXT, "blocks.py", "exec"), {"__name__": "__main__"})
    said = capsys.readouterr().out
    assert "12,512 parameters" in said
    assert "CBAM" in said


@pytest.mark.parametrize("name", CLASSES.values())
def test_the_page_quotes_each_class(name: str) -> None:
    assert source_at(CODE, name).startswith(f"class {name}(")
