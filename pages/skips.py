"""Skip connections: what crosses, what burning a bridge does, gradients, detail, crops, four kinds, and the web."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.claim_cards import show_claims
from unet_demo.ui.lesson.picture_line import show_picture_line
from unet_demo.ui.skips.burn import show_burning
from unet_demo.ui.skips.carry import show_carry
from unet_demo.ui.skips.crop import show_crop
from unet_demo.ui.skips.cross import show_crossing
from unet_demo.ui.skips.gradient import show_gradients
from unet_demo.ui.skips.kinds import show_kinds
from unet_demo.ui.skips.survival import show_survival
from unet_demo.ui.skips.without import show_without

open_page("skips")
st.title(T("frame.rooms.skips.name"), anchor=False)
st.markdown(T("skips.intro"))
with section("section.line"):
    show_picture_line()
show_crossing()
show_burning()
show_without()
show_gradients()
show_survival()
show_crop()
show_kinds()
show_claims("skips")
show_carry()
