"""A strip of thumbnails to choose a picture from: a radio group of small images, scrolled sideways on a phone."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from unet_demo.ui.components import script_of, styles_of
from unet_demo.ui.frame.section import callback

_picker = st.components.v2.component(
    "unet_demo_picker", js=script_of("picker/picker.js"), css=styles_of("picker/picker.css")
)


@dataclass(frozen=True)
class Thumbnail:
    """One choice: `image` is a data URI."""

    id: str
    title: str
    image: str


def thumbnail_uri(rgb: NDArray[np.uint8], side_px: int = 112) -> str:
    """An (H, W, 3) picture as the data URI of a square JPEG of `side_px`, cut from its middle."""
    height, width = rgb.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = Image.fromarray(np.ascontiguousarray(rgb[top : top + side, left : left + side]))
    file = io.BytesIO()
    square.resize((side_px, side_px), Image.Resampling.LANCZOS).save(file, "JPEG", quality=82)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()


def show_picker(
    items: Sequence[Thumbnail],
    chosen: str | None,
    label: str,
    on_choose: Callable[[str], None],
    key: str = "picker",
) -> None:
    """Draw the strip; `on_choose` hears the id of a newly chosen picture before the script runs again."""

    @callback
    def heard() -> None:
        picked = st.session_state[key].get("picked")
        if isinstance(picked, str) and picked in {item.id for item in items}:
            on_choose(picked)

    data = {"items": [asdict(item) for item in items], "chosen": chosen or "", "label": label}
    _picker(data=data, key=key, on_picked_change=heard)
