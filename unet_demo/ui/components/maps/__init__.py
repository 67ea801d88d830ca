"""All feature maps of a node in the browser: pages, order and scale change there; a clicked pixel comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from unet_demo.ui.components import remote_for, script_of, styles_of
from unet_demo.ui.frame.section import callback
from unet_demo.viz.kit import style
from unet_demo.viz.kit.maps import Sheet

_maps = st.components.v2.component("unet_maps", js=script_of("maps/maps.js"), css=styles_of("maps/maps.css"))
_steer = remote_for("maps")


def show_maps(
    sheet: Sheet,
    size: tuple[int, int],
    net_high: float,
    chosen: tuple[int, int, int],
    words: Mapping[str, str],
    on_pick: Callable[[int, int, int], None],
    node: str = "",
    key: str = "maps",
) -> None:
    """Show the sheet of `node` ("0_2"); `size` (H, W) of its maps, `net_high` the largest value anywhere in the net.

    `chosen` and `on_pick` speak of (channel, row, column). `words`: sort, activity, index, scale, map, whole, net,
    page, back, next, channel, dead, low, high, grid.
    """

    @callback
    def heard() -> None:
        sent = st.session_state[key].get("picked")
        if not isinstance(sent, dict):
            return
        channel, row, col = sent.get("channel"), sent.get("row"), sent.get("col")
        if not (type(channel) is int and type(row) is int and type(col) is int):
            return
        if 0 <= channel < len(sheet.means) and 0 <= row < size[0] and 0 <= col < size[1]:
            on_pick(channel, row, col)

    data = {
        "id": key,
        "node": node,
        "uri": sheet.uri,
        "tile": list(sheet.tile),
        "columns": sheet.columns,
        "lows": list(sheet.lows),
        "highs": list(sheet.highs),
        "means": list(sheet.means),
        "net_high": net_high,
        "size": list(size),
        "stops": [list(style.rgb_of(colour)) for _, colour in style.sequential_stops()],
        "words": dict(words),
    }
    named = dict(zip(("channel", "row", "col"), chosen, strict=True))
    with st.container(gap=None):
        _steer(key, named)
        _maps(key=key, data=data, on_picked_change=heard)
