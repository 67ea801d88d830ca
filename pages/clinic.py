"""The clinic: an error, sizes, a mask, a prediction, a log or a checkpoint is brought; the line to change is taken."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.clinic.checkpoint import show_checkpoint
from unet_demo.ui.clinic.desk import ask_what_is_wrong
from unet_demo.ui.clinic.errors import show_errors
from unet_demo.ui.clinic.log import show_log
from unet_demo.ui.clinic.mask import show_mask
from unet_demo.ui.clinic.sizes import show_sizes
from unet_demo.ui.clinic.symptoms import show_symptoms
from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.frame.prose import T
from unet_demo.ui.lesson.doctor_link import forward_to_doctor

SECTIONS = {
    "error": show_errors,
    "sizes": show_sizes,
    "mask": show_mask,
    "prediction": show_symptoms,
    "log": show_log,
    "checkpoint": show_checkpoint,
}

open_page("clinic")
st.title(T("frame.rooms.clinic.name"), anchor=False)
st.markdown(T("clinic.intro"))
forward_to_doctor()
SECTIONS[ask_what_is_wrong()]()
