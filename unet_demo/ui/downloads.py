"""Four files to take home, made at full resolution and only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from unet_demo.core import engine
from unet_demo.core.downloads import labels_png, mask_png, overlay_png, table_csv
from unet_demo.core.images import Picture, display_copy
from unet_demo.core.instances import separate, table
from unet_demo.core.record import Run
from unet_demo.ui import choices
from unet_demo.ui.prose import T
from unet_demo.viz.overlay import overlay_rgb


def show_downloads(picture: Picture, run: Run) -> None:
    """Mask, numbered nuclei, overlay and table, at the depth, threshold and strength chosen now."""
    depth, threshold, strength = (choices.get(name) for name in ("depth", "threshold", "overlay"))

    def mask() -> bytes:
        return mask_png(run.mask(depth, threshold))

    def labels() -> bytes:
        return labels_png(separate(run.mask(depth, threshold)))

    def overlay() -> bytes:
        rgb = display_copy(picture, max(picture.height, picture.width))
        return overlay_png(overlay_rgb(rgb, run.mask(depth, threshold), strength))

    def rows() -> bytes:
        return table_csv(table(separate(run.mask(depth, threshold))))

    files = {
        "mask": (mask, f"mask-L{depth}.png", "image/png"),
        "labels": (labels, f"nuclei-L{depth}.png", "image/png"),
        "overlay": (overlay, f"overlay-L{depth}.png", "image/png"),
        "table": (rows, f"nuclei-L{depth}.csv", "text/csv"),
    }
    st.subheader(T("segment.downloads.title"), anchor=False)
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
