"""Where the picture comes from: the gallery, a file, the camera, or a scene drawn to order."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from unet_demo.core.engine import engine
from unet_demo.core.gallery import gallery
from unet_demo.core.gallery.orders import MARK, ORDERS
from unet_demo.core.nets.tasks import tasks_there
from unet_demo.core.pictures.images import display_copy, read_picture, read_truth
from unet_demo.ui.components.picker import Thumbnail, show_picker, thumbnail_uri
from unet_demo.ui.components.reveal import reveal, show_reveal
from unet_demo.ui.frame import cache, choices, visit
from unet_demo.ui.frame.picture_name import as_text, show_name
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback
from unet_demo.ui.frame.tabs import Brought
from unet_demo.ui.lesson.doctor_link import show_clinic_link
from unet_demo.ui.lesson.folds import fold
from unet_demo.ui.segment.file_pages import show_pages
from unet_demo.ui.segment.scene_form import ask_for_scene
from unet_demo.ui.segment.taking import refusals, take

_AGAIN = "_fields_emptied"
VIEWER = "viewer_segment"  # the key of what shows the picture
SOURCES = ("gallery", "upload", "camera", "scene")
OWN_SOURCES = ("upload", "camera")


def show_task() -> None:
    """The choice of what is to be found; the visitor's own picture stays, the gallery is another one for each."""
    if len(tasks_there()) > 1:
        st.segmented_control(
            T("section.task.title"),
            tasks_there(),
            format_func=lambda code: T(f"tasks.{code}.name"),
            required=True,
            **choices.widget("task"),
        )


def show_failures() -> None:
    """Three pictures on which the net for nuclei fails, and why; a button brings each."""
    if choices.get("task") != "nuclei":
        return
    st.header(T("segment.fails.title"), anchor=False)
    st.markdown(T("segment.fails.text"))
    for column, sample in zip(st.columns(len(gallery.FAILURES), gap="medium"), gallery.FAILURES, strict=True):
        with column.container(border=True):
            st.markdown(f"**{T(f'gallery.{sample}.title')}**  \n{T(f'segment.fails.{sample}')}")
            st.button(T("segment.fails.look"), key=f"fail_{sample}", on_click=partial(_look_at, sample))
    show_reveal(VIEWER)


@callback
def _look_at(sample: str) -> None:
    visit.take_sample(sample)
    reveal(VIEWER)


def show_source() -> DeltaGenerator | None:
    """The choice of source and its control; a new picture is taken over before anything below is drawn.

    Returns the place kept for the gallery, to be filled by `show_gallery` later; None for the other sources.
    """
    source = _chosen_source()
    show = {"upload": _show_upload, "camera": _show_camera, "scene": _show_scene}
    place = st.container()
    with place:
        show.get(source, lambda: None)()
    refused = refusals()
    for name, code, values in refused.values():
        st.error(f"{as_text(name)} · {T(f'errors.{code}', **values)}", icon=":material/block:")
    if refused:
        show_clinic_link("mask")
    chosen = visit.sample()
    is_from_here = source == _kind_of(chosen) or (chosen is None and source in OWN_SOURCES)
    show_name("segment.in_view" if is_from_here and not refused else "segment.in_view_still")
    if chosen and source == "gallery" == _kind_of(chosen):
        st.caption(T(f"gallery.{chosen}.note"))
    return place if source == "gallery" else None


def _chosen_source() -> str:
    """The source in view: the visitor's choice, until a link or Back brings a picture of another kind."""
    here, now = choices.tab(), _kind_of(visit.sample())
    if here.kind != now and (now != "upload" or here.source not in OWN_SOURCES):
        here.source = now
    here.kind = now
    sources = [each for each in SOURCES if each != "scene" or choices.get("task") in ORDERS]
    st.session_state["source"] = here.source if here.source in sources else "gallery"
    source: str | None = st.segmented_control(
        T("word.picture"),
        sources,
        format_func=lambda code: T(f"segment.source.{code}"),
        key="source",
        required=True,
        label_visibility="collapsed",
        on_change=_take_source,
    )
    return source or "gallery"


@callback
def _take_source() -> None:
    choices.tab().source = st.session_state["source"] or "gallery"
    choices.tab().kind = _kind_of(visit.sample())


def _kind_of(sample_id: str | None) -> str:
    """Where a picture comes from: "upload" (or the camera), "scene" (drawn to order), "gallery"."""
    return "upload" if sample_id is None else "scene" if MARK in sample_id else "gallery"


def show_gallery(place: DeltaGenerator | None) -> None:
    """Fill the place that `show_source` kept for the gallery: after the picture, which must not wait for thumbnails."""
    if place is None:
        return
    samples = gallery.samples_of(choices.get("task"))
    items = [Thumbnail(sample.id, T(f"gallery.{sample.id}.title"), _thumbnail(sample.id)) for sample in samples]
    with place:
        show_picker(items, visit.sample(), T("segment.source.gallery_label"), _choose)


def warm_runs() -> None:
    """Make the runs of the pictures that are shown unasked, so that no visitor waits for a first pass."""
    if engine.ready():
        cache.sample_run(gallery.SAMPLES[0].id)
        cache.front_run()


def warm_thumbnails() -> None:
    """Make the galleries' thumbnails."""
    for task in tasks_there():
        for sample in gallery.samples_of(task):
            _thumbnail(sample.id)


@st.cache_data(max_entries=64, show_spinner=False)
def _thumbnail(sample_id: str) -> str:
    return thumbnail_uri(display_copy(cache.sample_picture(sample_id), 256))


@callback
def _choose(sample_id: str) -> None:
    refusals().clear()
    visit.take_sample(sample_id)


def _show_upload() -> None:
    again = st.session_state.setdefault(_AGAIN, 0)  # an empty field takes the place of one whose file is let go of
    key = f"upload_{again}" if again else "upload"
    file = st.file_uploader(T("segment.upload.label"), key=key, help=T("segment.upload.help"))
    if file is not None:
        take("picture", file.file_id, file.name, partial(read_picture, file.getvalue(), file.name), file.getvalue())
    own = visit.own()
    if own is None:
        st.caption(T("segment.upload.kept"))
        return
    _show_held()
    refused = refusals().keys()
    if visit.sample() is None and "picture" not in refused:
        if own.picture.pages > 1:
            show_pages(own)
        if "page" not in refused:
            _show_truth(own)


def _show_held() -> None:
    """What is held of the visitor, and the two things to do with it: look at it again, let go of it."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(T("segment.upload.held"), width="content")
        if visit.sample() is not None:
            st.button(T("segment.upload.again"), key="own_again", on_click=_show_again, icon=":material/undo:")
        st.button(T("segment.upload.forget"), key="own_forget", on_click=_forget, icon=":material/delete:")


@callback
def _show_again() -> None:
    refusals().clear()
    visit.show_own()


@callback
def _forget() -> None:
    refusals().clear()
    st.session_state[_AGAIN] += 1
    visit.forget_own()


def _show_truth(own: Brought) -> None:
    """The field for the truth of the picture in view: another picture, page or task has another."""
    task = choices.get("task")
    with fold(T("segment.truth.title"), "truth_fold"):
        about = T(f"segment.truth.helps.{task}")
        file = st.file_uploader(T("segment.truth.label"), key=f"truth_{task}_{own.picture.key[:16]}", help=about)
        if file is not None:
            take("truth", f"{file.file_id}.{task}", file.name, partial(read_truth, file.getvalue(), own.picture, task))
        elif own.for_task(task).truth is not None:
            st.caption(T("segment.truth.held"))


def _show_camera() -> None:
    file = st.camera_input(T("segment.camera.label"), key="camera", help=T("segment.camera.help"))
    if file is not None:
        name = T("segment.camera.name")
        take("picture", file.file_id, name, partial(read_picture, file.getvalue(), name))
    if visit.own() is not None:
        _show_held()


def _show_scene() -> None:
    now = visit.sample()
    asked = ask_for_scene(choices.get("task"), now if _kind_of(now) == "scene" else None)
    if asked:
        _choose(asked)
        choices.tab().kind = "scene"
