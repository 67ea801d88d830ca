"""Orders that are often asked about, and five ways to enlarge the same small map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.concatenate import door
from unet_demo.core.concatenate.records import Order
from unet_demo.core.engine import engine
from unet_demo.core.lessons.text import shape_text
from unet_demo.core.pictures.images import display_copy
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.kit.maps import picture_uri, sequential_rgb

SMALL_PX, SHOWN_PX = 16, 256


@section("concat.order")
def show_orders(orders: Sequence[Order]) -> None:
    """Both orders of joining and of enlarging, as they came out on the maps of the chosen node."""
    st.header(T("concat.order.title"), anchor=False)
    st.markdown(T("concat.order.text"))
    rows = []
    for each in orders:
        name, note = T(f"concat.order.{each.id}"), T(f"concat.order.{each.id}_note")
        rows.append((name, shape_text(each.shape), f"{each.macs:,}", note))
    head = [T(f"concat.order.{name}") for name in ("order", "shape", "macs", "remark")]
    st.markdown(md_table(head, rows, align="llrl"))
    gap = next((each.apart for each in orders if each.apart is not None), 0.0)
    st.markdown(T("concat.order.gap", gap=f"{gap:.3g}"))


@section("concat.ways")
def show_ways() -> None:
    """Five ways to enlarge the same small map."""
    st.header(T("concat.ways.title"), anchor=False)
    st.markdown(T("concat.order.ways"))
    if engine.ready():
        _show_ways()


def _small() -> NDArray[np.float32]:
    """The middle of the lesson's picture at 16×16, in [0, 1]."""
    grey = Image.fromarray(display_copy(lesson_picture(), 256)).convert("L")
    side = min(grey.size) // 2
    left, top = (grey.width - side) // 2, (grey.height - side) // 2
    small = grey.crop((left, top, left + side, top + side)).resize((SMALL_PX, SMALL_PX), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255)


def _show_ways() -> None:
    picture = lesson_picture()
    found = remembered("enlarged", picture.key, lambda: door.enlarged(_small()))
    for column, way in zip(st.columns(len(found), gap="small"), found, strict=True):
        name = T(f"concat.order.{way.id}")
        column.markdown(f"**{name}**")
        pixels = sequential_rgb((way.maps * 255).astype(np.uint8))
        large = np.asarray(Image.fromarray(pixels).resize((SHOWN_PX, SHOWN_PX), Image.Resampling.NEAREST))
        column.image(picture_uri(large, SHOWN_PX), width="stretch", alt=T("concat.order.alt", way=name))
        out = way.maps.shape[0]
        if not way.kernel:
            column.caption(T("concat.order.interpolated", side=SMALL_PX, out=out))
            continue
        numbers = {"stride": way.stride, "padding": way.padding, "kernel": way.kernel, "extra": way.extra}
        column.caption(T("concat.order.formula", side=SMALL_PX, out=out, **numbers))
        counts = sorted({int(count) for count in way.overlap.ravel()}, reverse=True)
        column.caption(T("concat.order.overlap", pattern="-".join(map(str, counts))))
        column.caption(T("concat.order.even" if len(counts) == 1 else "concat.order.checkerboard"))
