"""All languages say the same things, in the field's words."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from unet_demo.ui.frame import prose
from unet_demo.ui.frame.languages import LANGUAGES, spoken

HOUSE = Path(__file__).resolve().parents[3]
SCREEN = [HOUSE / "app.py", *(HOUSE / "pages").glob("*.py"), *(HOUSE / "unet_demo" / "ui").rglob("*.py")]
FORBIDDEN = ("声道", "要素地图", "图层")
SAME_IN_BOTH = {"UNet++", "U-Net", "L1", "L2", "L3", "L4"}  # names, not translated
NO_WORDS = re.compile(r"[\W\d_]*")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_ids(lang: str) -> None:
    assert prose.prose_ids("en") == prose.prose_ids(lang) != frozenset()


def test_every_language_has_a_folder_of_prose_and_every_folder_is_a_language() -> None:
    assert {path.name for path in prose.FOLDER.iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("id", sorted(frozenset.intersection(*map(prose.prose_ids, LANGUAGES))))
def test_every_language_says_it_with_the_same_values(id: str) -> None:
    said = [prose.catalogue(lang)[id] for lang in LANGUAGES]
    assert all(said)
    assert all(placeholders(each) == placeholders(said[0]) for each in said)


@pytest.mark.parametrize(
    ("locale", "lang"),
    [("zh-CN", "zh"), ("zh-Hant-TW", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr-FR", "en"), ("", "en"), (None, "en")],
)
def test_the_browsers_language_is_spoken_where_there_are_words_for_it(locale: str | None, lang: str) -> None:
    assert spoken(locale) == lang


def test_chinese_is_chinese() -> None:
    texts = {id: re.sub(r"\{.*?\}|<.*?>|https?://\S+", "", text) for id, text in prose.catalogue("zh").items()}
    bare = {
        id: text
        for id, text in texts.items()
        if not re.search(r"[\u4e00-\u9fff]", text) and text not in SAME_IN_BOTH and not NO_WORDS.fullmatch(text)
    }
    assert bare == {}


def test_english_is_english() -> None:
    chinese = {id for id, text in prose.catalogue("en").items() if re.search(r"[\u4e00-\u9fff]", text)}
    assert chinese <= {"frame.language"}  # the switch speaks both


@pytest.mark.parametrize("word", FORBIDDEN)
def test_words_of_another_field_are_absent(word: str) -> None:
    assert [id for id, text in prose.catalogue("zh").items() if word in text] == []


def calls() -> list[tuple[str, ast.Call]]:
    """Every T("…", …) on the screen."""
    return [
        (f"{path.name}:{node.lineno}", node)
        for path in SCREEN
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "T" and node.args
    ]


def test_every_text_that_is_asked_for_exists_and_gets_its_values() -> None:
    english, wrong = prose.catalogue("en"), []
    for place, call in calls():
        if isinstance(call.args[0], ast.Constant):
            id = call.args[0].value
            given = {keyword.arg for keyword in call.keywords}
            if id not in english or (None not in given and given != placeholders(english[id])):
                wrong.append((place, id))
        elif isinstance(call.args[0], ast.JoinedStr):
            parts = [re.escape(v.value) if isinstance(v, ast.Constant) else ".+" for v in call.args[0].values]
            if not any(re.fullmatch("".join(parts), id) for id in english):
                wrong.append((place, "".join(parts)))
    assert wrong == []


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        prose.catalogue("en")["frame.nothing"]


def test_a_value_that_is_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "room.toml").write_text("[a]\nb = 3\n")
    monkeypatch.setattr(prose, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"Got 3 at room\.a\.b"):
        prose.catalogue("xx")


def test_quoted_code_is_the_code_that_stands_in_the_file() -> None:
    shown = prose.source_of(prose.source_of)
    assert shown.startswith("def source_of(")
    assert shown in Path(prose.__file__).read_text(encoding="utf-8")
