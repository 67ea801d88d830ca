"""The files of the prose: a folder for each room, alike in all languages, and every id in one of them."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from unet_demo.ui.frame import prose
from unet_demo.ui.frame.languages import LANGUAGES

HOUSE = Path(__file__).resolve().parents[3]
ROOMS = {path.stem for path in (HOUSE / "pages").glob("*.py")} | {"front", "shared"}


def files(lang: str) -> list[Path]:
    return [path.relative_to(prose.FOLDER / lang) for path in sorted((prose.FOLDER / lang).rglob("*.toml"))]


def test_all_languages_have_the_same_files_each_in_the_folder_of_its_room() -> None:
    assert all(files(lang) == files("en") != [] for lang in LANGUAGES)
    assert {path.parent.name for path in files("en")} == ROOMS


def test_only_claims_are_spread_over_the_rooms() -> None:
    """Every other id says by its first word which file it stands in."""
    assert {stem for stem, count in Counter(path.stem for path in files("en")).items() if count > 1} == {"claims"}


def test_an_id_that_stands_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room, text in (("one", '[a]\nb = "x"'), ("other", '[a]\nb = "y"')):
        (tmp_path / "xx" / room).mkdir(parents=True)
        (tmp_path / "xx" / room / "word.toml").write_text(text)
    monkeypatch.setattr("unet_demo.core.lessons.catalogue.FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"Got word\.a\.b twice"):
        prose.catalogue("xx")


def test_files_of_one_name_share_its_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room, key in (("one", "a"), ("other", "b")):
        (tmp_path / "yy" / room).mkdir(parents=True)
        (tmp_path / "yy" / room / "word.toml").write_text(f'{key} = "{room}"')
    monkeypatch.setattr("unet_demo.core.lessons.catalogue.FOLDER", tmp_path)
    assert prose.catalogue("yy") == {"word.a": "one", "word.b": "other"}


def test_a_word_of_a_rooms_own_comes_before_the_shared_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "word.toml").write_text('net = "Net"\ntime = "Time"')
    (tmp_path / "en" / "trade.toml").write_text('time = "Time of {n} runs"')
    monkeypatch.setattr("unet_demo.core.lessons.catalogue.FOLDER", tmp_path)
    for each in (prose.catalogue, prose.prose_ids):
        each.cache_clear()
    try:
        assert prose.words_of("trade.", ("time", "net"), n=3) == {"time": "Time of 3 runs", "net": "Net"}
        with pytest.raises(KeyError, match=r"word\.score"):
            prose.words_of("trade.", ("score",))
    finally:
        for each in (prose.catalogue, prose.prose_ids):
            each.cache_clear()


def shared() -> set[tuple[str, str]]:
    """(prefix, name) of everything that `words_of` is asked for by a literal."""
    return {
        (str(call.args[0].value), str(name.value))
        for path in (HOUSE / "unet_demo" / "ui").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "words_of"
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[1], ast.Tuple)
        for name in call.args[1].elts
        if isinstance(name, ast.Constant)
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_is_there_and_none_is_a_rooms_own_that_is_the_shared_one(lang: str) -> None:
    words, asked = prose.catalogue(lang), shared()
    assert len(asked) > 60
    assert {(prefix, name) for prefix, name in asked if not {f"{prefix}{name}", f"word.{name}"} & words.keys()} == set()
    repeated = {
        (prefix, name)
        for prefix, name in asked
        if all(
            (own := prose.catalogue(each).get(f"{prefix}{name}")) and own == prose.catalogue(each).get(f"word.{name}")
            for each in LANGUAGES
        )
    }
    assert repeated == set()
