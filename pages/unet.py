"""The U: the whole net with the picture flowing through it, every node to open, every number to take apart."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.nets.plan import key_of
from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.picture_and_net import show_net_choice, sight
from unet_demo.ui.lesson.picture_line import show_picture_line
from unet_demo.ui.unet.map import show_failure, show_map, show_status
from unet_demo.ui.unet.node import show_node, show_node_code
from unet_demo.ui.unet.pixel import show_pixel
from unet_demo.ui.unet.place import go_to_node, open_place
from unet_demo.ui.unet.question import show_entry_question

open_page("unet")
st.title(T("frame.rooms.unet.name"), anchor=False)
st.markdown(T("unet.intro"))
with section("section.line"):
    show_picture_line()
show_net_choice()


@st.fragment
@section("section.map")
def show_inside() -> None:
    """The map and what is open on it; choosing a node or a pixel runs only this again."""
    seen = sight()
    size = seen.design.height, seen.design.width
    place = open_place(seen.design.architecture, seen.plan.depth, size, seen.run)
    show_map(seen, key_of(place.node), lambda key: go_to_node(place, key))
    show_node(seen, place)
    if seen.run:
        show_pixel(seen, place)


@section("section.status")
def show_above() -> None:
    """What does not depend on the open node. (No run may stand in a page's own names: its fragments keep them.)"""
    seen = sight()
    show_entry_question(seen.plan)
    show_status(seen)
    show_failure(seen.plan)


show_above()
show_inside()
show_node_code()
