"""A page with every component of ours on it, for as long as its switch is on. Run by Streamlit, not by a test."""

from __future__ import annotations

import base64
import io

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.scoring.calibration import thresholds_of
from unet_demo.ui.components.checkpoint import show_checkpoint_zone
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.components.join import Stack, show_join
from unet_demo.ui.components.map import show_net
from unet_demo.ui.components.maps import show_maps
from unet_demo.ui.components.nested import About, Grown, show_nested
from unet_demo.ui.components.paste import show_paste
from unet_demo.ui.components.picker import Thumbnail, show_picker
from unet_demo.ui.components.readout import Figure, Table, show_readout
from unet_demo.ui.components.reveal import reveal, show_reveal
from unet_demo.ui.components.spot import show_spot
from unet_demo.ui.components.tab import ask_tab
from unet_demo.ui.components.threshold import grey_uri, show_threshold_plot
from unet_demo.ui.components.viewer import ClassLayer, Kind, show_viewer
from unet_demo.viz.kit import style
from unet_demo.viz.kit.drawing import Drawing
from unet_demo.viz.kit.maps import sheet_of

LEVELS = np.repeat(np.arange(256, dtype=np.uint8)[None], 64, axis=0)
NODES = "".join(
    f'<g data-node="0_{k}" data-steps="0_{k}.a" role="button"><rect x="{90 * k}" width="60" height="60"/></g>'
    for k in range(3)
)
MARKUP = f'<svg viewBox="0 0 260 60" width="260">{NODES}<path data-from="0_0" data-to="0_1" d="M60 30H90"/></svg>'


def words(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def picture_uri() -> str:
    file = io.BytesIO()
    Image.fromarray(np.dstack([LEVELS] * 3)).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def show_viewers() -> None:
    picture = np.dstack([LEVELS] * 3)
    heads = np.stack([LEVELS] * 4)
    chosen = {"depth": "4", "threshold": 0.5, "overlay": 0.6}
    show_viewer("one", picture, heads, chosen=chosen, on_change=lambda name, value: None)
    kinds = tuple(Kind(name, name.title(), colour) for name, colour in style.CLASS_HUES.items())
    label: NDArray[np.uint8] = (np.stack([LEVELS] * 5) // 128).astype(np.uint8)
    layer = ClassLayer(label, np.stack([LEVELS] * 5), np.stack([LEVELS] * 5), kinds)
    show_viewer("several", picture, None, chosen=chosen, on_change=lambda name, value: None, classes=layer)


def show_nets() -> None:
    steps = [(f"0_{k}.a", f"step {k}") for k in range(99)]  # more than a walk takes while a test looks
    names = words("play", "pause", "back", "next", "scrub", "whole", "rest", "opened")
    show_net(MARKUP, "net", steps, [("encoder", "encoder")], names, "0_1", lambda node: None)
    about = About((("skip", "x"),), ("told",), (), ())
    stage = Grown(("0_0", "0_1"), ("0_0>0_1",), "0_1", "stage", {"0_1": about})
    show_nested(MARKUP, "grid", [stage, stage], [1], words("back", "next", "scrub", "levels"), "0_1")


def show_stacks() -> None:
    sheet = sheet_of(np.random.default_rng(0).random((20, 16, 24), np.float32))
    names = ("sort", "activity", "index", "scale", "map", "whole", "net", "page", "back", "next", "channel", "dead")
    show_maps(sheet, (16, 24), 1.0, (0, 3, 4), words(*names, "low", "high", "grid"), lambda *at: None)
    stack = Stack("skip", "skip 20", "skip", sheet)
    show_join([stack, stack], words("result", "scrub", "from"), "join")


def show_rest() -> None:
    truth = LEVELS >= 100
    names = ("label", "probability", "pixels", "dice", "mistakes", "right", "missed", "wrong", "mask_key", "picture")
    scores, uri, seen = thresholds_of(LEVELS, truth), grey_uri(LEVELS), grey_uri((255 * truth).astype(np.uint8))
    show_threshold_plot(uri, uri, scores, 0.5, words(*names, "mask", "best"), lambda value: None, seen)
    show_picker([Thumbnail(id, id, picture_uri()) for id in ("a", "b")], "a", "pictures", lambda id: None)
    show_paste(words("label", "placeholder", "read", "drop", "binary", "kept", "cut"), lambda text: None, "paste")
    show_spot(picture_uri(), (8, 8), (2, 3), words("label", "at"), lambda *at: None)
    show_checkpoint_zone(words("name", "choose", "help", "reading", "read", "refused"), lambda sent: None)
    show_drawing("<svg viewBox='0 0 9 9'></svg>", "drawing", "drawing", [["head"], ["row"]], "table")
    table = Table("depths", [["depth", "count"], ["L1", "3"]], 1, "note")
    sizes = ("sizes", Drawing("<svg></svg>", "sizes", [["area"], ["1"]]))
    show_readout(
        "readout", [Figure("count", "count", "3", "beside", "help")], "remark", table, sizes, ("meaning", "twin")
    )


ask_tab("", "key", "en", "lang=en", ["lang"])
if st.toggle("shown"):
    show_viewers()
    show_nets()
    show_stacks()
    show_rest()
    st.container(key="there").markdown("there")
    st.button("find", on_click=reveal, args=("there",))
    st.button("seek", on_click=reveal, args=("nowhere",))
    show_reveal("there", "nowhere")
st.markdown("the end")
