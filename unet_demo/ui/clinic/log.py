"""The log of a training, pasted or uploaded: its curves, what they show with the evidence, and what to try."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

import streamlit as st

from unet_demo.core.clinic.log.finding import Finding
from unet_demo.core.clinic.log.findings import findings
from unet_demo.core.clinic.log.log import Curve, Log, LogError
from unet_demo.core.clinic.log.reading import MOST_LINES, read_logs
from unet_demo.core.clinic.log.said import evidence_of, values_of
from unet_demo.core.clinic.log.samples import SAMPLES, sample_text
from unet_demo.core.clinic.symptoms.records import about
from unet_demo.ui.clinic.files import bring_files, put_files
from unet_demo.ui.components.paste import show_paste
from unet_demo.ui.components.reveal import reveal, show_reveal
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, punctuated, sentences, unfilled
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.frame.tabs import File
from unet_demo.ui.lesson.chart import Source, show_chart, source_word
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.spine import sentence
from unet_demo.viz.clinic.log import LogLine, Mark, log_figure

ANSWER = "log_answer"  # the key of what a log is answered with
READ = "_log_read"  # (what was read, the sample that it is): never the text
MOST_CHARS, MOST_BYTES = 200_000, 8_000_000  # of a pasted text; the end of a file that is read
BOX_WORDS = ("read", "drop", "binary")
HUES = {"train_loss": "encoder", "val_loss": "skip", "dice": "fused", "iou": "upsampled", "acc": "bottleneck"}


Read = Log | str  # a log, or why there is none: LogError.reason


@st.fragment
@section("log")
def show_log() -> None:
    """A field and files; as soon as there is a log, its curves and what they show."""
    st.header(T("log.title"), anchor=False)
    st.markdown(T("log.text"))
    _show_samples()
    words = {name: T(f"error.{name}") for name in BOX_WORDS} | {
        "label": T("log.paste"),
        "placeholder": T("log.example"),
    }
    words |= {"kept": unfilled("error.kept"), "cut": unfilled("error.cut")}
    show_paste(words, take, "log_pasted", MOST_LINES, MOST_CHARS)
    files = bring_files("log", T("log.files"), T("log.files_help"), several=True)
    read, stored = _of_files(files) if files else st.session_state.get(READ, (None, None))
    if isinstance(read, str):
        st.warning(T(f"log.error.{read}"), icon=":material/search_off:")
    elif read is not None:
        with st.container(key=ANSWER):
            _show_read(read, stored)
    show_reveal(ANSWER)


def take(text: str, sample: str | None = None) -> None:
    """Read a text in place of what was there; the text itself is let go of. `sample` names a log of ours."""
    if choices.tab().files.get("log"):
        put_files("log", ())
    st.session_state[READ] = read_of([("", text)]), sample
    reveal(ANSWER)


def read_of(given: Sequence[tuple[str, str]]) -> Read:
    """The log in these texts, or the reason why there is none."""
    try:
        return read_logs(given)
    except LogError as error:
        return error.reason


def _of_files(files: Sequence[File]) -> tuple[Read, None]:
    key = tuple((file.name, hashlib.sha256(file.data).digest()) for file in files)
    given = [(file.name, _decoded(file.data[-MOST_BYTES:])) for file in files]
    return remembered("log_files", key, lambda: read_of(given)), None


def _show_samples() -> None:
    st.caption(T("log.samples"))
    row = st.container(horizontal=True, gap="small", key="log_samples")
    for id in SAMPLES:
        row.button(T(f"symptom.name.{id}"), key=f"log_sample_{id}", on_click=partial(_take_sample, id))


@callback
def _take_sample(id: str) -> None:
    take(sample_text(id), id)


def _decoded(data: bytes) -> str:
    """A file as text; of UTF-16 only what says so, and what is neither as far as it can be read."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8", errors="replace")


def _show_read(log: Log, stored: str | None) -> None:
    """What was read, the charts, the findings."""
    if stored:
        known = about()
        st.caption(T("log.stored", name=T(f"symptom.name.{stored}"), epoch=known["epoch"], command=known["command"]))
    count = max(len(curve.at) for curve in log.curves.values())
    read = [T("log.read", count=count, curves=punctuated(", ".join(T(f"log.curve.{name}") for name in log.curves)))]
    read += [T("log.runs", count=log.runs)] if log.runs > 1 else []
    read += [T("log.cut", most=f"{MOST_LINES:,}", cut=f"{log.cut:,}")] if log.cut else []
    st.markdown(sentences(*read))
    told = findings(log)
    losses = [curve for name, curve in log.curves.items() if name.endswith("loss")]
    scores = [curve for name, curve in log.curves.items() if not name.endswith("loss")]
    for kind, curves in (("loss", losses), ("score", scores)):
        if curves:
            _show_curves(curves, told, log, kind, "stored" if stored else "live")
    for number, finding in enumerate(told, 1):
        _show_finding(number, finding, log)
    sentence(T("log.take"), "log")
    show_code("log_code", "core/clinic/log/findings.py", "findings")


def _show_curves(curves: Sequence[Curve], told: Sequence[Finding], log: Log, kind: str, source: Source) -> None:
    names = {curve.name for curve in curves}
    marks = [
        Mark(number, finding.span, finding.rows)
        for number, finding in enumerate(told, 1)
        if names & set(finding.curves) and finding.id not in ("fine", "unclear", "short")
    ]
    lines = [LogLine(T(f"log.curve.{curve.name}"), _hue(curve.name), curve.at, curve.values) for curve in curves]
    listed = ", ".join(line.name for line in lines)
    alt = T("log.alt", curves=listed, first=f"{curves[0].values[0]:.3g}", last=f"{curves[0].values[-1]:.3g}")
    words = {"x": T(f"log.axis.{log.axis}"), "y": T(f"log.y.{kind}"), "alt": alt, "mark": T("log.mark")}
    show_chart(
        log_figure(lines, marks, words | {"source": source_word(source)}, f"log-{kind}", kind == "score"), f"log_{kind}"
    )


def _hue(name: str) -> str:
    """Losses have one each; scores go by what they count, those of other pictures by the next dash."""
    return HUES.get(name) or HUES[name.partition("_")[2]]


def _show_finding(number: int, finding: Finding, log: Log) -> None:
    """Its number in the charts, what is seen with its figures, the evidence, and what to try."""
    values = values_of(finding, log, T)
    st.markdown(f"**({number}) {T(f'log.found.{finding.id}.title', **values)}**")
    evidence = evidence_of(finding, log, T)
    curves = punctuated(", ".join(T(f"log.curve.{name}") for name in finding.curves))
    st.markdown(T(f"log.found.{finding.id}.text", **values))
    if evidence:
        st.caption(T("log.evidence", curves=curves, evidence=punctuated(evidence)))
    st.markdown(f"{T('log.try')} {T(f'log.found.{finding.id}.try', **values)}")
