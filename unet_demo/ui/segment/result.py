"""What a run shows: the viewer, native controls that agree with it, the figures, and what each depth costs."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine.run import Run
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture, display_copy
from unet_demo.core.segment import summary
from unet_demo.ui.components.viewer import ClassLayer, Kind, show_viewer, viewer_words
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.choice_table import DEPTHS
from unet_demo.ui.frame.depths import depth_name
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.frame.visit import Outcome
from unet_demo.ui.segment.class_result import show_class_readout
from unet_demo.ui.segment.costs import show_costs
from unet_demo.ui.segment.downloads import show_downloads
from unet_demo.ui.segment.object_result import read_objects, show_object_readout, was_read
from unet_demo.viz.kit.style import CLASS_HUES

SLIDER_PX = 240  # two beside the depths


@section("section.mask")
def show_result(outcome: Outcome) -> None:
    """The viewer at once, with or without a mask; the rest as soon as there is a run."""
    _show_picture(outcome)
    if outcome.run:
        show_downloads(outcome.picture, outcome.run)
        show_costs(outcome.run)


@st.fragment
@section("section.mask")
def _show_picture(outcome: Outcome) -> None:
    """Everything that follows depth and threshold: only this runs again when one of them moves.

    A new mask goes out before its figures are computed; later everything goes out at once, so that it is drawn once.
    """
    picture, run, task = outcome.picture, outcome.run, choices.get("task")
    many = TASKS[task].outputs > 1
    found = read_objects(picture, run) if run and not many and was_read(run) else None
    _show_viewer(picture, run, task)
    _show_controls(many)
    if run and many:
        key = run.key, picture.truth_key
        read = remembered("class_depths", key, lambda: summary.read_classes(run, picture.truth))
        show_class_readout(picture, run, read)
    elif run:
        show_object_readout(picture, run, *(found or read_objects(picture, run)))


def _show_viewer(picture: Picture, run: Run | None, task: str) -> None:
    rgb = remembered("display", picture.key, lambda: display_copy(picture))
    height, width = rgb.shape[:2]
    truth, shown, layer = None, None, None
    many = TASKS[task].outputs > 1
    if picture.truth is not None:
        labels = picture.truth
        key = picture.truth_key, task, height, width
        known = remembered("truth", key, lambda: summary.display_truth(labels, task, height, width))
        truth = known if many else known == 1
    if many:
        known_by = run.key if run else None, choices.get("lang"), task, height, width
        layer = remembered("classes", known_by, lambda: _layer(run, task, height, width))
    elif run:
        shown = remembered("shown", (run.key, height, width), lambda: summary.display_probability(run, height, width))
    show_viewer(
        "segment",
        rgb,
        shown,
        viewer_words(choices.get("lang"), several=many, task=task),
        picture_key=picture.key,
        truth=truth,
        full_size=(picture.height, picture.width),
        classes=layer,
    )


def _layer(run: Run | None, task: str, height: int, width: int) -> ClassLayer:
    """The classes with their names and colours, and the maps as soon as there is a run."""
    kinds = tuple(Kind(each, T(f"tasks.classes.{each}"), CLASS_HUES[each]) for each in TASKS[task].classes)
    if run is None or run.classes is None:
        return ClassLayer.waiting(kinds)
    maps = summary.display_classes(run.classes, height, width)
    return ClassLayer(maps.label, maps.confidence, maps.entropy, kinds)


def _show_controls(many: bool) -> None:
    """Depth, threshold and overlay as native widgets, for whoever prefers them; they and the viewer agree.

    The choice among several classes has no threshold.
    """
    row = st.container(horizontal=True, gap="medium")
    row.segmented_control(
        T("word.depth"),
        DEPTHS,
        format_func=depth_name,
        required=True,
        help=T("segment.depth.help"),
        **choices.widget("depth"),
    )
    if not many:
        row.slider(
            T("word.threshold"),
            0.01,
            0.99,
            step=0.01,
            help=T("segment.threshold.help"),
            width=SLIDER_PX,
            **choices.widget("threshold"),
        )
    row.slider(T("segment.overlay.label"), 0.0, 1.0, step=0.01, width=SLIDER_PX, **choices.widget("overlay"))
    st.caption(T("segment.controls.note"))
