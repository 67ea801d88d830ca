"""The files of the prose: a folder for each room, alike in both languages, and every id in one of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from unet_demo.ui.frame import prose

ROOMS = {path.stem for path in (Path(__file__).resolve().parents[3] / "pages").glob("*.py")} | {"front", "shared"}


def files(lang: str) -> list[Path]:
    return [path.relative_to(prose.FOLDER / lang) for path in sorted((prose.FOLDER / lang).rglob("*.toml"))]


def test_both_languages_have_the_same_files_each_in_the_folder_of_its_room() -> None:
    assert files("en") == files("zh") != []
    assert {path.parent.name for path in files("en")} == ROOMS


def test_only_claims_are_spread_over_the_rooms() -> None:
    """Every other id says by its first word which file it stands in."""
    assert {stem for stem, count in Counter(path.stem for path in files("en")).items() if count > 1} == {"claims"}


def test_an_id_that_stands_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room, text in (("one", '[a]\nb = "x"'), ("other", '[a]\nb = "y"')):
        (tmp_path / "xx" / room).mkdir(parents=True)
        (tmp_path / "xx" / room / "word.toml").write_text(text)
    monkeypatch.setattr(prose, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"Got word\.a\.b twice"):
        prose.catalogue("xx")


def test_files_of_one_name_share_its_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room, key in (("one", "a"), ("other", "b")):
        (tmp_path / "yy" / room).mkdir(parents=True)
        (tmp_path / "yy" / room / "word.toml").write_text(f'{key} = "{room}"')
    monkeypatch.setattr(prose, "FOLDER", tmp_path)
    assert prose.catalogue("yy") == {"word.a": "one", "word.b": "other"}
