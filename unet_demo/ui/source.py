"""Where the picture comes from: the gallery, a file, the camera, or a scene drawn to order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from unet_demo.core import engine, gallery
from unet_demo.core.images import Picture, PictureError, display_copy, read_picture, read_truth
from unet_demo.core.orders import MARK, ORDERS
from unet_demo.core.tasks import tasks_there
from unet_demo.ui import cache, choices, visit
from unet_demo.ui.components.picker import Thumbnail, show_picker, thumbnail_uri
from unet_demo.ui.components.reveal import reveal, show_reveal
from unet_demo.ui.prose import T
from unet_demo.ui.scene_form import ask_for_scene

_REFUSED, _SEEN, _BEFORE = "_refused", "_seen_upload", "_kind_before"
VIEWER = "viewer_segment"  # the key of what shows the picture
SOURCES = ("gallery", "upload", "camera", "scene")


def show_task() -> None:
    """The choice of what is to be found; the visitor's own picture stays, the gallery is another one for each."""
    if len(tasks_there()) > 1:
        st.segmented_control(
            T("segment.task"),
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


def _look_at(sample: str) -> None:
    visit.take_sample(sample)
    reveal(VIEWER)


def show_source() -> DeltaGenerator | None:
    """The choice of source and its control; a new picture is taken over before anything below is drawn.

    Returns the place kept for the gallery, to be filled by `show_gallery` later; None for the other sources.
    """
    st.session_state.setdefault("source", st.session_state.get("_source", "gallery"))
    came_from, now = st.session_state.get(_BEFORE, ""), _kind_of(visit.sample())
    if came_from != now and now != "own":
        st.session_state["source"] = now  # a link or Back has brought a picture of another kind
    st.session_state[_BEFORE] = now
    sources = [each for each in SOURCES if each != "scene" or choices.get("task") in ORDERS]
    if st.session_state["source"] not in sources:
        st.session_state["source"] = "gallery"
    source = st.segmented_control(
        T("segment.source.label"),
        sources,
        format_func=lambda code: T(f"segment.source.{code}"),
        key="source",
        required=True,
        label_visibility="collapsed",
    )
    st.session_state["_source"] = source
    show = {"upload": _show_upload, "camera": _show_camera, "scene": _show_scene}
    place = st.container()
    with place:
        show.get(source or "", lambda: None)()
    refused = st.session_state.get(_REFUSED)
    if refused:
        code, values = refused
        st.error(T(f"errors.{code}", **values), icon=":material/block:")
    chosen = visit.sample()
    if chosen and source == "gallery" == _kind_of(chosen):
        st.caption(T(f"gallery.{chosen}.note"))
    elif refused or (chosen and source != _kind_of(chosen)):
        st.caption(T("segment.source.still"))
    return place if source == "gallery" else None


def _kind_of(sample_id: str | None) -> str:
    """Where a picture comes from: "own", "scene" (drawn to order), "gallery"."""
    return "own" if sample_id is None else "scene" if MARK in sample_id else "gallery"


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


def _choose(sample_id: str) -> None:
    st.session_state.pop(_REFUSED, None)
    visit.take_sample(sample_id)


def _show_upload() -> None:
    file = st.file_uploader(T("segment.upload.label"), key="upload", help=T("segment.upload.help"))
    if file is None:
        st.caption(T("segment.upload.kept"))
        return
    data = file.getvalue()
    now = visit.picture()
    page = 0
    if now.pages > 1 and _seen().get("picture", ("",))[0] == file.file_id:
        page = int(st.number_input(T("segment.upload.page", pages=now.pages), 1, now.pages, 1, key="page")) - 1
    _take("picture", (file.file_id, page), partial(read_picture, data, file.name, page))
    with st.expander(T("segment.truth.title")):
        key = f"truth_{choices.get('task')}_{file.file_id}"  # another picture, or task, has another truth
        about = T(f"segment.truth.helps.{choices.get('task')}")
        truth = st.file_uploader(T("segment.truth.label"), key=key, help=about)
        if truth is not None:
            task = choices.get("task")
            _take("truth", (truth.file_id, task), partial(read_truth, truth.getvalue(), visit.picture(), task))


def _show_camera() -> None:
    file = st.camera_input(T("segment.camera.label"), key="camera", help=T("segment.camera.help"))
    if file is not None:
        _take("picture", (file.file_id, 0), partial(read_picture, file.getvalue(), T("segment.camera.name")))


def _show_scene() -> None:
    now = visit.sample()
    asked = ask_for_scene(choices.get("task"), now if _kind_of(now) == "scene" else None)
    if asked:
        _choose(asked)
        st.session_state[_BEFORE] = "scene"


def _seen() -> dict[str, tuple[object, ...]]:
    """What was taken over last, per slot ("picture", "truth"), so that nothing is read twice."""
    seen: dict[str, tuple[object, ...]] = st.session_state.setdefault(_SEEN, {})
    return seen


def _take(slot: str, mark: tuple[object, ...], make: Callable[[], Picture]) -> None:
    """Make the picture once per `mark` and bring it; one that is refused leaves the last good one in place."""
    if _seen().get(slot) == mark:
        return
    try:
        picture = engine.submit(make).result()
    except engine.Busy:
        st.warning(T("segment.trouble.busy"), icon=":material/hourglass_top:")
        return
    except PictureError as error:
        st.session_state[_REFUSED] = (error.code, error.values)
        _seen()[slot] = mark
        return
    st.session_state.pop(_REFUSED, None)
    st.session_state[_SEEN] = {**(_seen() if slot == "truth" else {}), slot: mark}
    visit.bring(picture)
    if slot == "picture" and picture.pages > 1 and mark[1] == 0:
        st.rerun()  # the page chooser stands above and has to be drawn now
