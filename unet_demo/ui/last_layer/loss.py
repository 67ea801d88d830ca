"""What training sees of an answer: cross-entropy pixel by pixel, and Dice; the border weights stand in last_border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core.engine.subject import Key
from unet_demo.core.last_layer.losses import cross_entropy, soft_dice
from unet_demo.core.last_layer.records import Last
from unet_demo.core.nets.tasks import VOID
from unet_demo.core.scoring.score import NEAR_PX, near_border
from unet_demo.core.scoring.targets import target_for
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.last_layer.border import SCENE_TASK, scene, show_border
from unet_demo.ui.last_layer.net import last_in_view
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.viz.kit.class_maps import scale_bar
from unet_demo.viz.kit.maps import picture_uri, sequential_rgb

SHOWN_PX = 400
WORST = 0.01  # the share of pixels called the worst


@dataclass(frozen=True)
class EntropyView:
    """What the page keeps of the loss on a picture: its map, and figures. `scores` are Dice per class, by class."""

    uri: str
    highest: float
    mean: float
    worst: float  # share of the whole loss that the worst WORST of the pixels bear
    near: float  # share of these that lie near a border of the truth
    accuracy: float
    dice: tuple[float, ...]


@st.fragment
@section("last.loss")
def show_losses() -> None:
    """The loss of the net's answer, and what the paper's weights add to it."""
    st.header(T("last.loss.title"), anchor=False)
    st.markdown(T("last.loss.text"))
    found = last_in_view()
    if found is None:
        return
    _show_entropy(*_entropy(*found))
    show_border(*found)


def _own_truth() -> bool:
    return target_for(choices.get("task"), lesson_picture()) is not None


def _entropy(last: Last, mark: Key) -> tuple[EntropyView, bool]:
    """The loss of the net's answer, and whether that is on the visitor's picture."""
    own = _own_truth()

    def make() -> EntropyView:
        picture, answer = (lesson_picture(), last) if own else scene()
        target = target_for(choices.get("task") if own else SCENE_TASK, picture)
        assert target is not None
        return _entropy_of(answer, target)

    return remembered("last_entropy", mark, make), own


def _entropy_of(last: Last, target: NDArray[np.uint8]) -> EntropyView:
    loss, known, probability = cross_entropy(last.logits, target), target != VOID, last.probability
    values, near = loss[known].astype(np.float64), near_border(target)[known]
    order = np.argsort(-values)
    highest, total, worst = float(values[order[0]]), float(values.sum()), order[: max(1, round(WORST * values.size))]
    share = np.nan_to_num(loss / highest if highest else loss)
    several = len(probability) > 1
    truths = [target == at for at in range(len(probability))] if several else [target == 1]
    dice = [
        soft_dice(np.where(known, p, 0), truth) for p, truth in zip(probability, truths, strict=True) if truth.any()
    ]
    return EntropyView(
        picture_uri(sequential_rgb((255 * share).astype(np.uint8)), SHOWN_PX),
        highest,
        total / values.size,
        float(values[worst].sum()) / total if total else 0.0,
        float(near[worst].mean()),
        float((last.label == target)[known].mean()),
        tuple(dice),
    )


def _show_entropy(view: EntropyView, own: bool) -> None:
    st.subheader(T("last.entropy.title"), anchor=False)
    if not own:
        st.caption(T("last.loss.scene"))
    left, right = st.columns([5, 7], gap="large")
    with left:
        st.image(view.uri, width="stretch", alt=T("last.entropy.alt", mean=f"{view.mean:.3f}"))
        bar = scale_bar("0", T("last.entropy.most", most=f"{view.highest:.2f}"))
        show_drawing(bar, T("last.entropy.scale"), "last_entropy_scale")
    dice = sum(view.dice) / len(view.dice) if view.dice else 0.0
    figures = {"mean": view.mean, "dice": dice, "loss": 0.5 * view.mean + 1 - dice}
    texts = {name: f"{value:.3f}" for name, value in figures.items()}
    right.markdown(T("last.entropy.text"))
    right.latex(rf"-\log p_{{\mathrm{{true}}}}\;\;\rightarrow\;\;{view.mean:.3f}")
    shares = {"worst": f"{WORST:.0%}", "share": f"{view.worst:.0%}", "near": f"{view.near:.0%}"}
    right.markdown(T("last.entropy.worst", px=f"{NEAR_PX:g}", **shares))
    several = "_several" if len(view.dice) > 1 else ""
    right.markdown(T(f"last.entropy.dice{several}", **texts))
    right.latex(rf"\tfrac12\cdot{view.mean:.3f}+(1-{dice:.3f})={figures['loss']:.3f}")
    right.caption(T("last.entropy.trained"))
    with right:
        show_code("code_cross_entropy", "core/last_layer/losses.py", "cross_entropy", "soft_dice")
