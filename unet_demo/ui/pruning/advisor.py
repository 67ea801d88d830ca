"""The depth advisor: the visitor's pictures or drawn scenes, every depth run on each, the shallowest that will do."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.gallery.generated import TASKS_DRAWN, drawn
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture, PictureError, read_picture, read_truth
from unet_demo.core.pruning.advisor import COLUMNS, MOST, Survey, advice, depth_told, shallowest, survey, table_csv
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, sentences, words_of
from unet_demo.ui.frame.section import callback, section, sentence_of
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import columns_in_words, md_table
from unet_demo.ui.lesson.told import told_text

_SURVEY, SCENES, POLL_S = "_survey", 20, 0.5
ENOUGH = 6  # fewer pictures are told as too few to decide by
TRUTH_ENDS = ("_mask", "_truth")


@st.fragment
@section("advisor")
def show_advisor() -> None:
    """Choose pictures, start, watch, stop; then the table, the advice and its caution."""
    st.header(T("advisor.title"), anchor=False)
    st.markdown(T("advisor.text"))
    if not is_ready():
        return
    task = choices.get("task")
    engine.architecture_of(task)  # a net that cannot be run is named before any picture is asked for
    files = st.file_uploader(
        T("advisor.files", most=MOST), accept_multiple_files=True, key="advisor_files", help=T("advisor.help")
    )
    with st.container(horizontal=True, gap="small"):
        if files:
            st.button(T("advisor.start"), key="advisor_start", type="primary", on_click=_start_files)
        if task in TASKS_DRAWN:
            st.button(T("advisor.scenes", count=SCENES), key="advisor_scenes", on_click=_start_scenes)
    for sentence in st.session_state.get("_advisor_told", ()):
        st.warning(sentence, icon=":material/block:")
    job: Survey | None = st.session_state.get(_SURVEY)
    if job is None or job.task != task:
        return
    if job.state == "running":
        st.fragment(_watch, run_every=POLL_S)()
        return
    if job.error is not None:
        st.error(sentence_of(job.error, "advisor"), icon=":material/error:")
    if job.state == "stopped":
        st.caption(T("advisor.stopped", done=job.done, total=job.total))
    if job.looks:
        _show_advice(job)


@section("advisor")
def _watch() -> None:
    """The progress, and the button that stops; the whole section again when it has ended."""
    job: Survey = st.session_state[_SURVEY]
    share = job.progress
    st.progress(min(1.0, share), T("advisor.progress", done=job.done, total=job.total))
    st.button(T("word.stop"), key="advisor_stop", icon=":material/stop:", on_click=callback(job.stop))
    if job.state != "running":
        st.rerun()


@callback
def _start_scenes() -> None:
    task = choices.get("task")
    _start([(T("advisor.scene", number=number), drawn(task, number)) for number in range(SCENES)], [])


@callback
def _start_files() -> None:
    """Read what was brought; a file that cannot be read is named, the rest go on."""
    told: list[str] = []
    files = {file.name: file for file in (st.session_state.get("advisor_files") or ())}
    stems = {name.rsplit(".", 1)[0]: name for name in files}
    truths = {stem: name for stem, name in stems.items() if stem.endswith(TRUTH_ENDS)}
    if len(files) - len(truths) > MOST:
        told.append(T("advisor.too_many", got=len(files) - len(truths), most=MOST))
    pictures: list[tuple[str, Picture]] = []
    for stem, name in stems.items():
        if stem in truths or len(pictures) >= MOST:
            continue
        picture = _read(files[name].getvalue(), name, told)
        if picture is not None:
            pictures.append((name, _with_truth(picture, stem, truths, files, told)))
    _start(pictures, told)


def _read(data: bytes, name: str, told: list[str]) -> Picture | None:
    try:
        return engine.submit(lambda: read_picture(data, name, 0)).result()
    except engine.Busy:  # the other files go on
        told.append(T("section.busy"))
    except PictureError as error:
        told.append(T("advisor.refused", name=_plain(name), why=T(f"errors.{error.code}", **error.values)))
    return None


def _with_truth(
    picture: Picture, stem: str, truths: dict[str, str], files: dict[str, object], told: list[str]
) -> Picture:
    """The picture with the truth of the same name, where one was brought and can be read."""
    found = next((truths[stem + end] for end in TRUTH_ENDS if stem + end in truths), None)
    if found is None:
        return picture
    try:
        return read_truth(files[found].getvalue(), picture, choices.get("task"))  # type: ignore[attr-defined]
    except PictureError as error:
        told.append(T("advisor.refused", name=_plain(found), why=T(f"errors.{error.code}", **error.values)))
        return picture


def _plain(name: str) -> str:
    """A file's name as text: nothing in it is markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~$:&" else sign for sign in name)


def _start(pictures: list[tuple[str, Picture]], told: list[str]) -> None:
    st.session_state["_advisor_told"] = told
    if not pictures:
        return
    before: Survey | None = st.session_state.get(_SURVEY)
    if before is not None:
        before.stop()
    try:
        st.session_state[_SURVEY] = survey(choices.get("task"), pictures)
    except engine.Busy:  # not the queue of pictures, but that of surveys: it takes a minute
        told.append(T("advisor.busy"))


def _show_advice(job: Survey) -> None:
    rows = advice(job.looks)
    kept = st.slider(T("advisor.kept"), 0.80, 1.0, 0.95, 0.01, key="advisor_kept", format="%.2f")
    known = rows[0].score is not None
    names = ["head", "agreement", "least", *(["score"] if known else []), "time"]
    told = []
    for row in rows:
        cells = [f"L{row.depth}", f"{row.agreement:.3f}", f"{row.least:.3f}"]
        if known:
            cells.append("–" if row.score is None else f"{row.score:.3f}")
        ms = f"{row.latency_ms:.0f}"
        took = f"{ms} ms" if row.quiet else T("moment.busy", ms=ms)
        told.append([*cells, took])
    st.markdown(md_table(words_of("advisor.", names).values(), told))
    if not all(row.quiet for row in rows):
        st.caption(T("moment.stays"))
    chosen = shallowest(rows, kept)
    st.success(T("advisor.advice", head=f"L{chosen}", kept=f"{kept:.2f}", pictures=rows[0].pictures))
    if rows[0].pictures < ENOUGH:
        st.warning(T("advisor.few", pictures=rows[0].pictures), icon=":material/warning:")
    st.markdown(T("advisor.caution"))
    said = depth_told(job.looks, chosen, "iou" if TASKS[job.task].outputs == 1 else "miou") if chosen else None
    if said:
        st.markdown(sentences(T("advisor.told"), told_text(said)))
    st.download_button(
        T("advisor.csv"), table_csv(job.looks), "depths.csv", "text/csv", key="advisor_csv", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
    st.caption(T("advisor.columns", columns=columns_in_words("advisor.column", COLUMNS)))
