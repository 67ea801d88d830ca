"""The truth of the visitor's own picture: its file, what was read of it, and the other ways to read it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import read_truth
from unet_demo.core.pictures.readings import Reading
from unet_demo.ui.frame import choices, visit
from unet_demo.ui.frame.prose import T, sentences
from unet_demo.ui.frame.section import callback
from unet_demo.ui.frame.tabs import Brought, TruthFile
from unet_demo.ui.lesson.folds import fold
from unet_demo.ui.segment.taking import take_truth

_CHOICE = "truth_reading"


def show_truth(own: Brought) -> None:
    """The field for the truth of the picture in view, and what was read: another picture, page or task has another."""
    task = choices.get("task")
    key = task, own.picture.key
    with fold(T("segment.truth.title"), "truth_fold"):
        about = T(f"segment.truth.helps.{task}")
        file = st.file_uploader(T("segment.truth.label"), key=f"truth_{task}_{own.picture.key[:16]}", help=about)
        if file is not None:
            take_truth(f"{file.file_id}.{task}", file.name, file.getvalue(), own.picture, task)
        elif key in own.truths:
            st.caption(T("segment.truth.held"))
    if truth := own.files.get(key):
        _show_read(truth)


def _show_read(truth: TruthFile) -> None:
    """What was read, beside the picture, and every other way to read the same file."""
    chosen = truth.readings.chosen(truth.chosen)
    if chosen is None:
        st.warning(T("segment.truth.asks", count=len(truth.readings.options)), icon=":material/help:")
    else:
        with st.container(key="truth_read"):
            st.markdown(_as_read(chosen, truth.readings.task))
    ways = {reading.id: _way(reading, truth.readings.task) for reading in truth.readings.options}
    if len(ways) > 1:
        st.session_state[_CHOICE] = chosen.id if chosen else None
        label = T("segment.truth.ways")
        st.radio(label, list(ways), index=None, format_func=ways.__getitem__, key=_CHOICE, on_change=_choose)


def _as_read(reading: Reading, task: str) -> str:
    """ "1 object, 15.2 % of the picture", and what is left out."""
    said = T(f"segment.truth.read.{_kind(task)}", **_figures(reading, task))
    if not reading.void_share:
        return said
    left_out = "nothing_known" if reading.void_share == 1 else "left_out"
    return sentences(said, T(f"segment.truth.read.{left_out}", share=f"{reading.void_share:.1%}"))


def _way(reading: Reading, task: str) -> str:
    kind = "classes" if TASKS[task].outputs > 1 else "objects"
    what = T(f"readings.{kind}.{reading.id}", **{name: _word(name, value) for name, value in reading.values})
    return T(f"readings.figures.{_kind(task)}", what=what, **_figures(reading, task))


def _word(name: str, value: str) -> str:
    return T(f"readings.tables.{value}") if name == "table" else value


def _kind(task: str) -> str:
    about = TASKS[task]
    return "classes" if about.outputs > 1 else "counted" if about.counted else "covers"


def _figures(reading: Reading, task: str) -> dict[str, str | int]:
    what = TASKS[task].classes[0]
    return {"objects": reading.objects, "share": f"{reading.share:.1%}", "name": T(f"tasks.classes.{what}")}


@callback
def _choose() -> None:
    """Read the file once more, in the chosen way; the scores follow."""
    own, task, id = visit.own(), choices.get("task"), st.session_state[_CHOICE]
    truth = own and own.files.get((task, own.picture.key))
    if own is None or not truth or all(id != reading.id for reading in truth.readings.options):
        return  # a forged choice counts for nothing
    picture = engine.submit(partial(read_truth, truth.data, own.picture, task, id)).result()
    visit.bring_truth(picture, replace(truth, chosen=id))
