"""Concatenate: what joins at a node, the workbench, concat or add, orders, and what the web says."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.concatenate.bench import show_bench
from unet_demo.ui.concatenate.carry import show_carry
from unet_demo.ui.concatenate.live import show_live
from unet_demo.ui.concatenate.order import show_ways
from unet_demo.ui.concatenate.quiz import show_quiz
from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.claim_cards import show_claims
from unet_demo.ui.lesson.doctor_link import show_way_to_clinic
from unet_demo.ui.lesson.picture_line import show_picture_line

open_page("concatenate")
st.title(T("frame.rooms.concatenate.name"), anchor=False)
st.markdown(T("concat.intro"))
show_way_to_clinic()
show_quiz()
with section("section.line"):
    show_picture_line()
show_live()
show_ways()
show_bench()
show_claims("concatenate")
show_carry()
