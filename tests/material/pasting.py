"""The section of the clinic that reads errors, alone on a page. Run by Streamlit, not by a test."""

from __future__ import annotations

from unet_demo.ui.clinic.errors import show_errors
from unet_demo.ui.frame import choices

choices.sync()
show_errors()
