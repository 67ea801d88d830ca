"""The paper's two modes: accurate, the mean of all heads, and fast, a single one; on this picture."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.pruning import door
from unet_demo.core.pruning.door import MEAN, Pruned
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.picture_and_net import subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import md_table


@st.fragment
@section("prune.modes")
def show_modes() -> None:
    """Mean of all heads beside the deepest head: pixels that differ, score, work; and what that says."""
    st.header(T("prune.modes.title"), anchor=False)
    st.markdown(T("prune.modes.text"))
    if not is_ready():
        return
    subject = subject_in_view()
    task, picture = subject.task, subject.picture
    deepest = engine.architecture_of(task).depth

    def make() -> list[Pruned]:
        return [door.pruned_at(task, picture, depth) for depth in (deepest, MEAN)]

    fast, accurate = remembered("prune_modes", subject.key, make)
    known = fast.score is not None
    names = ("head", "fresh", "macs", *(("iou",) if known else ()))
    rows = []
    for name, each in ((f"L{deepest}", fast), (T("prune.depth.mean"), accurate)):
        cells = [name, str(each.fresh), f"{each.macs:,}"]
        if each.score is not None:
            cells.append(f"{each.score.iou:.4f}")
        rows.append(cells)
    st.markdown(md_table(words_of("prune.depth.", names).values(), rows))
    differ = int((fast.label != accurate.label).sum())
    st.markdown(T("prune.modes.differ", pixels=f"{differ:,}", share=f"{differ / fast.label.size:.2%}"))
    if fast.score is not None and accurate.score is not None:
        gain = accurate.score.iou - fast.score.iou
        name = "better" if gain > 0.002 else "worse" if gain < -0.002 else "same"
        st.markdown(T(f"prune.modes.{name}", gain=f"{100 * abs(gain):.2f}"))
