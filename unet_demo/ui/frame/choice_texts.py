"""The texts that choices are written as in a link, read back: each raises ValueError for one that is no choice."""

from __future__ import annotations

import re
from collections.abc import Callable


def one_of(options: Callable[[], tuple[str, ...]]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in options():
            raise ValueError(text)
        return text

    return read


def between(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return round(value, 2)

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def read_node(text: str) -> str:
    if not re.fullmatch(r"\d_\d", text):
        raise ValueError(text)
    return text


def read_pixel(text: str) -> str:
    """A pixel of the picture: "row.column"."""
    if not re.fullmatch(r"\d{1,4}\.\d{1,4}", text):
        raise ValueError(text)
    return text


def read_picture(text: str) -> str:
    """The id of a gallery picture, or of a scene drawn to order."""
    from unet_demo.core.gallery import gallery  # brings scikit-image along: not before a page is asked for

    try:
        return gallery.sample(text).id
    except KeyError as error:
        raise ValueError(text) from error
