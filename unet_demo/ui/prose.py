"""Every word a visitor reads, by stable id, from assets/prose/<language>/<file>.toml; and the code a page quotes."""

from __future__ import annotations

import inspect
import textwrap
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from unet_demo.ui import choices

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "prose"


def T(id: str, **values: object) -> str:  # noqa: N802 - short on purpose: it stands on every line of a page
    """The text with this id in the visitor's language, its {placeholders} filled from `values`.

    Raises KeyError for an unknown id or a placeholder without its value.
    """
    text = catalogue(choices.get("lang"))[id]
    return text.format(**values) if values else text


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """All texts of one language by id "<file>.<key>[.<key>]", read once. Raises ValueError for a value not a text."""
    texts: dict[str, str] = {}
    for path in sorted((FOLDER / lang).glob("*.toml")):
        texts |= _flatten(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    return texts


def prose_ids(lang: str) -> frozenset[str]:
    """The ids of all texts of one language."""
    return frozenset(catalogue(lang))


def source_of(function: Callable[..., object]) -> str:
    """The code of a function as it stands in its file, moved to the left edge: what is shown is what ran."""
    return textwrap.dedent(inspect.getsource(function)).rstrip()


def _flatten(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(id, text) of a table and the tables inside it."""
    for key, value in table.items():
        id = f"{prefix}.{key}"
        if isinstance(value, dict):
            yield from _flatten(id, value)
        elif isinstance(value, str):
            yield id, value.strip()
        else:
            raise ValueError(f"Got {value!r} at {id}; a prose file holds texts only; put it in quotation marks.")
