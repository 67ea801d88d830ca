"""The viewer: a picture, what its four heads say of it, and everything one can ask of them, drawn in the browser.

Two components. `viewer` gets one blob (see blob.py), once. Its remote gets a small dict on every run and steers the
viewer of the same id, so that native widgets and the viewer agree without the blob being sent again. What a visitor
does in the viewer comes back when the pointer lets go: each choice with a stamp, and the newest action wins.

It has two modes: one class, whose mask a threshold cuts out of a probability, and several, of which the net chose one
for every pixel. What they share stands in the same files; what only several classes need is in those named class*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from unet_demo.ui.components import remote_for, script_of, styles_of
from unet_demo.ui.components.viewer.blob import ClassLayer, Kind, Pixels, Truth, pack, unpack
from unet_demo.ui.frame import choices, prose
from unet_demo.ui.frame.choice_table import DEPTHS
from unet_demo.ui.frame.section import callback

__all__ = ["NAMES", "ClassLayer", "Kind", "pack", "show_viewer", "unpack", "viewer_words"]

NAMES = ("depth", "threshold", "overlay")
_OWN = "classes."  # in the prose file: words that only several classes need, or say in their own way
_viewer = st.components.v2.component(
    "unet_viewer", js=script_of("viewer/viewer.js"), css=styles_of("viewer/viewer.css", "viewer/classes.css")
)
_steer = remote_for("viewer")


def show_viewer(
    viewer_id: str,
    picture_rgb: Pixels,
    probability: Pixels | None,
    words: Mapping[str, str] | None = None,
    *,
    chosen: Mapping[str, Any] | None = None,
    on_change: Callable[[str, Any], None] = choices.put,
    picture_key: str = "",
    truth: Truth | None = None,
    full_size: tuple[int, int] | None = None,
    classes: ClassLayer | None = None,
) -> None:
    """Show a viewer; arrays as in `pack`. `probability` None shows the picture and that the rest is being computed.

    Several classes come as `classes`, with `probability` None; ClassLayer.waiting while they are being computed. They
    need no threshold: their viewer neither shows nor sends one.

    `chosen` holds depth ("1".."4" or "mean"), threshold and overlay; by default the visitor's remembered choices.
    `on_change(name, value)` is called before the run that follows, once for each of them that the visitor changed here.
    `words` default to the prose file "viewer" in the visitor's language. Raises ValueError as `pack` does.
    """
    lang = choices.get("lang")
    words = viewer_words(lang, several=classes is not None) if words is None else words
    blob = _blob(viewer_id, picture_rgb, probability, words, lang, picture_key, truth, full_size, classes)
    chosen = {name: choices.get(name) for name in NAMES} if chosen is None else chosen
    with st.container(gap=None):
        _viewer(
            key=f"viewer_{viewer_id}",
            data=blob,
            on_chosen_change=partial(_take_over, viewer_id, on_change),
        )
        _steer(viewer_id, {"at": _applied(viewer_id), **{name: chosen[name] for name in NAMES}})


def viewer_words(lang: str, *, several: bool = False, task: str = "nuclei") -> dict[str, str]:
    """Every word of the viewer in a language, by the id without its "viewer."; of several classes, their own first.

    What is looked for is named as the task names it.
    """
    catalogue = prose.catalogue(lang)
    sought = catalogue[f"tasks.{task}.object"]
    texts = {
        id.removeprefix("viewer."): text.replace("{object}", sought)
        for id, text in catalogue.items()
        if id.startswith("viewer.")
    }
    own = {id.removeprefix(_OWN): texts.pop(id) for id in list(texts) if id.startswith(_OWN)}
    return {**texts, **own} if several else texts


@callback
def _take_over(viewer_id: str, on_change: Callable[[str, Any], None]) -> None:
    """Hand on what is newer than the last of its name, and believe nothing: it comes from outside."""
    sent = st.session_state[f"viewer_{viewer_id}"].get("chosen")
    stamps = sent.get("at") if isinstance(sent, dict) else None
    if not isinstance(stamps, dict):
        return
    applied = _applied(viewer_id)
    for name in NAMES:
        stamp, value = stamps.get(name), _read(name, sent.get(name))
        if isinstance(stamp, int) and stamp > applied.get(name, 0) and value is not None:
            applied[name] = stamp
            on_change(name, value)


def _read(name: str, value: object) -> str | float | None:
    """The choice that a browser sent, or None when it is no such choice."""
    if name == "depth":
        return value if isinstance(value, str) and value in DEPTHS else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    low, high = (0.01, 0.99) if name == "threshold" else (0.0, 1.0)
    return round(float(value), 2) if low <= value <= high else None


def _applied(viewer_id: str) -> dict[str, int]:
    """Stamp of the newest action taken over, by name."""
    stamps: dict[str, int] = st.session_state.setdefault(f"_viewer_at_{viewer_id}", {})
    return stamps


def _blob(
    viewer_id: str,
    picture_rgb: Pixels,
    probability: Pixels | None,
    words: Mapping[str, str],
    lang: str,
    picture_key: str,
    truth: Truth | None,
    full_size: tuple[int, int] | None,
    classes: ClassLayer | None = None,
) -> bytes:
    """The blob of this content, packed anew only when something in it differs from the last time."""
    slot = f"_viewer_blob_{viewer_id}"
    content = (picture_rgb, probability, words, lang, picture_key, truth, full_size, classes)
    before = st.session_state.get(slot)
    if before is None or not all(map(_same, before[0], content)):
        blob = pack(
            viewer_id,
            picture_rgb,
            probability,
            words,
            lang=lang,
            picture_key=picture_key,
            truth=truth,
            full_size=full_size,
            classes=classes,
        )
        before = st.session_state[slot] = (content, blob)
    packed: bytes = before[1]
    return packed


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, ClassLayer) and isinstance(other, ClassLayer):
        return all(map(_same, vars(one).values(), vars(other).values()))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    return not isinstance(one, np.ndarray) and not isinstance(other, np.ndarray) and bool(one == other)
