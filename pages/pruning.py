"""Pruning lab: choose a depth, what stays the same, the trap, the trade, which depth is enough, and take it home."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.claim_cards import show_claims
from unet_demo.ui.lesson.picture_line import show_picture_line
from unet_demo.ui.pruning.advisor import show_advisor
from unet_demo.ui.pruning.depth import show_depth
from unet_demo.ui.pruning.home import show_home
from unet_demo.ui.pruning.modes import show_modes
from unet_demo.ui.pruning.proof import show_proof
from unet_demo.ui.pruning.trade import show_trade
from unet_demo.ui.pruning.trap import show_trap

open_page("pruning")
st.title(T("frame.rooms.pruning.name"), anchor=False)
st.markdown(T("prune.intro"))
with section("section.line"):
    show_picture_line()
show_depth()
show_proof()
show_trap()
show_modes()
show_trade()
show_advisor()
show_home()
show_claims("pruning")
