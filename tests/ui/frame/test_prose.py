"""All languages say the same things, in the field's words."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest

from unet_demo.ui.frame import prose
from unet_demo.ui.frame.languages import LANGUAGES, spoken

HOUSE = Path(__file__).resolve().parents[3]
SCREEN = [HOUSE / "app.py", *(HOUSE / "pages").glob("*.py"), *(HOUSE / "unet_demo" / "ui").rglob("*.py")]
SAME_IN_BOTH = {"UNet++", "U-Net", "L1", "L2", "L3", "L4", "L", "ReLU", "sigmoid", "IoU", "mIoU"}  # names
NO_WORDS = re.compile(r"[\W\d_]*")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_ids(lang: str) -> None:
    assert prose.prose_ids("en") == prose.prose_ids(lang) != frozenset()


def test_every_language_has_a_folder_of_prose_and_every_folder_is_a_language() -> None:
    assert {path.name for path in prose.FOLDER.iterdir()} == set(LANGUAGES)


def test_every_language_says_it_with_the_same_values() -> None:
    said = {id: [prose.catalogue(lang)[id] for lang in LANGUAGES] for id in prose.prose_ids("en")}
    assert [id for id, texts in said.items() if not all(texts)] == []
    assert [id for id, texts in said.items() if len({frozenset(placeholders(each)) for each in texts}) > 1] == []


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


@dataclass
class Asked:
    """One T(…, …) on the screen: the ids it can ask for as patterns, each of which some text has to fit, and values."""

    place: str
    ids: list[str]
    given: set[str | None]  # None where **values are passed on


class Asking(ast.NodeVisitor):
    """Collects every T(…) of a file. A name that walks through words written beside it stands for each of them."""

    def __init__(self, path: Path, names: Mapping[str, object]) -> None:
        self.file, self.names, self.found = path.name, names, list[Asked]()
        self.words: dict[str, list[str]] = {}  # what a name of a loop can be
        self.visit(ast.parse(path.read_text(encoding="utf-8")))

    def literal(self, node: ast.AST) -> list[str]:
        """The words of ("a", "b"), or of a name of the module that holds such; [] of anything else."""
        if isinstance(node, ast.Name):
            held = self.names.get(node.id)
            words: list[object] = list(held) if isinstance(held, Collection) and not isinstance(held, str) else []
        else:
            parts: list[ast.expr] = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else []
            words = [getattr(part, "value", None) for part in parts]
        return [word for word in words if isinstance(word, str)] if all(isinstance(word, str) for word in words) else []

    def walks(self, target: ast.AST, over: ast.AST) -> dict[str, list[str]]:
        words = self.literal(over)
        return {target.id: words} if isinstance(target, ast.Name) and words else {}

    def generic_visit(self, node: ast.AST) -> None:
        """Into loops and comprehensions with what their names walk through."""
        before, walked = self.words, getattr(node, "generators", [node] if isinstance(node, ast.For) else [])
        for each in walked:
            hidden = {name.id for name in ast.walk(each.target) if isinstance(name, ast.Name)}
            kept = {name: words for name, words in self.words.items() if name not in hidden}
            self.words = kept | self.walks(each.target, each.iter)
        super().generic_visit(node)
        self.words = before

    def visit_Call(self, call: ast.Call) -> None:  # noqa: N802 - the name ast asks for
        if isinstance(call.func, ast.Name) and call.func.id == "T" and call.args:
            given = {keyword.arg for keyword in call.keywords}
            self.found.append(Asked(f"{self.file}:{call.lineno}", self.patterns(call.args[0]), given))
        self.generic_visit(call)

    def patterns(self, id: ast.expr) -> list[str]:
        """Every id that this expression can be, what is only known at run time as a part of any letters."""
        if isinstance(id, ast.Constant):
            return [re.escape(str(id.value))]
        if isinstance(id, ast.IfExp):
            return [*self.patterns(id.body), *self.patterns(id.orelse)]
        if isinstance(id, ast.JoinedStr):
            return ["".join(parts) for parts in product(*map(self.patterns, id.values))]
        if isinstance(id, ast.FormattedValue):
            return self.patterns(id.value)
        if isinstance(id, ast.BoolOp):
            return [".+", *(pattern for each in id.values for pattern in self.patterns(each) if pattern != ".+")]
        known = self.words.get(id.id, []) if isinstance(id, ast.Name) else []
        return [re.escape(word) for word in known] or [".+"]


def test_every_text_that_is_asked_for_exists_and_gets_its_values() -> None:
    """Of a call that can ask for several, each exists, and at least one needs no more than it is given."""
    every = [asked for path in SCREEN for asked in Asking(path, names_of(path)).found]
    assert len(every) > 1000
    assert [asked for asked in every if not is_met(asked, prose.catalogue("en"))] == []


def names_of(path: Path) -> Mapping[str, object]:
    """What a module of the package has by name; of a page's script, which runs when it is opened, nothing."""
    if not path.is_relative_to(HOUSE / "unet_demo"):
        return {}
    return vars(import_module(".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")))


def is_met(asked: Asked, texts: Mapping[str, str]) -> bool:
    fitting = [[id for id in texts if re.fullmatch(pattern, id)] for pattern in asked.ids]
    needed = [placeholders(texts[id]) for ids in fitting for id in ids]
    if not all(fitting) or None in asked.given:
        return all(fitting)
    return asked.given in needed if len(needed) == 1 else any(each <= asked.given for each in needed)


def test_a_text_that_is_missing_or_gets_no_values_is_found(tmp_path: Path) -> None:
    screen = tmp_path / "screen.py"
    screen.write_text(
        """
T("a.one"); T("a.none"); T("a.value"); T("a.value", n=1); T("a.value", **values)
[T(f"a.{name}") for name in NAMES]
for name in ("one", "three"):
    T(f"a.{name}")
T("a.one" if x else "a.four"); T(f"a.{'on' if x else 'no'}e"); T(f"b.{x}"); T(f"a.{x}")
"""
    )
    texts = {"a.one": "1", "a.two": "2", "a.value": "{n}"}
    found = Asking(screen, {"NAMES": ("one", "two")}).found
    assert len(found) == 11
    assert [asked.ids for asked in found if not is_met(asked, texts)] == [
        [r"a\.none"], [r"a\.value"], [r"a\.one", r"a\.three"], [r"a\.one", r"a\.four"], [r"a\.one", r"a\.noe"],
        [r"b\..+"],
    ]  # fmt: skip


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        prose.catalogue("en")["frame.nothing"]


def test_a_value_that_is_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "room.toml").write_text("[a]\nb = 3\n")
    monkeypatch.setattr("unet_demo.core.lessons.catalogue.FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"Got 3 at room\.a\.b"):
        prose.catalogue("xx")
