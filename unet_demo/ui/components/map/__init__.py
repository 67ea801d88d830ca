"""The map of a net: drawn by viz, walked through and hovered over in the browser; a chosen node comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from unet_demo.ui.components import remote_for, script_of, styles_of
from unet_demo.ui.frame.section import callback

_map = st.components.v2.component("unet_map", js=script_of("map/map.js"), css=styles_of("map/map.css"))
_steer = remote_for("map")


def show_net(
    markup: str,
    alt: str,
    steps: Sequence[tuple[str, str]],
    legend: Sequence[tuple[str, str]],
    words: Mapping[str, str],
    chosen: str = "",
    on_choose: Callable[[str], None] | None = None,
    key: str = "net",
) -> None:
    """Show a net drawn by `viz.net_drawing`; `steps` are (id, sentence) in computing order, `legend` (mark, word).

    `words`: play, pause, back, next, scrub, whole, rest (said while nothing is walked through), opened (of a node).
    `chosen` is the open node, "0_2"; `on_choose` hears of another before the script runs again.
    """

    @callback
    def heard() -> None:
        picked = st.session_state[key].get("picked")
        if on_choose and isinstance(picked, str) and f'data-node="{picked}"' in markup:
            on_choose(picked)

    data = {
        "id": key,
        "markup": markup,
        "alt": alt,
        "steps": [{"id": id, "text": text} for id, text in steps],
        "legend": [list(entry) for entry in legend],
        "words": dict(words),
    }
    with st.container(gap=None):
        _map(key=key, data=data, on_picked_change=heard)
        _steer(key, chosen)
