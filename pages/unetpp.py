"""UNet++: the grid that grows, the semantic gap, four heads, one loss alone, U-Net beside it, and the web."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.claim_cards import show_claims
from unet_demo.ui.lesson.picture_line import show_picture_line
from unet_demo.ui.unetpp.beside import show_beside
from unet_demo.ui.unetpp.carry import show_carry
from unet_demo.ui.unetpp.grid import show_grown
from unet_demo.ui.unetpp.heads import show_heads, show_unsupervised
from unet_demo.ui.unetpp.likeness import show_likeness

open_page("unetpp")
st.title(T("frame.rooms.unetpp.name"), anchor=False)
st.markdown(T("nested.intro"))
with section("section.line"):
    show_picture_line()
show_grown()
show_likeness()
show_heads()
show_unsupervised()
show_beside()
show_claims("unetpp")
show_carry()
