"""From probabilities to a mask: a threshold over their histogram, and whether the probabilities mean what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core.engine.run import level_of
from unet_demo.core.last_layer.quiz import about_threshold
from unet_demo.core.last_layer.records import Last
from unet_demo.core.nets.tasks import VOID
from unet_demo.core.pictures.images import display_copy
from unet_demo.core.scoring.calibration import Reliability, Thresholds, reliability, thresholds_of
from unet_demo.ui.components.drawing import show_table
from unet_demo.ui.components.threshold import grey_uri, show_threshold_plot
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, unfilled
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.last_layer.net import last_in_view, target_in_view
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.class_name import class_name
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.unscored import unscored
from unet_demo.viz.kit.maps import picture_uri
from unet_demo.viz.last_layer.reliability import reliability_figure

SHOWN_PX = 256  # the probabilities are sent pixel by pixel, the picture beneath as large
ROWS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class ThresholdView:
    """What the page keeps of a picture: three small images as data URIs, and figures."""

    picture_uri: str
    map_uri: str
    truth_uri: str | None
    scores: Thresholds
    relied: Reliability | None


@st.fragment
@section("last.threshold")
def show_threshold() -> None:
    """The question, the histogram with its threshold, the table, and the reliability diagram."""
    st.header(T("last.threshold.title"), anchor=False)
    found = last_in_view()
    if found is None:
        return
    last, mark = found
    view = remembered("last_threshold", mark, lambda: _view(last))
    if len(last.logits) > 1:
        st.markdown(T("last.threshold.several", classes=len(last.logits)))
    else:
        name = class_name(choices.get("task"), 0)
        st.markdown(T("last.threshold.text", name=name))
        if not show_ask(about_threshold(view.scores, view.relied), "ask_last_threshold", "last.ask"):
            st.caption(T("last.threshold.guess"))
            return
        _show_plot(view, name)
        st.markdown(T("last.threshold.logit", **_in_logits(choices.get("threshold"))))
    _show_calibration(view.relied, len(last.logits))


def _view(last: Last) -> ThresholdView:
    target, levels = target_in_view(), last.levels
    picture = picture_uri(display_copy(lesson_picture(), SHOWN_PX), SHOWN_PX)
    if len(last.logits) > 1:
        relied = None if target is None else reliability(levels[target != VOID], (last.label == target)[target != VOID])
        return ThresholdView(picture, "", None, thresholds_of(levels), relied)
    if target is None:
        return ThresholdView(picture, grey_uri(levels), None, thresholds_of(levels), None)
    known, truth = target != VOID, target == 1
    scores, relied = thresholds_of(levels, truth, known), reliability(levels[known], truth[known])
    return ThresholdView(picture, grey_uri(levels), grey_uri(_seen(truth, known)), scores, relied)


def _seen(truth: NDArray[np.bool_], known: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """(H, W): 255 the object, 0 not, 128 unknown."""
    return np.where(known, np.where(truth, 255, 0), 128).astype(np.uint8)


def _show_plot(view: ThresholdView, name: str) -> None:
    names = ("probability", "pixels", "dice", "mistakes", "right", "missed", "wrong", "mask_key")
    words = {each: T(f"last.threshold.{each}", name=name) for each in names} | {"label": T("word.threshold")}
    words |= {each: unfilled(f"last.threshold.{each}") for each in ("mask", "best")}
    words["picture"] = T("last.threshold.picture_alt", name=name)
    threshold: float = choices.get("threshold")
    show_threshold_plot(
        view.picture_uri, view.map_uri, view.scores, threshold, words, _take, view.truth_uri, "last_threshold"
    )
    show_table(_rows(view.scores), T("word.as_table"), "last_threshold_table")


def _take(threshold: float) -> None:
    choices.put("threshold", threshold)


def _rows(scores: Thresholds) -> list[list[str]]:
    scored = scores.dice is not None and scores.iou is not None
    head = [T("word.threshold"), T("last.threshold.col_pixels"), *(["Dice", "IoU"] if scored else [])]
    rows = [head]
    for threshold in ROWS:
        level = level_of(threshold)
        cells = [f"{threshold:g}", f"{int(scores.pixels[level]):,}"]
        if scores.dice is not None and scores.iou is not None:
            cells += [f"{float(each[level]):.3f}" for each in (scores.dice, scores.iou)]
        rows.append(cells)
    return rows


def _in_logits(threshold: float) -> dict[str, str]:
    """The threshold, and the logit that gives this probability."""
    logit = float(np.log(threshold / (1 - threshold)))
    return {"threshold": f"{threshold:.2f}", "logit": f"{logit:.2f}".replace("-", "−")}


def _show_calibration(relied: Reliability | None, classes: int) -> None:
    """What was said beside what was so, in ten bins; without a truth, what would be needed."""
    st.subheader(T("last.calibration.title"), anchor=False)
    several = "_several" if classes > 1 else ""
    st.markdown(T(f"last.calibration.text{several}"))
    if relied is None:
        st.caption(unscored("last.calibration.no_truth"))
        return
    left, right = st.columns([6, 6], gap="large")
    names = ("x", "over", "under", "bin", "said", "pixels")
    words = {name: T(f"last.calibration.{name}") for name in names}
    words |= {name: T(f"last.calibration.{name}{several}") for name in ("y", "held")}
    words |= {"alt": T("last.calibration.alt", ece=f"{100 * relied.ece:.1f}"), "source": source_word("live")}
    with left:
        show_chart(reliability_figure(relied.said, relied.held, relied.counts, words, "reliability"), "reliability")
    right.markdown(T("last.calibration.ece", ece=f"{100 * relied.ece:.1f}", pixels=f"{int(relied.counts.sum()):,}"))
    right.markdown(_worst(relied, several))
    right.caption(T("last.calibration.one_picture"))
    with right:
        show_code("code_reliability", "core/scoring/calibration.py", "reliability")


def _worst(relied: Reliability, several: str) -> str:
    """The bin whose pixels weigh most in the error, in words."""
    some = relied.counts > 0
    weight = np.where(some, relied.counts * np.abs(relied.said - relied.held), 0)
    at, bins = int(np.nanargmax(weight)), len(relied.counts)
    said, held = float(relied.said[at]), float(relied.held[at])
    which = "worst_under" if held > said else "worst_over"
    values = {"low": f"{at / bins:.0%}", "high": f"{(at + 1) / bins:.0%}", "said": f"{said:.1%}", "held": f"{held:.1%}"}
    return T(f"last.calibration.{which}{several}", pixels=f"{int(relied.counts[at]):,}", **values)
