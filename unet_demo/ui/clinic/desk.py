"""The desk of the clinic: what the visitor has brought decides which section is in view."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.clinic.choice_table import BROUGHT
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section


@section("clinic.desk")
def ask_what_is_wrong() -> str:
    """Show the choice among what can be brought, and return its code: one of BROUGHT."""
    st.segmented_control(
        T("clinic.desk.title"),
        BROUGHT,
        format_func=lambda code: T(f"clinic.desk.{code}"),
        required=True,
        **choices.widget("bring"),
    )
    brought: str = choices.get("bring")
    return brought
