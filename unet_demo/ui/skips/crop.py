"""Crop or pad: what the original net cuts off its skips, why as much as that, and why padding spares it."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.paper import PAPER_SIDE_PX, paper_like
from unet_demo.core.nets.plan import Plan
from unet_demo.core.skips.crops import chain_of, cuts_of, guesses, smallest
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame.prose import T, punctuated, unfilled
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.ask import choose, may_see, show_question, show_verdict
from unet_demo.ui.lesson.doctor_link import show_doctor_link
from unet_demo.viz.skips.crops import crop_drawing

KERNELS = (1, 3, 5)
_PAPER = 3, False  # the original's window, and whether it pads


@st.fragment
@section("crop")
def show_crop() -> None:
    """The question on the original net first; then its skips to scale, with padding and other windows to try."""
    st.header(T("crop.title"), anchor=False)
    st.markdown(T("crop.text"))
    if not _show_question():
        _show_drawn(paper_like(*_PAPER), asked=True)
        return
    kernel, padded = _show_controls()
    plan = paper_like(kernel, padded)
    _show_drawn(plan)
    _show_reason(plan)
    show_doctor_link(plan.design)


def _show_question() -> bool:
    """How much is cut off the top skip; whether that is answered."""
    plan, offered = paper_like(*_PAPER), guesses()
    top = cuts_of(plan)[0]
    with st.container(border=True, key="crop_question"):
        show_question(T("crop.ask.question", side=PAPER_SIDE_PX, node=str(Node(0, 0)), skip=top.skip_px))
        given = choose(list(offered), "crop_guess", "crop")
        if given is not None:
            why = T("crop.ask.why", skip=top.skip_px, used=top.used_px, cut=top.cut_px)
            show_verdict(why, _mistake(plan, given, offered[given]))
        return may_see("crop", given)


def _mistake(plan: Plan, guess: int, id: str) -> str | None:
    """What led to a wrong answer; None for the right one."""
    if id == "right":
        return None
    deepest, answer = cuts_of(plan)[-1], plan.answer
    assert answer is not None
    values: dict[str, dict[str, object]] = {
        "deepest": {"node": str(Node(deepest.row, 0)), "skip": deepest.skip_px},
        "whole": {"side": PAPER_SIDE_PX, "answer": answer[1]},
    }
    return T(f"crop.ask.{id}", guess=guess, **values.get(id, {}))


def _show_controls() -> tuple[int, bool]:
    """(window of the convolutions, whether they pad) as chosen."""
    row = st.container(horizontal=True, gap="medium")
    padded = row.segmented_control(
        T("word.convolutions"),
        ["unpadded", "padded"],
        format_func=lambda code: T(f"crop.{code}"),
        default="unpadded",
        required=True,
        key="crop_padding",
    )
    kernel = row.segmented_control(
        T("word.window"),
        list(KERNELS),
        format_func=lambda side: f"{side}×{side}",
        default=_PAPER[0],
        required=True,
        key="crop_kernel",
    )
    return kernel or _PAPER[0], padded == "padded"


def _show_drawn(plan: Plan, asked: bool = False) -> None:
    """The skips to scale; while the question is open without what is cut."""
    cuts = cuts_of(plan)
    nodes = [str(Node(cut.row, 0)) for cut in cuts]
    sizes = {"side": plan.design.height, "answer": (plan.answer or (0, 0, 0))[1]}
    words = {name: unfilled(f"crop.drawn.{name}") for name in ("whole", "used", "cut", "uncut", "asked")}
    words |= {name: T(f"crop.legend.{name}") for name in ("skip", "cropped")}
    drawn = crop_drawing(cuts, nodes, words, asked)
    if asked:
        show_drawing(
            drawn,
            T("crop.alt_asked", skips=punctuated(", ".join(str(cut.skip_px) for cut in cuts)), **sizes),
            "crop_drawn",
        )
        return
    heads = [T(f"crop.head.{name}") for name in ("node", "skip", "up", "cut", "share")]
    rows = [
        [node, str(cut.skip_px), str(cut.used_px), str(cut.cut_px), f"{cut.share:.0%}"]
        for node, cut in zip(nodes, cuts, strict=True)
    ]
    alt = T("crop.alt", cuts=punctuated(", ".join(str(cut.cut_px) for cut in cuts)), **sizes)
    show_drawing(drawn, alt, "crop_drawn", [heads, *rows], T("word.as_table"))


def _show_reason(plan: Plan) -> None:
    """Why as much as that is cut, or why nothing is."""
    design, answer = plan.design, plan.answer
    assert answer is not None
    st.markdown(T("crop.sizes", side=design.height, answer=answer[1]))
    if design.lost == 0:
        step = 2**design.architecture.depth
        id = "crop.why_padded" if design.padding else "crop.why_single"
        st.markdown(T(id, kernel=design.kernel, padding=design.padding))
        st.markdown(T("crop.odd", paper=PAPER_SIDE_PX, step=step, side=design.height))
        return
    per_conv = design.lost // 2
    st.markdown(T("crop.why", kernel=design.kernel, lost=per_conv))
    st.markdown("  \n".join(_sums(plan)))
    least = smallest(design)
    top, out = cuts_of(least)[0], least.answer
    assert out is not None
    sizes = {"side": least.design.height, "skip": top.skip_px, "used": top.used_px, "answer": out[1]}
    st.markdown(T("crop.any_size", cut=top.cut_px, **sizes))


def _sums(plan: Plan) -> list[str]:
    """Each cut as the sum it is, the deepest first."""
    depth, half, lines = plan.design.architecture.depth, plan.design.lost // 2, []
    for at, (convolutions, below, cut) in enumerate(chain_of(plan)):
        around = str(2 * half)
        inside = f"{half} + {half}" if not at else f"{around} + {below} + {around}"
        assert convolutions == (2 if not at else 4) * half
        lines.append(T("crop.sum", node=str(Node(depth - 1 - at, 0)), inside=inside, cut=cut))
    return lines
