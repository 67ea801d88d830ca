"""Every text of a language by id, read once from assets/prose/<language>/<room>/<file>.toml. No streamlit in here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from unet_demo.home import ASSETS

FOLDER = ASSETS / "prose"


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """All texts of one language by id "<file>.<key>[.<key>]", read once; a file may lie in any folder of its language.

    Files of one name share its ids, as the claims.toml of the rooms do. Raises ValueError for an id that stands twice,
    and for a value that is no text.
    """
    texts: dict[str, str] = {}
    for path in sorted((FOLDER / lang).rglob("*.toml")):
        here = dict(_flatten(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))))
        if twice := texts.keys() & here.keys():
            raise ValueError(f"Got {min(twice)} twice; an id stands in one file only; look at {path.name}.")
        texts |= here
    return texts


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
