"""Where the net runs: device, precision, and how the picture's border is treated."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import AGREEMENT
from unet_demo.core.nets.fields import beyond_square, farthest, looks_of
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.input_size import working_size
from unet_demo.core.pictures.tiles import CONTEXT_PX, ROUNDING_LEVELS, STEP_PX, needs_tiles
from unet_demo.ui.frame import choices, visit
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.visit import Outcome
from unet_demo.ui.lesson.folds import fold

DEEPEST = STEP_PX.bit_length() - 1  # the head whose pixels look farthest


@section("segment.settings")
def show_settings(outcome: Outcome) -> None:
    """Three choices in an expander; changing one runs the net again with it."""
    if not engine.ready():
        return
    now = visit.settings()
    with fold(T("segment.settings.title"), "fold_settings", ":material/memory:"):
        left, middle, right = st.columns(3)
        with left:
            _choose("device", engine.devices(), now.device)
        with middle:
            _choose("precision", engine.precisions(choices.get("task"), now.device), now.precision)
        with right:
            _choose("border", ("single", "mirror"), now.border)
        st.caption(T("segment.settings.precision_note", share=f"{AGREEMENT:.1%}"))
        side_px = TASKS[choices.get("task")].side_px
        if needs_tiles(*working_size(side_px, outcome.picture.height, outcome.picture.width)):
            st.caption(T("segment.settings.tiled", **_tiling()))
        name = "mirrored" if now.border == "mirror" else "whole"
        st.caption(T(f"segment.settings.{name}", context=CONTEXT_PX))


def _tiling() -> dict[str, int]:
    """What tiles share, what a pixel of the deepest head depends on, px, and by how much the answers may differ."""
    looks = looks_of(Architecture("unetpp", 3, (1,) * (DEEPEST + 1), 1), Node(0, DEEPEST))
    shared = {"context": CONTEXT_PX, "shared": 2 * CONTEXT_PX, "step": STEP_PX, "levels": ROUNDING_LEVELS}
    return {**shared, "far": farthest(looks), "beyond": beyond_square(looks)}


def _choose(name: str, options: tuple[str, ...], chosen: str) -> None:
    key = f"setting_{name}"
    st.session_state[key] = chosen if chosen in options else options[-1]

    @callback
    def save() -> None:
        visit.change_settings(**{name: st.session_state[key]})
        if name == "device":
            visit.change_settings(precision="float32")

    st.selectbox(
        T(f"segment.settings.{name}"),
        options,
        format_func=lambda code: T(f"segment.settings.{name}s.{code}") if name != "device" else code,
        key=key,
        on_change=save,
        disabled=len(options) == 1,
    )
