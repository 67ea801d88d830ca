"""Which trained net the lessons on skips work with."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.nets.tasks import has_net
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section


def builds_there() -> list[str]:
    """Nets of the chosen task that have bridges to look at, the plain U-Net first."""
    task = choices.get("task")
    return [build for build in ("unet", "unetpp") if has_net(task, build)]


def net_in_view() -> str:
    """The chosen net, or the one there is; the choice is mended so that the link says the same."""
    there = builds_there()
    if choices.get("net") not in there:
        choices.put("net", there[-1])
    build: str = choices.get("net")
    return build


@section("section.net")
def show_net_switch() -> None:
    """U-Net or UNet++, where the task has both."""
    there = builds_there()
    net_in_view()
    if len(there) > 1:
        st.segmented_control(
            T("word.net"),
            there,
            format_func=lambda code: T(f"unet.net.{code}"),
            required=True,
            **choices.widget("net"),
        )
