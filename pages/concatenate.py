"""Concatenate: what joins at a node, the workbench, concat or add, orders, the shape doctor, and what the web says."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.damage import WeightsError
from unet_demo.ui.ask import show_quiz
from unet_demo.ui.claim_cards import show_claims
from unet_demo.ui.concat_bench import show_bench
from unet_demo.ui.concat_live import show_live
from unet_demo.ui.concat_order import show_ways
from unet_demo.ui.frame import open_page
from unet_demo.ui.net_picture import show_picture_line
from unet_demo.ui.prose import T, code_of
from unet_demo.ui.shape_doctor import show_doctor

open_page("concatenate")
st.title(T("concat.title"), anchor=False)
st.markdown(T("concat.intro"))
st.markdown(T("concat.hurry"))
show_quiz()
show_picture_line()
try:
    show_live()
except WeightsError as error:
    st.error(T("segment.trouble.weights", file=error.file), icon=":material/error:")
show_ways()
show_bench()
show_doctor()
show_claims("concatenate")
st.header(T("concat.carry.title"), anchor=False)
st.markdown(T("concat.carry.text"))
st.code(code_of("decoder_step"), language="python", wrap_lines=True)
