"""A picture on which the visitor chooses one pixel, by a click or with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from unet_demo.ui.components import script_of, styles_of
from unet_demo.ui.frame.section import callback

_spot = st.components.v2.component("unet_spot", js=script_of("spot/spot.js"), css=styles_of("spot/spot.css"))


def show_spot(
    uri: str,
    size: tuple[int, int],
    at: tuple[int, ...],
    words: Mapping[str, str],
    on_pick: Callable[[int, int], None],
    key: str = "spot",
) -> None:
    """Show an image (data URI) with `size` (H, W) places to choose among; `at` and `on_pick` speak of (row, column).

    Given the same `at` again, the cross stays where the visitor has moved it, and the picture is not sent once more; a
    third number in `at`, another than before, moves the cross back all the same.

    `words`: label, at (with {row} and {col}).
    """

    @callback
    def heard() -> None:
        sent = st.session_state[key].get("picked")
        row, col = (sent.get("row"), sent.get("col")) if isinstance(sent, dict) else (None, None)
        if type(row) is int and type(col) is int and 0 <= row < size[0] and 0 <= col < size[1]:
            on_pick(row, col)

    data = {"uri": uri, "size": list(size), "at": list(at), "words": dict(words)}
    _spot(key=key, data=data, on_picked_change=heard)
