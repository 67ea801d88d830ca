"""The front door: what this is and for whom, one picture and its mask, the way through the rooms."""

from __future__ import annotations

from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.front.front import show_flow, show_house_rules, show_opening, show_way

open_page("front")
show_opening()
show_flow()
show_way()
show_house_rules()
