"""A histogram of probabilities with a threshold to drag: the mask follows in the browser, without the server.

Two components. `threshold` gets picture, map and tables once; its remote gets a few numbers on every run, so that the
link, another page and the slider agree without the pictures being sent again.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.scoring.calibration import LEVELS, Thresholds
from unet_demo.ui.components import remote_for, script_of, styles_of
from unet_demo.ui.frame.section import callback
from unet_demo.viz.kit import style

LOWEST, HIGHEST = 0.01, 0.99
DIGITS = 4  # of a score, as it travels

_threshold = st.components.v2.component(
    "unet_threshold", js=script_of("threshold/threshold.js"), css=styles_of("threshold/threshold.css")
)
_steer = remote_for("threshold")


def grey_uri(values: NDArray[np.uint8]) -> str:
    """(H, W) as the data URI of a grey PNG, every value kept."""
    file = io.BytesIO()
    Image.fromarray(values).save(file, "PNG", compress_level=6)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def table_of(values: NDArray[np.float64] | None) -> list[float] | None:
    """(256,) scores as they travel."""
    return None if values is None else [round(value, DIGITS) for value in values.tolist()]


def show_threshold_plot(
    picture_uri: str,
    map_uri: str,
    scores: Thresholds,
    threshold: float,
    words: Mapping[str, str],
    on_pick: Callable[[float], None],
    truth_uri: str | None = None,
    key: str = "threshold",
) -> None:
    """Show the picture under its mask, and the histogram; all images are data URIs of one size, `map_uri` grey 8 bit.

    `on_pick` hears the threshold, 0.01 to 0.99, when it is let go. `truth_uri` holds 0 for no object, 255 for one, 128
    for what is not known. `words`: label, probability, pixels, dice, mistakes, right, missed, wrong, mask_key, picture,
    mask ({threshold}, {pixels}, {total}, {share}) and best ({threshold}, {dice}).
    """
    hues = {name: style.rgb_of(name) for name in ("mask", "mask_edge", "added", "removed")}
    data = {
        "id": key,
        "picture": picture_uri,
        "map": map_uri,
        "truth": truth_uri or "",
        "dice": table_of(scores.dice),
        "iou": table_of(scores.iou),
        "best": scores.best,
        "total": scores.total,
        "pixels": scores.pixels.tolist(),
        "hues": {name: list(rgb) for name, rgb in hues.items()},
        "dark": list(style.rgb_of(style.LIGHT["text"])),
        "words": dict(words),
    }
    assert len(data["pixels"]) == LEVELS
    with st.container(gap=None):
        _steer(key, {"threshold": threshold, "at": st.session_state.get(_stamp(key), 0)})
        _threshold(key=key, data=data, on_picked_change=partial(_take, key, on_pick))


@callback
def _take(key: str, on_pick: Callable[[float], None]) -> None:
    """Hand on what the browser sent, if it is a threshold: it comes from outside."""
    sent = st.session_state[key].get("picked")
    if not isinstance(sent, dict):
        return
    value, stamp = sent.get("threshold"), sent.get("at")
    if isinstance(value, bool) or not isinstance(value, int | float) or type(stamp) is not int:
        return
    if math.isfinite(value) and LOWEST <= value <= HIGHEST and stamp > st.session_state.get(_stamp(key), 0):
        st.session_state[_stamp(key)] = stamp
        on_pick(round(float(value), 2))


def _stamp(key: str) -> str:
    return f"_{key}_at"
