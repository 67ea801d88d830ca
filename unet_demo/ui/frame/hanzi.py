"""What a Chinese text needs after its values were filled in: numbers by the ten thousand, its own signs in lists."""

from __future__ import annotations

import re

_MILLIONS = re.compile(r"(?P<digits>\d[\d,]*(?:\.\d+)?) 百万")
_WHOLE = r"`[^`]*`|\([^()]*\)|\[[^\[\]]*\]"  # code, shapes and calls keep their commas
_SIGN = re.compile(rf"(?P<whole>{_WHOLE})|(?P<sign>[,;:]) ")
_SIGNS = {",": "、", ";": "；", ":": "："}


def fitting(text: str) -> str:
    """A Chinese text with "218 百万" told as "2.18 亿", and "50 百万" as "5000 万": nobody counts in millions."""
    return _MILLIONS.sub(_in_our_units, text)


def punctuated(text: str) -> str:
    """Values that were put in a row with ", ", "; " and ": ", with 、, ； and ： between them."""
    return _SIGN.sub(lambda found: found["whole"] or _SIGNS[found["sign"]], text)


def _in_our_units(found: re.Match[str]) -> str:
    millions = float(found["digits"].replace(",", ""))
    amount, unit = (millions / 100, "亿") if millions >= 100 else (millions * 100, "万")
    return f"{round(amount, 2):g} {unit}" if amount < 1e4 else f"{amount:.0f} {unit}"
