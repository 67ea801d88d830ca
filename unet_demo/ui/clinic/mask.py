"""Bring a mask: what is in the file, what that speaks for, and the two lines that make a loss's target of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from unet_demo.core.clinic.mask.look import Look, look_of
from unet_demo.core.clinic.mask.samples import SAMPLES, sample
from unet_demo.core.engine import engine
from unet_demo.core.pictures.decode import PictureError, decode
from unet_demo.ui.clinic.files import bring_files
from unet_demo.ui.clinic.mask_census import show_apart, show_census
from unet_demo.ui.clinic.mask_target import show_target
from unet_demo.ui.frame.picture_name import as_text
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.frame.tabs import File
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.spine import act, sentence

MOST_FILES = 8


@dataclass(frozen=True, eq=False)
class Brought:
    """One mask: its name as it came (from outside), its bytes, and their sha256."""

    name: str
    data: bytes
    key: str


@st.fragment
@section("mask")
def show_mask() -> None:
    """Choose a sample or bring masks; the census of each, what differs between them, and the target of one."""
    st.header(T("mask.title"), anchor=False)
    st.markdown(T("mask.text"))
    with act("mask"):
        name = _chosen_sample()
        left, right = st.columns(2, gap="medium")
        with left:
            brought = _brought()
        with right:
            pictures = bring_files("mask_picture", T("mask.picture"), T("mask.picture_help"))
        files = brought or [_as_brought(T(f"mask.samples.{name}"), sample(name))]
        looks = [(file, look) for file in files if (look := _look(file)) is not None]
        if not looks:
            return
        file, look = _chosen(looks)
        show_census(look)
        if pictures:
            _compare_with(pictures[0], look)
        show_target(look, file.data, file.key)
    if len(looks) > 1:
        show_apart([(each.name, look.census) for each, look in looks])
    sentence(T("mask.take"), "mask")
    show_code("mask_code", "core/pictures/judgements.py", "judgements_of", note=T("mask.code"))


def _chosen_sample() -> str:
    if st.session_state.get("mask_sample") not in SAMPLES:
        st.session_state["mask_sample"] = next(iter(SAMPLES))
    chosen: str | None = st.segmented_control(
        T("mask.sample"),
        list(SAMPLES),
        format_func=lambda id: T(f"mask.samples.{id}"),
        key="mask_sample",
        required=True,
    )
    return chosen or next(iter(SAMPLES))


def _brought() -> list[Brought]:
    """The visitor's own masks, the first ones of many."""
    files = bring_files("mask_files", T("mask.files", most=MOST_FILES), T("mask.files_help"), several=True)
    if len(files) > MOST_FILES:
        st.warning(T("mask.too_many", got=len(files), most=MOST_FILES), icon=":material/block:")
    return [_as_brought(file.name, file.data) for file in files[:MOST_FILES]]


def _as_brought(name: str, data: bytes) -> Brought:
    return Brought(name, data, hashlib.sha256(data).hexdigest())


def _look(file: Brought) -> Look | None:
    """What is in a file, read once; one that is refused is named with the reason."""
    held: dict[str, Look | PictureError] = remembered("mask_looks", "all", dict)
    if file.key not in held:
        while len(held) >= 2 * MOST_FILES:
            held.pop(next(iter(held)))
        try:
            held[file.key] = engine.submit(partial(look_of, file.data)).result()
        except PictureError as error:
            held[file.key] = error
    look = held[file.key]
    if isinstance(look, Look):
        return look
    st.error(f"{as_text(file.name)} · {T(f'errors.{look.code}', **look.values)}", icon=":material/block:")
    return None


def _chosen(looks: Sequence[tuple[Brought, Look]]) -> tuple[Brought, Look]:
    """The mask that is opened up; the first of several until another is chosen."""
    if len(looks) == 1:
        return looks[0]
    names = [f"{at}. {' '.join(file.name.split())}" for at, (file, _) in enumerate(looks, 1)]
    if st.session_state.get("mask_shown") not in range(len(looks)):
        st.session_state["mask_shown"] = 0
    at = st.selectbox(T("mask.shown"), range(len(looks)), format_func=names.__getitem__, key="mask_shown")
    return looks[at]


def _compare_with(file: File, look: Look) -> None:
    """Whether mask and picture have the same size: got, needed, to do."""
    try:
        height, width = engine.submit(partial(_size_of, file.data)).result()
    except PictureError as error:
        st.error(f"{as_text(file.name)} · {T(f'errors.{error.code}', **error.values)}", icon=":material/block:")
        return
    census = look.census
    if (census.height, census.width) == (height, width):
        st.success(T("mask.same_size", width=width, height=height), icon=":material/check:")
        return
    sizes = {"truth_width": census.width, "truth_height": census.height, "width": width, "height": height}
    turned = (census.height, census.width) == (width, height)
    st.error(T("mask.turned_size" if turned else "errors.truth_size", **sizes), icon=":material/block:")


def _size_of(data: bytes) -> tuple[int, int]:
    pixels = decode(data).pixels
    return int(pixels.shape[0]), int(pixels.shape[1])
