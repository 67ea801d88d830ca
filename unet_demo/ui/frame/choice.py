"""One choice of a visitor: how it is read from a link, what it is unasked, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Choice:
    """One remembered choice: `read` turns the URL's text into a value or raises ValueError; `write` turns it back."""

    read: Callable[[str], Any]
    default: Callable[[], Any]
    write: Callable[[Any], str | None] = str
    quiet: bool = False  # in the link only while it is not the default: what a single lesson asks
