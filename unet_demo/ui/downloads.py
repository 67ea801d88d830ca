"""Four files to take home, made at full resolution and only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core import engine
from unet_demo.core.downloads import labels_png, mask_png, overlay_png, table_csv
from unet_demo.core.images import Picture, display_copy
from unet_demo.core.instances import separate, table
from unet_demo.core.record import Run
from unet_demo.ui import choices
from unet_demo.ui.prose import T
from unet_demo.viz.overlay import overlay_rgb


def show_downloads(picture: Picture, run: Run) -> None:
    """Mask, numbered nuclei, overlay and table, with the choices that hold when one is asked for."""
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

    files = {
        "mask": (mask, "mask.png", "image/png"),
        "labels": (labels, "nuclei.png", "image/png"),
        "overlay": (overlay, "overlay.png", "image/png"),
        "table": (rows, "nuclei.csv", "text/csv"),
    }
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
    st.caption(T("segment.downloads.note"))


def _in_turn(make: Callable[[], bytes]) -> bytes:
    """Made in the engine's queue, so that many downloads at once do not crowd out the passes."""
    return engine.submit(make, patient=True).result()
