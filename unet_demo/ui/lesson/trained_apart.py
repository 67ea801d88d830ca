"""That two nets in view were not trained alike, where they were not."""

from __future__ import annotations

import json

import streamlit as st

from unet_demo.core.nets.cards import load_card, steps_of
from unet_demo.core.nets.tasks import net_of
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.net_switch import builds_there


@section("skips.burn")
def show_apart() -> None:
    """Where a task has both nets: that they were not trained alike."""
    if len(builds_there()) > 1:
        steps = {build: _steps(build) for build in builds_there()}
        if len(set(steps.values())) > 1:
            st.caption(T("skips.burn.trained_apart", **{name: f"{count:,}" for name, count in steps.items()}))


def _steps(build: str) -> int:
    """Updates that this net's training took, all its stages together, from its card."""
    settings = json.loads(load_card(net_of(choices.get("task"), build).file).trained_by["settings"])
    return steps_of(settings)
