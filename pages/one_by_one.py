"""1×1 convolution: one pixel's product, its cost, up and down, blocks built from it, not pooling, and the web."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.claim_cards import show_claims
from unet_demo.ui.lesson.picture_line import show_picture_line
from unet_demo.ui.one_by_one.attention import show_cbam
from unet_demo.ui.one_by_one.blocks import show_blocks
from unet_demo.ui.one_by_one.blocks_unet import show_block_unet
from unet_demo.ui.one_by_one.carry import show_carry
from unet_demo.ui.one_by_one.counts import show_counts
from unet_demo.ui.one_by_one.pixel import show_pixel
from unet_demo.ui.one_by_one.pool import show_not_pooling
from unet_demo.ui.one_by_one.rank import show_rank
from unet_demo.ui.one_by_one.squeeze import show_squeeze

open_page("one_by_one")
st.title(T("frame.rooms.one_by_one.name"), anchor=False)
st.markdown(T("pointpage.intro"))
with section("section.line"):
    show_picture_line()
show_pixel()
show_counts()
show_rank()
show_squeeze()
show_not_pooling()
show_blocks()
show_cbam()
show_block_unet()
show_claims("one_by_one")
show_carry()
