"""What pruning leaves as it was, and what it does not: outputs of shallower heads, and gradients in training."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.lessons.told import together_told
from unet_demo.core.pruning import door
from unet_demo.core.pruning.quiz import about_proof
from unet_demo.core.scoring.compare import studied
from unet_demo.ui.frame.prose import T, source_at, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.picture_and_net import subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.lesson.told import told_text


def _range(values: list[float], form: str) -> str:
    """One number, or the least and the largest of several seeds."""
    low, high = (format(each, form) for each in (min(values), max(values)))
    return low if len(values) == 1 else T("prune.proof.range", low=low, high=high, seeds=len(values))


@st.fragment
@section("prune.proof")
def show_proof() -> None:
    """The question; then the largest difference of every head, and the cosine of the first block's gradients."""
    st.header(T("prune.proof.title"), anchor=False)
    st.markdown(T("prune.proof.text"))
    if not is_ready() or not show_ask(about_proof(), "ask_proof", "prune.ask"):
        return
    subject = subject_in_view()
    found = remembered("prune_proof", subject.key, lambda: door.proof_of(subject.task, subject.picture))
    head = T("word.head"), T("prune.proof.apart")
    st.markdown(md_table(head, [(f"L{depth}", repr(gap)) for depth, gap in found.apart.items()]))
    st.markdown(T("prune.proof.same" if not any(found.apart.values()) else "prune.proof.differ"))
    st.code(source_at("core/pruning/pruned.py", "differences"), language="python", wrap_lines=True)
    st.markdown(T("prune.proof.training", height=found.side_px[0], width=found.side_px[1]))
    if not found.truth:
        st.caption(T("prune.proof.no_truth"))
    rows = []
    for name, each in (("begun", found.begun), ("trained", found.trained)):
        cosine, change = ([pair[at] for pair in each] for at in (0, 1))
        rows.append((T(f"prune.proof.{name}"), _range(cosine, ".3f"), _range(change, ".0%")))
    st.markdown(md_table(words_of("prune.proof.", ("net", "cosine", "change")).values(), rows))
    st.markdown(T("prune.proof.conclusion"))
    _show_alone()


def _show_alone() -> None:
    """Heads trained with deeper ones, against nets of their depth trained alone: what the stored study says."""
    nets, command = studied("alone")
    said = [each for depth in (1, 2) if (each := together_told(depth)) is not None]
    if not said:
        return
    first = next(iter(nets.values()))
    st.markdown(T("prune.proof.alone", seeds=len(first.seeds), steps=f"{first.steps:,}", pictures=first.pictures))
    for each in said:
        st.markdown(f"- {told_text(each)}")
    st.caption(T("word.stored", command=command))
