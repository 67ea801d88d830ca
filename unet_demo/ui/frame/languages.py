"""The languages of the app: a row here, a folder of prose beside the others, and nothing else knows which there are.

The first is spoken to whoever's browser asks for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unet_demo.ui.frame import hanzi, plurals


@dataclass(frozen=True)
class Language:
    """One language, its prose in assets/prose/<code>."""

    name: str  # on the switch, as its speakers write it
    tag: str  # of the page, for browsers and screen readers (BCP 47)
    fitting: Callable[[str], str] = str  # what a text needs after its values were filled in: "1 pixels are" …
    punctuated: Callable[[str], str] = str  # values in a row, put there with ", ", "; " and ": "
    between: str = " "  # two sentences


LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "en": Language("English", "en", plurals.fitting),
        "zh": Language("中文", "zh-CN", hanzi.fitting, hanzi.punctuated, between=""),
    }
)


def spoken(locale: str | None) -> str:
    """The code of the language that a browser's locale ("zh-TW") asks for, the first of LANGUAGES if it is not here."""
    asked = (locale or "").lower().replace("_", "-").partition("-")[0]
    return asked if asked in LANGUAGES else next(iter(LANGUAGES))
