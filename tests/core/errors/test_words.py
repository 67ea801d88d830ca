"""Every cause and every part of a message has its words in every language, and its values fill them."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from error_texts import KNOWN

from unet_demo.core import errors
from unet_demo.core.errors.read import FAMILIES, SAID, read_error
from unet_demo.core.errors.records import Cause, Reading
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

FOLDER = Path(errors.__file__).parent
READINGS: list[Reading] = [reading for text, _ in KNOWN if (reading := read_error(text))]
CAUSES: list[Cause] = [cause for reading in READINGS for cause in reading.causes]


def written() -> set[str]:
    """Every text in the code that is the name of a cause."""
    texts = {
        node.value
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    gaps = ("odd", "odd_deep", "output_padding", "rounded", "level", "crop", "gap", "fixed")
    return texts | {f"cat_{kind}" for kind in gaps}


def called() -> set[str]:
    """The first argument of every `cause(…)` that is written out."""
    return {
        node.args[0].value
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cause"
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_causes_in_the_code_and_in_the_prose_are_the_same(lang: str) -> None:
    ids = {id.split(".")[1] for id in catalogue(lang) if id.startswith("cause.")}
    assert ids <= written()
    assert called() | {cause.id for cause in CAUSES} <= ids
    for id in ids:
        assert {f"cause.{id}.{part}" for part in ("why", "tell", "do")} <= catalogue(lang).keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_values_fill_every_sentence(lang: str) -> None:
    for cause in CAUSES:
        for part in ("why", "tell", "do"):
            text = catalogue(lang)[f"cause.{cause.id}.{part}"]
            asked = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            assert asked <= cause.values.keys(), (cause.id, asked)
            assert all(cause.values[name] for name in asked), (cause.id, cause.values)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_of_a_message_has_words(lang: str) -> None:
    texts = catalogue(lang)
    assert {f"said.{name}" for name in SAID} | {f"said.axis_{axis}" for axis in range(5)} == {
        id for id in texts if id.startswith("said.")
    }
    assert {f"error.family.{family.name}" for family in FAMILIES} == {
        id for id in texts if id.startswith("error.family.")
    }


def test_every_cause_changes_a_line() -> None:
    for cause in CAUSES:
        assert cause.change.after, cause.id
        assert cause.change.before != cause.change.after, cause.id


def test_one_to_three_causes_each_once() -> None:
    for reading in READINGS:
        ids = [cause.id for cause in reading.causes]
        assert 1 <= len(ids) == len(set(ids)) <= 3
