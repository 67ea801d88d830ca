"""No template is left over in any answer: the pages' own texts, and every text filled with values of its kind."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from leftovers import leftovers
from scripts import ROOMS, SPOKEN, opened, page_of, shown
from streamlit.testing.v1 import AppTest

from unet_demo.ui.frame import prose
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.plurals import fitting

FRAGMENTS = {"last.classes.comma"}  # set between others by the page
ASKED = ("ask_", "quiz_", "answer_", "gradients_asked", "survival_asked", "kinds_")
DECLARED = {  # of values that no page of this test has shown
    "page": "3", "pages": "2", "error": "RuntimeError: sizes must match", "why": "It cannot be read.", "file": "net.pt",
    "name": "cell.png", "mb": "12", "megapixels": "30", "warning": "UserWarning", "format": "TIFF", "formats": "PNG",
    "columns": "`a` (one)", "what": "area", "times": "L1 2 ms", "heads": "L3, L4",
}  # fmt: skip

PROGRAM = ("NaN", "None", "True", "False")
PLACE = re.compile(r"\{\w+\}")  # what the browser fills

Values = Mapping[str, object]


class Recorded(str):
    """A text of the catalogue that remembers what it was filled with."""

    id: str
    fills: dict[str, dict[str, Values]]

    def format(self, *_: Any, **values: object) -> str:
        filled = str.format(self, **values)
        self.fills[self.id][filled] = values
        return filled


class Recording(dict[str, str]):
    """A catalogue that records every text asked for."""

    def __init__(self, lang: str) -> None:
        super().__init__(prose.catalogue(lang))
        self.fills: dict[str, dict[str, Values]] = defaultdict(dict)
        self.said: dict[str, str] = {}  # whole elements of the pages, with where each stands

    def __getitem__(self, id: str) -> str:
        text = Recorded(super().__getitem__(id))
        text.id, text.fills = id, self.fills
        return text


@pytest.fixture(scope="module", params=LANGUAGES)
def recorded(request: pytest.FixtureRequest) -> tuple[str, Recording]:
    """(language, what every page has said in it), figures asked for and every question answered in several ways."""
    lang: str = request.param
    words = Recording(lang)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prose, "catalogue", lambda _: words)
        for room in ROOMS:
            _visit(room, words, lang)
    return lang, words


def _visit(room: str, words: Recording, lang: str) -> None:
    for task in ("nuclei", "street"):
        app = shown(opened(page_of(room), lang=lang, task=task))
        _hear(room, words, app)
        for turn in range(3 if task == "nuclei" else 0):
            for asked in [each for each in app.button_group if str(each.key).startswith(ASKED)]:
                asked.set_value(asked.options[turn % len(asked.options)])
            app.run()
            assert not app.exception
            _hear(room, words, app)


def _hear(room: str, words: Recording, app: AppTest) -> None:
    for kind in SPOKEN:
        for each in getattr(app, kind):
            words.said[str(each.value)] = f"{room}: {kind}"


def test_what_the_pages_say(recorded: tuple[str, Recording]) -> None:
    lang, words = recorded
    assert len(words.fills) > 300
    told = [
        (id, told)
        for id, fills in words.fills.items()
        for text, values in fills.items()
        if (told := _told(text, values, lang))
    ]
    assert {id: found for id, text in told if (found := left_over(id, text, lang))} == {}


def left_over(id: str, text: str, lang: str) -> list[str]:
    """What a filled text should not hold; a word of the program that its author wrote is meant."""
    written = any(re.search(rf"\b{word}\b", prose.catalogue(lang)[id]) for word in PROGRAM)
    return [each for each in leftovers(text, lang) if not (written and each.startswith("a value of the program"))]


def _told(text: str, values: Values, lang: str) -> str:
    """The text as it is shown; a place that the browser fills holds a number."""
    for value in values.values():
        if isinstance(value, str) and PLACE.fullmatch(value):
            text = text.replace(value, "7")
    return LANGUAGES[lang].fitting(text)


def test_whole_elements_of_the_pages(recorded: tuple[str, Recording]) -> None:
    """Where several texts were joined to one."""
    lang, words = recorded
    assert len(words.said) > 200
    assert {(where, text[:60]): found for text, where in words.said.items() if (found := leftovers(text, lang))} == {}


def test_every_text_filled_with_values_of_its_kind(recorded: tuple[str, Recording]) -> None:
    lang, words = recorded
    known: dict[str, list[object]] = defaultdict(list)
    for fills in words.fills.values():
        for values in fills.values():
            for name, value in values.items():
                if value not in known[name] and len(known[name]) < 3 and not PLACE.fullmatch(str(value)):
                    known[name].append(value)
    wrong = {}
    for id in sorted(prose.prose_ids(lang) - words.fills.keys() - FRAGMENTS):
        for turn in range(3):
            text = prose.catalogue(lang)[id]
            text = text.replace("}%", "}").replace("} %", "}")  # the same name may hold a share with its sign elsewhere
            filled = text.format(**{name: _value(name, spec, known, turn) for name, spec in _names(text)})
            if found := left_over(id, LANGUAGES[lang].fitting(filled), lang):
                wrong[id] = found
    assert wrong == {}


def _names(text: str) -> list[tuple[str, str]]:
    """Every placeholder of a text, and the format of its number, "" for words."""
    return [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name]


def _value(name: str, spec: str, known: Mapping[str, list[object]], turn: int) -> object:
    """A value that a page has given under this name; of names not met, a declared one or a number."""
    if spec:
        return 7 + turn
    values = known.get(name) or [DECLARED.get(name, str(7 + turn))]
    return values[turn % len(values)]


def test_one_of_a_kind_stands_in_the_singular() -> None:
    """Every number that stands before a noun may be 1."""
    wrong = {}
    for id, text in prose.catalogue("en").items():
        filled = fitting(text.format(**{name: 1 for name, _ in _names(text)}))
        if found := [each for each in leftovers(filled, "en") if each.startswith("a plural of one")]:
            wrong[id] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "lang", "rule"),
    [
        ("Took {ms} ms.", "en", "a placeholder"),
        ("L3 0.81 (a dash: not trained yet).", "en", "a sign explained"),
        ("只算最后的损失：0.81（横线表示还没有训练）。", "zh", "a sign explained"),
        ("The score is nan.", "en", "a value of the program"),
        ("Nodes: None, L2.", "en", "a value of the program"),
        ("Nodes [] ran.", "en", "a value of the program"),
        ("It ran (), twice.", "en", "empty brackets"),
        ("运行了（）两次。", "zh", "empty brackets"),
        ("It ran , twice.", "en", "a space before a sign"),
        ("It ran..", "en", "signs in a row"),
        ("运行了两次。。", "zh", "signs in a row"),
        ("It  ran.", "en", "two spaces"),
        ("L1, L2,", "en", "a separator at an end"),
        ("、L2", "zh", "a separator at an end"),
        ("It grows by +-3.", "en", "a doubled sign"),
        ("There are 1 pieces.", "en", "a plural of one"),
        ("In 1 pass(es).", "en", "a plural left open"),
        ("The deepest head wins here. Not always. The deepest head wins here.", "en", "said twice"),
        ("最深的输出头在这里领先。不总是这样。最深的输出头在这里领先。", "zh", "said twice"),
    ],
)
def test_the_rules_find_what_they_are_for(text: str, lang: str, rule: str) -> None:
    assert [found for found in leftovers(text, lang) if found.startswith(rule)]


@pytest.mark.parametrize(
    "text",
    [
        "L3 –, L4 0.81 (a dash: not trained yet).", "`optimizer.zero_grad()` comes first, UNet++ second …",
        "True of the shape: 1×1 convolutions, 0.1 points, L1 nets, X(1, 1) maps, 11 pieces, 1 class.",
        "It ran.\n\nIt ran.",
    ],
)  # fmt: skip
def test_the_rules_leave_good_texts_alone(text: str) -> None:
    assert leftovers(text, "en") == []


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("1 pixels are wrong", "1 pixel is wrong"),
        ("of 1 wrong pixels", "of 1 wrong pixel"),
        ("**1** hidden units", "**1** hidden unit"),
        ("1 nuclei", "1 nucleus"),
        *((each, each) for each in ("11 pixels", "0.1 points", "1×1 windows", "L1 nets", "(1, 1) maps")),
        ("row 1 channels", "row 1 channels"),
        ("1 of 4 pictures", "1 of 4 pictures"),
    ],
)  # fmt: skip
def test_the_singular(text: str, fits: str) -> None:
    assert fitting(text) == fits
