"""Deep supervision: four heads at once, what each loses and adds to the gradient, and a net trained without it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.lessons.ask import Ask
from unet_demo.core.lessons.told import heads_told
from unet_demo.core.nets.tasks import VOID
from unet_demo.core.pictures.images import display_copy
from unet_demo.core.scoring.compare import compared
from unet_demo.core.scoring.targets import target_for
from unet_demo.core.unetpp import door
from unet_demo.core.unetpp.door import Heads
from unet_demo.core.unetpp.quiz import about_alone
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.mask_picture import labels_uri
from unet_demo.ui.lesson.picture_and_net import lesson_picture, subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.seeds import row_of, show_seeds
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.lesson.told import show_study
from unet_demo.ui.lesson.what_for import show_what_for
from unet_demo.viz.kit.class_maps import tone_key
from unet_demo.viz.kit.maps import picture_uri, sequential_rgb

SHOWN_PX = 320
ALONE = "nuclei"  # the task for which a net was trained with its last loss alone


@st.fragment
@section("heads")
def show_heads() -> None:
    """The question, four masks and where they agree, the losses with sliders for their weights."""
    st.header(T("heads.title"), anchor=False)
    st.markdown(T("heads.text"))
    if not is_ready():
        return
    found, uris, agreement = _heads("unetpp")
    seen = show_ask([_question(found)], "ask_heads", "heads.ask")
    _show_masks(found, uris)
    st.markdown(f"**{T('heads.agree')}**")
    all_agree = float((found.agreeing == len(found.depths)).mean())
    left, right = st.columns([2, 3], gap="medium")
    left.image(agreement, width="stretch", alt=T("heads.agree_alt", share=f"{all_agree:.1%}"))
    counts = [float((found.agreeing == count).mean()) for count in range(len(found.depths), 0, -1)]
    rows = [(str(len(counts) - at), f"{share:.2%}") for at, share in enumerate(counts)]
    right.markdown(md_table((T("heads.agreeing"), T("heads.share")), rows))
    with right:
        tones = [((len(counts) - at) / len(counts), str(len(counts) - at)) for at in range(len(counts))]
        show_drawing(tone_key(tones), T("heads.agree_key"), "heads_key")
    right.caption(T("heads.agree_note"))
    if seen:
        _show_losses(found)


def _show_masks(found: Heads, uris: list[str]) -> None:
    """Each head's mask, and its score where the truth is known."""
    for column, depth, uri, at in zip(st.columns(len(uris), gap="small"), found.depths, uris, range(9), strict=False):
        column.markdown(f"**L{depth}**")
        column.image(uri, width="stretch", alt=T("prune.depth.mask_alt", head=f"L{depth}"))
        if found.scores is not None:
            column.caption(T("skips.without.iou", iou=f"{found.scores[at].iou:.3f}"))


def _heads(build: str) -> tuple[Heads, list[str], str]:
    subject = subject_in_view(build)
    task, picture = subject.task, subject.picture

    def make() -> tuple[Heads, list[str], str]:
        found = door.heads_of(task, picture, build)
        shown = display_copy(picture, 256)
        levels = (255 * found.agreeing.astype(np.float32) / len(found.depths)).astype(np.uint8)
        uris = [labels_uri(shown, label) for label in found.labels]
        return found, uris, picture_uri(sequential_rgb(levels), SHOWN_PX)

    return remembered(f"heads_{build}", subject.key, make)


def _question(found: Heads) -> Ask:
    """Which head adds most to the first block's gradient when all losses weigh alike."""
    shares = door.shares_of(found.products, [1.0] * len(found.depths))
    best = int(np.argmax(shares))
    names = [f"L{depth}" for depth in found.depths]
    mistakes = {name: "m_deepest" if at == len(names) - 1 else "m_other" for at, name in enumerate(names) if at != best}
    return Ask("share", {"answer": names[best], "share": f"{shares[best]:.0%}"}, tuple(names), names[best], mistakes)


@st.fragment
@section("heads.loss")
def _show_losses(found: Heads) -> None:
    """Loss of each head on this picture, and its share of the gradient, for weights that the visitor sets."""
    st.subheader(T("heads.loss.title"), anchor=False)
    st.markdown(T("heads.loss.text" if found.truth else "heads.loss.text_own"))
    weights = [
        column.slider(T("heads.loss.weight", head=f"L{depth}"), 0.0, 2.0, 1.0, 0.1, key=f"head_weight_{depth}")
        for column, depth in zip(st.columns(len(found.depths), gap="small"), found.depths, strict=True)
    ]
    shares = door.shares_of(found.products, weights)
    rows = []
    for depth, loss, weight, share in zip(found.depths, found.losses, weights, shares, strict=True):
        term = f"{weight:g} · {loss:.4f} = {weight * loss:.4f}"
        rows.append((f"L{depth}", f"{loss:.4f}", term, f"{share:.1%}"))
    total = sum(weight * loss for weight, loss in zip(weights, found.losses, strict=True))
    rows.append((T("heads.loss.total"), "", f"**{total:.4f}**", "100%" if any(shares) else "–"))
    st.markdown(md_table(words_of("heads.loss.", ("head", "loss", "term", "share")).values(), rows))
    st.caption(T("heads.loss.note"))


@st.fragment
@section("heads.without")
def show_unsupervised() -> None:
    """The net whose loss saw the last head only: what its shallow heads say, on this picture and over the seeds."""
    st.header(T("heads.without.title"), anchor=False)
    st.markdown(T("heads.without.text"))
    if not is_ready():
        return
    task, depths = choices.get("task"), engine.architecture_of(ALONE, "lasthead").head_depths
    if not _asked(depths):
        return
    if task == ALONE:
        found, uris, _ = _heads("lasthead")
        _show_masks(found, uris)
        target = target_for(task, lesson_picture())
        if target is not None:
            st.caption(T("heads.without.everything", iou=f"{(target[target != VOID] > 0).mean():.3f}"))
    else:
        st.caption(T("heads.without.elsewhere"))
    _show_seeds(depths)


def _asked(depths: tuple[int, ...]) -> bool:
    """The question about the second head; whether it is answered, or cannot be asked."""
    shallow, deepest = (compared("lasthead", depth) for depth in (depths[1], depths[-1]))
    told_apart = heads_told(ALONE, depths[-1], depths[1], "lasthead") if shallow and deepest else None
    if shallow is None or deepest is None or told_apart is None:
        return True
    return show_ask(about_alone(shallow.mean, deepest.mean, depths[-1], told_apart), "ask_alone", "heads.ask")


def _show_seeds(depths: tuple[int, ...]) -> None:
    """IoU of every head over the seeds, with all heads supervised and with the last alone."""
    rows = [
        row_of(found, f"L{depth} · {T(f'heads.without.{name}')}")
        for depth in depths
        for build, name in (("unetpp_equal", "all"), ("lasthead", "last"))
        if (found := compared(build, depth)) is not None
    ]
    st.markdown(T("heads.without.seeds"))
    show_seeds(rows, "heads_seeds")
    show_what_for(ALONE, "lasthead")
    show_study("grids", ("unetpp", "unetpp_last"), "heads.without.deepest")
