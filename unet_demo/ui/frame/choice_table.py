"""The table of what a visitor can choose: how each choice is read from a link, its default, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from unet_demo.core.last_layer.keras_bugs import BUGS
from unet_demo.core.nets.tasks import tasks_there
from unet_demo.core.one_by_one.blocks.unet import FIRSTS, IN_NET
from unet_demo.core.one_by_one.blocks.zoo import ROOM
from unet_demo.ui.frame.choice_texts import (
    between,
    one_of,
    read_bridges,
    read_node,
    read_picture,
    read_pixel,
    read_place,
    read_point,
    read_shape,
    whole,
)

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "中文"}
DEPTHS = ("1", "2", "3", "4", "mean")


@dataclass(frozen=True)
class Choice:
    """One remembered choice: `read` turns the URL's text into a value or raises ValueError; `write` turns it back."""

    read: Callable[[str], Any]
    default: Callable[[], Any]
    write: Callable[[Any], str | None] = str
    quiet: bool = False  # in the link only while it is not the default: what a single lesson asks


def _first_language() -> str:
    """The first of the browser's languages, if we speak it."""
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


CHOICES: Mapping[str, Choice] = {
    "lang": Choice(one_of(lambda: tuple(LANGUAGES)), _first_language),
    "depth": Choice(one_of(lambda: DEPTHS), lambda: "4"),
    "threshold": Choice(between(0.01, 0.99), lambda: 0.5, "{:g}".format),
    "overlay": Choice(between(0.0, 1.0), lambda: 0.6, "{:g}".format),
    "task": Choice(one_of(tasks_there), lambda: tasks_there()[0]),
    "picture": Choice(read_picture, lambda: "", lambda value: value),  # by default the first of the task: choices.py
    "net": Choice(one_of(lambda: ("unet", "unetpp")), lambda: "unet", quiet=True),
    "levels": Choice(whole(1, 5), lambda: 4, quiet=True),
    "first": Choice(whole(1, 128), lambda: 16, quiet=True),
    "grow": Choice(one_of(lambda: ("double", "same")), lambda: "double", quiet=True),
    "h": Choice(whole(1, 4096), lambda: None, quiet=True),
    "w": Choice(whole(1, 4096), lambda: None, quiet=True),
    "up": Choice(one_of(lambda: ("transposed", "bilinear", "nearest")), lambda: "transposed", quiet=True),
    "pad": Choice(one_of(lambda: ("padded", "unpadded")), lambda: "padded", quiet=True),
    "fit": Choice(one_of(lambda: ("as_is", "pad", "crop", "resize")), lambda: "as_is", quiet=True),
    "place": Choice(read_place, lambda: "", quiet=True),
    "join": Choice(read_node, lambda: "0_4", quiet=True),
    "bridges": Choice(read_bridges, lambda: "oooo", quiet=True),
    "level": Choice(whole(0, 3), lambda: 0, quiet=True),
    "start": Choice(one_of(lambda: ("he", "default")), lambda: "he", quiet=True),
    "point": Choice(read_point, lambda: "head", quiet=True),
    "tap": Choice(whole(0, 3), lambda: 0, quiet=True),
    "pixel": Choice(read_pixel, lambda: "", quiet=True),
    "out": Choice(whole(0, 511), lambda: 0, quiet=True),
    "c_in": Choice(whole(1, 512), lambda: 256, quiet=True),
    "c_out": Choice(whole(1, 512), lambda: 64, quiet=True),
    "stack": Choice(read_node, lambda: "0_4", quiet=True),
    "lift": Choice(one_of(lambda: ("random", "copies", "steps", "trained")), lambda: "random", quiet=True),
    "drawn": Choice(whole(0, 99), lambda: 0, quiet=True),
    "keep": Choice(whole(1, 512), lambda: 4, quiet=True),
    "w0": Choice(between(0.0, 20.0), lambda: 10.0, "{:g}".format, quiet=True),
    "sigma": Choice(between(1.0, 10.0), lambda: 5.0, "{:g}".format, quiet=True),
    "block": Choice(one_of(lambda: ROOM), lambda: "bottleneck", quiet=True),
    "block_in": Choice(whole(1, 2048), lambda: 256, quiet=True),
    "block_out": Choice(whole(1, 2048), lambda: 256, quiet=True),
    "block_row": Choice(whole(0, 4), lambda: 3, quiet=True),
    "block_by": Choice(whole(0, 2048), lambda: 0, quiet=True),
    "block_groups": Choice(whole(0, 2048), lambda: 0, quiet=True),
    "shortcut": Choice(one_of(lambda: ("auto", "identity", "none")), lambda: "auto", quiet=True),
    "cbam_at": Choice(one_of(lambda: ("0_0", "2_0", "join")), lambda: "0_0", quiet=True),
    "cbam_by": Choice(whole(1, 256), lambda: 4, quiet=True),
    "cbam_seed": Choice(whole(0, 2), lambda: 0, quiet=True),
    "trap_by": Choice(whole(1, 16), lambda: 16, quiet=True),
    "net_block": Choice(one_of(lambda: IN_NET), lambda: "double", quiet=True),
    "encoder": Choice(one_of(lambda: ("plain", "vgg")), lambda: "plain", quiet=True),
    "width": Choice(one_of(lambda: tuple(map(str, FIRSTS))), lambda: "16", quiet=True),
    "classes": Choice(whole(1, 20), lambda: 1, quiet=True),
    "channels": Choice(one_of(lambda: ("1", "3")), lambda: "3", quiet=True),
    "bug": Choice(one_of(lambda: tuple(BUGS)), lambda: "input", quiet=True),
    "a": Choice(read_shape, lambda: "1,64,64,64", quiet=True),
    "b": Choice(read_shape, lambda: "1,64,64,64", quiet=True),
    "dim": Choice(whole(-5, 4), lambda: 1, quiet=True),
    "kernel": Choice(whole(1, 9), lambda: 3, quiet=True),
    "zeros": Choice(whole(0, 4), lambda: 1, quiet=True),
    "pool": Choice(whole(2, 4), lambda: 2, quiet=True),
}
