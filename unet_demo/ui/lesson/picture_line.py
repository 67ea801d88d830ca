"""Which picture a lesson works on, and the way to another one."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame import choices, visit
from unet_demo.ui.frame.frame import show_room_link
from unet_demo.ui.frame.picture_name import show_name
from unet_demo.ui.frame.prose import T
from unet_demo.ui.lesson.picture_and_net import lesson_picture


def show_picture_line() -> None:
    """The task and the picture in words, whether it is a smaller copy, and a link to where it is chosen."""
    whole, copy = visit.picture(), lesson_picture()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        task = T(f"tasks.{choices.get('task')}.name")
        if (copy.height, copy.width) == (whole.height, whole.width):
            show_name("lesson.picture", task=task)
        else:
            show_name("lesson.copy", task=task, copy_height=copy.height, copy_width=copy.width)
        show_room_link("segment", T("lesson.change"), width="content")
