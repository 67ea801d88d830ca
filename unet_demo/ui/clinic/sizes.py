"""The shape doctor: every size down and up for any picture and any settings, where it breaks, and what to do."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.lessons import plan_error
from unet_demo.core.lessons.text import shape_text
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.plan import Plan, plan_of, widths_of
from unet_demo.core.nets.sides import LARGEST, cures
from unet_demo.ui.components.reveal import show_reveal
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.frame import show_room_link
from unet_demo.ui.frame.prose import T, sentences
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.lesson.parting import reason_of
from unet_demo.ui.lesson.plan_words import clash_text
from unet_demo.ui.lesson.table import md_table

CASES = {
    "paper": {"h": 572, "w": 572, "levels": 4, "kernel": 3, "zeros": 0, "pool": 2},
    "camvid": {"h": 360, "w": 480, "levels": 4, "kernel": 3, "zeros": 1, "pool": 2},
    "97": {"h": 97, "w": 130, "levels": 4, "kernel": 3, "zeros": 1, "pool": 2},
    "250": {"h": 250, "w": 250, "levels": 4, "kernel": 3, "zeros": 1, "pool": 2},
}
FIRST_HEIGHT, FIRST_WIDTH = 360, 480
DOCTOR = "doctor"  # the key of where links to a case arrive


@st.fragment
@section("sizes")
def show_sizes() -> None:
    """The shape doctor: sizes as a table, the failing call in torch's own words, three ways out."""
    with st.container(key=DOCTOR):
        st.header(T("sizes.title"), anchor="doctor")
    show_reveal(DOCTOR)
    st.markdown(T("sizes.text"))
    _show_controls()
    height, width = choices.get("h") or FIRST_HEIGHT, choices.get("w") or FIRST_WIDTH
    net = Architecture("unet", 3, widths_of(16, choices.get("levels")), 1)
    kernel, zeros, pool = (choices.get(name) for name in ("kernel", "zeros", "pool"))
    plan = plan_of(Design(net, height, width, choices.get("up"), zeros, kernel=kernel, pool=pool))
    st.markdown(_table(plan))
    if plan.failures:
        _show_cure(plan)
    elif plan.answer:
        st.success(sentences(T("sizes.good"), T("sizes.out", height=plan.answer[1], width=plan.answer[2])))
    if kernel == 3 and pool == 2 and zeros < 2:
        show_room_link("unet", T("sizes.draw"), width="content", about=_drawn(plan))


def _show_controls() -> None:
    st.caption(T("sizes.presets"))
    row = st.container(horizontal=True, gap="small")
    for name in CASES:
        row.button(T(f"sizes.preset_{name}"), key=f"case_{name}", on_click=partial(_take_case, name))
    row = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    for name, label, side in (("h", "height", FIRST_HEIGHT), ("w", "width", FIRST_WIDTH)):
        slot = f"doctor_{name}"
        st.session_state[slot] = choices.get(name) or side
        row.number_input(
            T(f"sizes.{label}"), 1, 4096, step=1, key=slot, width=130, on_change=partial(_take, name, slot)
        )
    for name, low, high in (("levels", 1, 5), ("kernel", 1, 9), ("zeros", 0, 4), ("pool", 2, 4)):
        slot = f"doctor_{name}"
        st.session_state[slot] = choices.get(name)
        row.number_input(
            T(f"sizes.{name}"), low, high, step=1, key=slot, width=150, on_change=partial(_take, name, slot)
        )


def _drawn(plan: Plan) -> dict[str, Any]:
    """The choices with which The U draws this very net for this very size, those at their default too."""
    design = plan.design
    return {
        "net": "unet",
        "levels": design.architecture.depth,
        "first": design.architecture.widths[0],
        "grow": "double",
        "h": design.height,
        "w": design.width,
        "up": design.up,
        "pad": "padded" if design.padding else "unpadded",
        "fit": "as_is",
    }


@callback
def _take(name: str, slot: str) -> None:
    if st.session_state[slot] is not None:
        choices.put_all(**{name: st.session_state[slot]})


@callback
def _take_case(name: str) -> None:
    case = CASES[name]
    choices.put_all(**case, pad="unpadded" if case["zeros"] == 0 else "padded", fit=None)


def _sides(plan: Plan, id: str) -> str:
    step = plan.by_id.get(id)
    if step is None or step.shape is None:
        return T("sizes.never")
    return shape_text(step.shape[1:])


def _table(plan: Plan) -> str:
    """A line a level: sizes on the way down, upsampled, and what happens where they meet."""
    depth = plan.design.architecture.depth
    rows = []
    for row in range(depth + 1):
        activations = [f"{row}_0.pool"] if row else ["image"]
        down = " → ".join(_sides(plan, id) for id in (*activations, f"{row}_0.conv1", f"{row}_0.conv2"))
        up = f"{row}_{depth - row}"
        upsampled, meets = (_sides(plan, f"{up}.up"), _meets(plan, up)) if row < depth else ("–", "–")
        rows.append((str(row), down, upsampled, meets))
    return md_table([T(f"sizes.{name}") for name in ("level", "down", "up", "joined")], rows, align="rlll")


def _meets(plan: Plan, key: str) -> str:
    step = plan.by_id[f"{key}.cat"]
    if step.shape is not None:
        crop = next((plan.by_id[id] for id in step.sources if plan.by_id[id].op == "crop"), None)
        if crop is None:
            return T("sizes.ok")
        top, left = crop.cut
        if top == left:
            return T("sizes.crop", cut=top)
        return T("sizes.crop_both", top=top, left=left)
    return T("sizes.clash", clash=clash_text(plan, step)) if step in plan.failures else T("sizes.never")


def _show_cure(plan: Plan) -> None:
    title, text = reason_of(plan)
    st.markdown(f"**{title}** · {text}")
    if engine.ready() and (said := plan_error.error_of(plan, plan.failures[0])):
        st.code(said, language=None, wrap_lines=True)
    found = cures(plan.design)
    if not found:
        st.markdown(_no_cure(plan.design))
    row = st.container(horizontal=True, gap="small")
    for fit, (height, width) in found.items():
        row.button(
            T(f"unet.fail.{fit}", height=height, width=width),
            key=f"doctor_{fit}",
            on_click=partial(callback(choices.put_all), h=height, w=width),
        )


def _no_cure(design: Design) -> str:
    """What helps where no size does: an odd window has a padding that keeps the size of a map, an even one has none."""
    if design.kernel % 2:
        return T("sizes.no_cure", largest=LARGEST, same=(design.kernel - 1) // 2)
    return T("sizes.no_cure_even", largest=LARGEST, kernel=design.kernel)
