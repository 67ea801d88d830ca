"""A part without a face that sends on who came by an old address: what `/concatenate#doctor` meant has moved."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.components import script_of

_forward = st.components.v2.component("unet_forward", js=script_of("forward/forward.js"))


def show_forward(hash: str, path: str, name: str, value: str) -> None:
    """Whoever arrives with this fragment ("#doctor") goes to `path`, beside this page, with the same query and
    `name=value`; the fragment goes along. Who has it already stays.
    """
    _forward(key=f"forward_{path}", data={"hash": hash, "path": path, "name": name, "value": value})
