"""The last layer: from features to a probability, the threshold, classes, losses, the export, and what the web says."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.last_layer.bugs import show_bugs
from unet_demo.ui.last_layer.classes import show_classes
from unet_demo.ui.last_layer.export import show_export
from unet_demo.ui.last_layer.loss import show_losses
from unet_demo.ui.last_layer.pixel import show_pixel_answer
from unet_demo.ui.last_layer.threshold import show_threshold
from unet_demo.ui.last_layer.why_not import show_why_not
from unet_demo.ui.lesson.claim_cards import show_claims
from unet_demo.ui.lesson.net_switch import show_net_switch
from unet_demo.ui.lesson.picture_line import show_picture_line

open_page("last_layer")
st.title(T("frame.rooms.last_layer.name"), anchor=False)
st.markdown(T("last.intro"))
with section("section.line"):
    show_picture_line()
show_net_switch()
show_pixel_answer()
show_threshold()
show_classes()
show_why_not()
show_losses()
show_export()
show_bugs()
show_claims("last_layer")
