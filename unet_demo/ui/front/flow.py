"""The net on the front page with a picture in it; a chosen node is opened in its own room."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import activations, engine
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.plan import plan_of
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.net_map import ANY, drawn_net, show_drawn_net
from unet_demo.ui.lesson.picture_and_net import Sight

_WANTED = "_room_wanted"


def show_flow(picture: Picture) -> None:
    """The UNet++ for nuclei with a picture in it; a chosen node is opened in its own room. Raises Busy."""
    small, lang = lesson_copy(picture), choices.get("lang")
    plan = plan_of(Design(engine.architecture_of("nuclei"), small.height, small.width))
    markup = remembered(
        "flow", lang, lambda: drawn_net(Sight(plan, small, activations.opened("nuclei", small, "unetpp")))
    )
    show_drawn_net(plan, markup, "", _open_in_room, "flow_net")
    if st.session_state.pop(_WANTED, None):
        st.switch_page(
            "pages/unet.py",
        )


def _open_in_room(key: str) -> None:
    row = int(key[0])
    choices.put_all(net="unetpp", task="nuclei", picture="cell", place=f"{key}.conv2.{ANY}.{128 >> row}.{128 >> row}")
    st.session_state[_WANTED] = True
