"""What rooms declare is found, and what a page quotes of our code is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from unet_demo.core.rooms import declared
from unet_demo.home import PACKAGE
from unet_demo.ui.frame.prose import source_at

QUOTES = re.compile(  # of show_code the first argument is a key
    r'(?:source_at|show_sources|show_code)\(\s*(?:"\w+",\s*)?"([^"]+\.py)"((?:,\s*"[^"]+")+)'
)
PAGES = [*sorted((PACKAGE / "ui").rglob("*.py")), *sorted((PACKAGE.parent / "pages").glob("*.py"))]
QUOTED = sorted(
    {(file, name) for path in PAGES for file, names in QUOTES.findall(path.read_text("utf-8"))
     for name in re.findall(r'"([^"]+)"', names)}
)  # fmt: skip


@pytest.mark.parametrize(("file", "name"), QUOTED)
def test_what_a_page_quotes_stands_in_the_file_that_it_names(file: str, name: str) -> None:
    assert name.rpartition(".")[2] in source_at(file, name)


def test_pages_quote_code() -> None:
    assert len(QUOTED) > 25


@pytest.mark.parametrize(
    ("floor", "name"), [("core", "claims"), ("core", "door"), ("ui", "choice_table"), ("ui", "early")]
)
def test_every_room_that_declares_is_found(floor: str, name: str) -> None:
    files = {path for path in (PACKAGE / floor).rglob(f"{name}*.py") if re.fullmatch(rf"{name}(_\w+)?", path.stem)}
    assert files
    assert {Path(module.__file__ or "") for module in declared(floor, name)} == files


def test_what_loads_early_is_there() -> None:
    for door in declared("core", "door"):
        for name in door.EARLY:
            assert (Path(door.__file__ or "").parent / f"{name}.py").is_file()
            assert "torch" in ast.unparse(
                ast.parse((Path(door.__file__ or "").parent / f"{name}.py").read_text("utf-8"))
            )
