"""Which picture a lesson works on, and the way to another one."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui import choices, visit
from unet_demo.ui.frame import show_room_link
from unet_demo.ui.net_design import lesson_picture
from unet_demo.ui.prose import T


def show_picture_line() -> None:
    """The task and the picture in words, whether it is a smaller copy, and a link to where it is chosen."""
    whole, copy = visit.picture(), lesson_picture()
    sample = visit.sample()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        name = T(f"tasks.{choices.get('task')}.name")
        if copy is whole:
            st.caption(T("lesson.picture", task=name, height=copy.height, width=copy.width))
        else:
            size = {"full_height": whole.height, "full_width": whole.width}
            st.caption(T("lesson.copy", task=name, height=copy.height, width=copy.width, **size))
        show_room_link("segment", T("lesson.change" if sample else "lesson.change_own"), width="content")
