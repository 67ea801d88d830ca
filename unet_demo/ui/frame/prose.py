"""Every word a visitor reads, by stable id, from assets/prose/<language>/<room>/<file>.toml; and quoted code."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable
from functools import cache

from unet_demo.core.lessons.catalogue import FOLDER as FOLDER
from unet_demo.core.lessons.catalogue import catalogue as catalogue
from unet_demo.home import ASSETS, HOUSE, PACKAGE
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.languages import LANGUAGES


def T(id: str, **values: object) -> str:  # noqa: N802 - short on purpose: it stands on every line of a page
    """The text with this id in the visitor's language, its {placeholders} filled from `values`.

    Raises KeyError for an unknown id or a placeholder without its value.
    """
    lang = choices.get("lang")
    text = catalogue(lang)[id]
    if not values:
        return text
    return LANGUAGES[lang].fitting(text.format(**values))


def words_of(prefix: str, names: Iterable[str], **values: object) -> dict[str, str]:
    """Each name's text, `prefix` + name, as in "trade."; what a room does not call by a word of its own is word.<name>.

    Raises KeyError for a name that neither has.
    """
    own = prose_ids(choices.get("lang"))
    return {name: T(f"{prefix}{name}" if f"{prefix}{name}" in own else f"word.{name}", **values) for name in names}


def sentences(*texts: str) -> str:
    """Whole sentences one behind the other, as the visitor's language sets them: with a space between, or without."""
    return LANGUAGES[choices.get("lang")].between.join(texts)


def punctuated(row: str) -> str:
    """Values in a row, "X(0,0), X(1,0)", with the signs of the visitor's language between them."""
    return LANGUAGES[choices.get("lang")].punctuated(row)


def unfilled(id: str) -> str:
    """The text with this id, its {placeholders} left for a drawing or the browser to fill. Raises KeyError."""
    return catalogue(choices.get("lang"))[id]


def streamlit_words() -> dict[str, str]:
    """Streamlit's own English words, which frame.streamlit holds, and what they are in the visitor's language."""
    theirs, ours = catalogue(next(iter(LANGUAGES))), catalogue(choices.get("lang"))
    ids = [id for id in theirs if id.startswith("frame.streamlit.")]
    return {theirs[id]: ours[id] for id in ids if theirs[id] != ours[id]}


@cache
def prose_ids(lang: str) -> frozenset[str]:
    """The ids of all texts of one language."""
    return frozenset(catalogue(lang))


@cache
def source_at(file: str, name: str) -> str:
    """The code of "function" or "Class.method" in a file, moved to the left edge, without importing it.

    `file` is below unet_demo, or begins with "assets/". Raises KeyError for a name that the file does not have.
    """
    text = ((HOUSE if file.startswith("assets/") else PACKAGE) / file).read_text(encoding="utf-8")
    body: list[ast.stmt] = ast.parse(text).body
    found: ast.FunctionDef | ast.ClassDef | None = None
    for part in name.split("."):
        named = [each for each in body if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == part]
        if not named:
            raise KeyError(f"Got {name!r}; a function or class of {file} is needed; check its name.")
        found, body = named[0], named[0].body
    assert found is not None
    first = min(each.lineno for each in (found, *found.decorator_list))
    return textwrap.dedent("\n".join(text.splitlines()[first - 1 : found.end_lineno]))


@cache
def code_of(name: str) -> str:
    """The text of assets/code/<name>.py: code to take home, which a test runs."""
    return (ASSETS / "code" / f"{name}.py").read_text(encoding="utf-8").rstrip()
