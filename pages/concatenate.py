"""Concatenate: what joins at a node, the workbench, concat or add, orders, the shape doctor, and what the web says."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.ask import show_quiz
from unet_demo.ui.claim_cards import show_claims
from unet_demo.ui.concat_bench import show_bench
from unet_demo.ui.concat_live import show_live
from unet_demo.ui.concat_order import show_ways
from unet_demo.ui.frame import open_page
from unet_demo.ui.net_picture import show_picture_line
from unet_demo.ui.prose import T, code_of
from unet_demo.ui.section import section
from unet_demo.ui.shape_doctor import show_doctor

open_page("concatenate")
st.title(T("concat.title"), anchor=False)
st.markdown(T("concat.intro"))
st.markdown(T("concat.hurry"))
show_quiz()
with section("section.line"):
    show_picture_line()
show_live()
show_ways()
show_bench()
show_doctor()
show_claims("concatenate")
with section("concat.carry"):
    st.header(T("concat.carry.title"), anchor=False)
    st.markdown(T("concat.carry.text"))
    st.code(code_of("decoder_step"), language="python", wrap_lines=True)
