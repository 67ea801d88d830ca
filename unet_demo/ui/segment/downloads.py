"""Four files to take home, made at full resolution and only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import Run
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture, display_copy
from unet_demo.core.scoring.downloads import CLASS_ROW, class_table, labels_png, mask_png, overlay_png, table_csv
from unet_demo.core.scoring.instances import ROW, separate, table
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, sentences
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.table import columns_in_words
from unet_demo.viz.kit.overlay import classes_rgb, overlay_rgb

Files = dict[str, tuple[Callable[[], bytes], str, str]]


@section("segment.downloads")
def show_downloads(picture: Picture, run: Run) -> None:
    """The files of a run, with the choices that hold when one is asked for."""
    files = _class_files(picture, run) if run.classes else _object_files(picture, run)
    st.header(T("segment.downloads.title"), anchor=False)
    with st.container(horizontal=True):
        for name, (make, file_name, mime) in files.items():
            st.download_button(
                T(f"segment.downloads.{name}"),
                partial(_in_turn, make),
                file_name,
                mime,
                key=f"download_{name}",
                on_click="ignore",
                icon=":material/download:",
            )
    kind = "classes" if run.classes else "counted" if "labels" in files else "mask"
    note = "note_classes" if run.classes else "note"
    st.caption(sentences(T(f"segment.downloads.{note}"), _contents(kind)))


def _contents(kind: str) -> str:
    """What the files hold, the columns of the table by the names that they have in it."""
    if kind == "mask":
        return T("segment.downloads.notes.mask")
    names = (ROW if kind == "counted" else CLASS_ROW).names or ()
    return T(f"segment.downloads.notes.{kind}", columns=columns_in_words("segment.downloads.columns", names))


def _object_files(picture: Picture, run: Run) -> Files:
    """Mask and overlay; of a task whose objects are counted, the numbered objects and their table too."""
    chosen = choices.live()

    def now() -> NDArray[np.bool_]:
        return run.mask(chosen["depth"], chosen["threshold"])

    def mask() -> bytes:
        return mask_png(now())

    def labels() -> bytes:
        return labels_png(separate(now()))

    def overlay() -> bytes:
        rgb = display_copy(picture, max(picture.height, picture.width))
        return overlay_png(overlay_rgb(rgb, now(), chosen["overlay"]))

    def rows() -> bytes:
        return table_csv(table(separate(now())))

    files: Files = {"mask": (mask, "mask.png", "image/png"), "overlay": (overlay, "overlay.png", "image/png")}
    if TASKS[run.task].counted:
        files |= {"labels": (labels, "nuclei.png", "image/png"), "table": (rows, "nuclei.csv", "text/csv")}
    return files


def _class_files(picture: Picture, run: Run) -> Files:
    """The class of every pixel, the picture under the colours of the classes, and a table of the classes."""
    chosen, names = choices.live(), TASKS[run.task].classes

    def label() -> NDArray[np.uint8]:
        return run.label(chosen["depth"])

    def overlay() -> bytes:
        rgb = display_copy(picture, max(picture.height, picture.width))
        return overlay_png(classes_rgb(rgb, label(), names, chosen["overlay"]))

    return {
        "classes": (lambda: overlay_png(label()), "classes.png", "image/png"),
        "overlay": (overlay, "overlay.png", "image/png"),
        "class_table": (lambda: table_csv(class_table(label(), names)), "classes.csv", "text/csv"),
    }


def _in_turn(make: Callable[[], bytes]) -> bytes:
    """Made in the engine's queue, so that many downloads at once do not crowd out the passes."""
    return engine.submit(make, patient=True).result()
