"""The net as a drawing with the picture flowing through it, what it costs, and where it breaks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from unet_demo.core.lessons import plan_error
from unet_demo.core.nets.design import Fit
from unet_demo.core.nets.plan import Plan
from unet_demo.core.nets.sides import cures
from unet_demo.ui.components.drawing import show_table
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson import plan_words as unet_words
from unet_demo.ui.lesson.doctor_link import show_doctor_link
from unet_demo.ui.lesson.net_map import drawn_net, show_drawn_net
from unet_demo.ui.lesson.parting import reason_of
from unet_demo.ui.lesson.picture_and_net import Sight, show_back
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import act
from unet_demo.ui.unet.question import open_question


@section("section.status")
def show_status(sight: Sight) -> None:
    """Whether what follows is live or a drawing, and why; comes back by itself while the model is being loaded.

    Raises what keeps the net from being run, for the section around to tell.
    """
    height, width = sight.picture.height, sight.picture.width
    if sight.run:
        st.caption(T("unet.live", height=height, width=width))
    elif sight.error is not None:
        raise sight.error
    elif sight.why != "unet.loading" or is_ready(sight.why):
        st.caption(T(sight.why))
        if sight.why == "unet.busy":
            st.button(T("word.try_again"), key="try_again")
        show_back()


@section("section.map")
def show_map(sight: Sight, chosen: str, on_choose: Callable[[str], None]) -> None:
    """The drawing with its player, its counts, and the same as a table."""
    plan = sight.plan
    asked = open_question(plan)
    drawn = remembered("net", (sight.key, choices.get("lang"), asked), lambda: drawn_net(sight, asked))
    with act("map"):
        show_drawn_net(plan, drawn, chosen, on_choose, "net")
    if not plan.failures:
        _show_total(plan)
    show_table(unet_words.table_of(plan), T("unet.table.label"), "net_table")


def _show_total(plan: Plan) -> None:
    st.caption(
        T(
            "unet.net.total",
            params=f"{sum(step.params for step in plan.steps):,}",
            gmacs=f"{sum(step.macs for step in plan.steps) / 1e9:.2f}",
            height=plan.design.height,
            width=plan.design.width,
            steps=len(plan.steps),
        )
    )


@section("section.fail")
def show_failure(plan: Plan) -> None:
    """Why there is no answer, PyTorch's own words, and the cures; what a cure has done; poolings that drop a row."""
    if plan.failures:
        _show_parting(plan)
    elif plan.design.fit != "as_is":
        _show_cured(plan)
    if plan.uneven and not plan.failures:
        st.info(T("unet.fail.uneven", node=str(plan.uneven[0].node)), icon=":material/info:")


def _show_parting(plan: Plan) -> None:
    title, text = reason_of(plan)
    with st.container(border=True, key="parting"):
        st.markdown(f"**{title}**")
        st.markdown(text)
        if said := plan_error.error_of(plan, plan.failures[0]):
            st.caption(T("unet.fail.torch"))
            st.code(said, language=None, wrap_lines=True)
        found = {fit: size for fit, size in cures(plan.design, plan.depth).items() if fit != plan.design.fit}
        if found:
            st.caption(T("unet.fail.cures"))
        row = st.container(horizontal=True, gap="small")
        for fit, (height, width) in found.items():
            row.button(
                T(f"unet.fail.{fit}", height=height, width=width), key=f"cure_{fit}", on_click=partial(_cure, fit)
            )
        if plan.design.fit != "as_is":
            row.button(T("unet.fail.undo"), key="undo", icon=":material/undo:", on_click=partial(_cure, "as_is"))
        show_doctor_link(plan.design)


def _show_cured(plan: Plan) -> None:
    design = plan.design
    fitted = plan.by_id["fit"].shape
    assert fitted is not None
    how = T(f"unet.fail.cured_{design.fit}", height=fitted[1], width=fitted[2])
    st.success(T("unet.fail.cured", height=design.height, width=design.width, how=how), icon=":material/check_circle:")
    st.button(T("unet.fail.undo"), key="undo", icon=":material/undo:", on_click=partial(_cure, "as_is"))


@callback
def _cure(fit: Fit) -> None:
    choices.put("fit", fit)
