"""The grid of UNet++: grown node by node, nodes chosen, contained nets outlined; all of it in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from unet_demo.ui.components import script_of, styles_of

_nested = st.components.v2.component(
    "unet_nested", js=script_of("nested/nested.js"), css=styles_of("nested/nested.css")
)


@dataclass(frozen=True)
class About:
    """What is told of a node: its formula as (origin, text) pieces, sentences, and keys of who is before and after."""

    formula: tuple[tuple[str, str], ...]
    told: tuple[str, ...]
    ancestors: tuple[str, ...]
    descendants: tuple[str, ...]


@dataclass(frozen=True)
class Grown:
    """One stage: keys of the nodes there are, "0_0>1_0" for each link, the newest node's key, a sentence, all nodes."""

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    new: str
    text: str
    about: Mapping[str, About]


def show_nested(
    markup: str,
    alt: str,
    stages: Sequence[Grown],
    levels: Sequence[int],
    words: Mapping[str, str],
    chosen: str = "0_4",
    key: str = "nested",
) -> None:
    """Show a grid drawn by `viz.nested_drawing`. `words`: back, next, scrub, levels."""
    data = {
        "markup": markup,
        "alt": alt,
        "stages": [
            {
                "nodes": list(each.nodes),
                "links": list(each.links),
                "new": each.new,
                "text": each.text,
                "about": {name: _told(about) for name, about in each.about.items()},
            }
            for each in stages
        ],
        "levels": list(levels),
        "words": dict(words),
        "chosen": chosen,
    }
    _nested(key=key, data=data)


def _told(about: About) -> dict[str, list[object]]:
    return {
        "formula": [list(piece) for piece in about.formula],
        "told": list(about.told),
        "ancestors": list(about.ancestors),
        "descendants": list(about.descendants),
    }
