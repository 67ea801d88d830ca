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


def read_place(text: str) -> str:
    """ "0_4.conv2.7.40.30": a node, what of it, channel, row, column; whether the net has it is the page's matter."""
    if not re.fullmatch(r"\d_\d\.(head|conv1|conv2|up|pool)(\.\d{1,4}){3}", text):
        raise ValueError(text)
    return text


def read_node(text: str) -> str:
    if not re.fullmatch(r"\d_\d", text):
        raise ValueError(text)
    return text


def read_bridges(text: str) -> str:
    """What crosses in each row, the top first: "ozsx" as burning.bridges_of takes it."""
    if not re.fullmatch("[ozsx]{4}", text):
        raise ValueError(text)
    return text


def read_point(text: str) -> str:
    """A 1x1 operation: "head", or the node that an up-convolution leads to, "0_4"."""
    return text if text == "head" else read_node(text)


def read_pixel(text: str) -> str:
    """A pixel of the picture: "row.column"."""
    if not re.fullmatch(r"\d{1,4}\.\d{1,4}", text):
        raise ValueError(text)
    return text


def read_shape(text: str) -> str:
    """A shape as workbench.read_shape takes it, written "1,64,8,8"."""
    from unet_demo.core.concatenate.workbench import read_shape

    return ",".join(map(str, read_shape(text)))


def read_picture(text: str) -> str:
    """The id of a gallery picture, or of a scene drawn to order."""
    from unet_demo.core.gallery import gallery  # brings scikit-image along: not before a page is asked for

    try:
        return gallery.sample(text).id
    except KeyError as error:
        raise ValueError(text) from error
