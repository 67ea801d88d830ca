"""Stacks of feature maps and what torch.cat makes of them: a slider steps through the channels, in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from unet_demo.ui.components import script_of, styles_of
from unet_demo.viz.kit.maps import Sheet

_join = st.components.v2.component("unet_join", js=script_of("join/join.js"), css=styles_of("join/join.css"))


@dataclass(frozen=True)
class Stack:
    """One of the tensors that are joined: `origin` "skip" or "upsampled", `name` with its shape, `short` in code."""

    origin: str
    name: str
    short: str
    sheet: Sheet


def show_join(stacks: Sequence[Stack], words: Mapping[str, str], id: str, key: str = "join") -> None:
    """Show stacks and their concatenation. `words`: result, scrub, from (with {k}, {name}, {channel})."""
    parts = [
        {
            "origin": each.origin,
            "name": each.name,
            "short": each.short,
            "uri": each.sheet.uri,
            "tile": list(each.sheet.tile),
            "columns": each.sheet.columns,
            "count": len(each.sheet.means),
        }
        for each in stacks
    ]
    _join(key=key, data={"id": id, "parts": parts, "words": dict(words)})
