"""Several classes: a probability map for each, and argmax, which names one of them for every pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from unet_demo.core.last_layer.quiz import about_classes
from unet_demo.core.last_layer.records import Last
from unet_demo.core.nets.tasks import TASKS, tasks_there
from unet_demo.core.pictures.images import display_copy
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.last_layer.net import last_in_view, start_pixel, target_in_view
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.class_name import class_name
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.viz.kit.class_maps import ClassCard, class_maps_drawing, probability_uri
from unet_demo.viz.kit.drawing import Drawing
from unet_demo.viz.kit.maps import picture_uri
from unet_demo.viz.kit.overlay import classes_rgb

SHOWN_PX = 400
HALF = 0.5


@dataclass(frozen=True)
class Wavering:
    """The pixel whose largest probability is smallest, its two likeliest classes; how many pixels stay below a half."""

    row: int
    col: int
    first: int
    second: int
    largest: float
    runner_up: float
    below_half: int


@dataclass(frozen=True)
class ClassesView:
    """What the page keeps: images as data URIs, figures of each class, the pixel that wavers most."""

    answer_uri: str
    confidence_uri: str
    map_uris: tuple[str, ...]
    wins: tuple[int, ...]  # pixels where a class is the largest
    means: tuple[float, ...]
    wavering: Wavering
    right: float | None  # share of known pixels that got their true class


@st.fragment
@section("last.classes")
def show_classes() -> None:
    """The maps of every class and what argmax makes of them; for a task of one class, what would be needed."""
    st.header(T("last.classes.title"), anchor=False)
    st.markdown(T("last.classes.text"))
    task = choices.get("task")
    if TASKS[task].outputs == 1:
        _show_way(task)
        return
    found = last_in_view()
    if found is None:
        return
    last, mark = found
    view = remembered("last_classes", mark, lambda: _view(last))
    least = view.wavering
    asks = about_classes(len(last.logits), least.largest, least.runner_up)
    seen = show_ask(asks, "ask_last_classes", "last.ask")
    one, two = st.columns(2, gap="medium")
    one.markdown(f"**{T('last.classes.argmax')}**")
    one.image(view.answer_uri, width="stretch", alt=T("last.classes.argmax_alt", largest=_largest(view)))
    if view.right is not None:
        one.caption(T("last.classes.right", share=f"{view.right:.1%}"))
    two.markdown(f"**{T('last.classes.confidence')}**")
    two.image(view.confidence_uri, width="stretch", alt=T("last.classes.confidence_alt"))
    if seen:
        two.caption(_told(view, last))
    drawn = _maps(view, last)
    show_drawing(drawn.markup, drawn.alt, "last_class_maps", drawn.rows, T("word.as_table"))


def _show_way(task: str) -> None:
    """This task has one class: buttons to those that have several, or the news that no such net is stored yet."""
    st.markdown(T("last.classes.one", name=class_name(task, 0)))
    there = [each for each in tasks_there() if TASKS[each].outputs > 1]
    if not there:
        st.caption(T("last.classes.none_stored"))
    for each in there:
        name = T("last.classes.open", task=T(f"tasks.{each}.name"), classes=TASKS[each].outputs)
        if st.button(name, key=f"last_to_{each}", icon=":material/category:"):
            choices.put("task", each)
            st.rerun()  # the whole page: every section looks at another net now
    if there:
        st.caption(T("last.classes.changes"))


def _view(last: Last) -> ClassesView:
    probability, label, target = last.probability, last.label, target_in_view()
    names = TASKS[choices.get("task")].classes
    shown = display_copy(lesson_picture(), 256)
    ranked = np.sort(probability, axis=0)
    row, col = np.unravel_index(int(ranked[-1].argmin()), ranked.shape[1:])
    order = np.argsort(-probability[:, row, col])
    wavering = Wavering(
        int(row), int(col), int(order[0]), int(order[1]), float(ranked[-1, row, col]), float(ranked[-2, row, col]),
        int((ranked[-1] < HALF).sum()),
    )  # fmt: skip
    known = None if target is None else target < len(names)
    return ClassesView(
        picture_uri(classes_rgb(shown, label, names, 0.6), SHOWN_PX),
        probability_uri(ranked[-1], SHOWN_PX),
        tuple(probability_uri(each) for each in probability),
        tuple(int((label == at).sum()) for at in range(len(names))),
        tuple(float(each.mean()) for each in probability),
        wavering,
        None if known is None or not known.any() else float((label == target)[known].mean()),
    )


def _largest(view: ClassesView) -> str:
    """The three classes that take most of the picture, in words."""
    task, total = choices.get("task"), sum(view.wins)
    most = sorted(range(len(view.wins)), key=lambda at: -view.wins[at])[:3]
    return T("last.classes.comma").join(f"{class_name(task, at)} {view.wins[at] / total:.0%}" for at in most)


def _told(view: ClassesView, last: Last) -> str:
    task, least, total = choices.get("task"), view.wavering, sum(view.wins)
    values = {
        "row": least.row,
        "col": least.col,
        "first": class_name(task, least.first),
        "second": class_name(task, least.second),
        "largest": f"{least.largest:.2f}",
        "runner_up": f"{least.runner_up:.2f}",
        "below": f"{least.below_half:,}",
        "share": f"{least.below_half / total:.1%}",
    }
    return T("last.classes.told", **values)


def _maps(view: ClassesView, last: Last) -> Drawing:
    """The map of every class, with its probability at the chosen pixel."""
    task, total, (row, col) = choices.get("task"), sum(view.wins), start_pixel(last)
    here = last.probability[:, row, col]
    cards = []
    for at, id in enumerate(TASKS[task].classes):
        share, mean, own = (f"{value:.1%}" for value in (view.wins[at] / total, view.means[at], float(here[at])))
        told = T("last.classes.card", share=share, here=own)
        cards.append(ClassCard(id, class_name(task, at), view.map_uris[at], told, (share, mean, own)))
    head = list(words_of("last.classes.", ("class", "wins", "mean")).values())
    head.append(T("last.classes.here", row=row, col=col))
    words = {name: T(f"last.classes.{name}") for name in ("low", "high")}
    words["alt"] = T("last.classes.maps_alt", classes=len(cards), largest=_largest(view))
    return class_maps_drawing(cards, head, words)
