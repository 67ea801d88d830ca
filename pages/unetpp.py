"""UNet++: the grid that grows, the semantic gap, four heads, one loss alone, U-Net beside it, and the web."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.damage import WeightsError
from unet_demo.ui.claim_cards import show_claims
from unet_demo.ui.frame import open_page, show_room_link
from unet_demo.ui.nested_beside import show_beside
from unet_demo.ui.nested_grid import show_grown
from unet_demo.ui.nested_heads import show_heads, show_unsupervised
from unet_demo.ui.nested_likeness import show_likeness
from unet_demo.ui.net_picture import show_picture_line
from unet_demo.ui.prose import T, source_at

open_page("unetpp")
st.title(T("nested.title"), anchor=False)
st.markdown(T("nested.intro"))
show_picture_line()
try:
    show_grown()
    show_likeness()
    show_heads()
    show_unsupervised()
    show_beside()
except WeightsError as error:
    st.error(T("segment.trouble.weights", file=error.file), icon=":material/error:")
show_claims("unetpp")
st.header(T("nested.carry.title"), anchor=False)
st.markdown(T("nested.carry.text"))
st.code(source_at("core/grid.py", "inputs"), language="python", wrap_lines=True)
st.code(source_at("core/model.py", "GridNet.nodes"), language="python", wrap_lines=True)
show_room_link("pruning", T("nested.carry.next"), width="content")
