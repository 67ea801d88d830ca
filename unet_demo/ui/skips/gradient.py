"""How much gradient reaches each block: predicted first, then measured, before training and after it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from unet_demo.core.lessons.text import scientific
from unet_demo.core.skips.gradient_door import KINDS, gradients_of
from unet_demo.core.skips.gradient_findings import Finding, findings, smallest, trained_findings
from unet_demo.core.skips.records import Flows
from unet_demo.core.training.flow import STARTS, Flow, Start, counted_by_he
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import is_kept, remembered
from unet_demo.ui.lesson.ask import choose, may_see, show_question, show_verdict
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.moments import once
from unet_demo.ui.lesson.picture_and_net import lesson_picture, subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.viz.skips.gradients import Line, gradients_figure, span_of

DEEPEST_UP = (256, 128)  # channels in and out of the transposed convolution that leads up from the bottom


@st.fragment
@section("gradients")
def show_gradients() -> None:
    """The question; once it is answered the chart, and the sentences that the figures carry."""
    st.header(T("gradients.title"), anchor=False)
    st.markdown(T("gradients.text"))
    counted, added = counted_by_he(*DEEPEST_UP, window_px=2, stride=2, transposed=True)
    st.caption(T("gradients.he_rule", into=DEEPEST_UP[0], out=DEEPEST_UP[1], counted=counted, added=added))
    if not is_ready():
        return
    if _show_question():
        _show_found()


def _found(start: Start) -> Flows:
    """Measured once for each picture and rule in this session. Raises Busy, WeightsError."""
    subject = subject_in_view()
    return remembered(f"gradients_{start}", subject.key, lambda: gradients_of(subject.task, subject.picture, start))


def _show_question() -> bool:
    """Which first block gets least; whether it has been answered, or the answer was asked for."""
    task, key = choices.get("task"), lesson_picture().key
    with st.container(border=True, key="gradients_question"):
        show_question(T("gradients.ask.question"))
        slot = f"gradients_asked_{task}_{key[:12]}"
        given = choose(KINDS, slot, f"{task} {key}", lambda kind: T(f"gradients.kind.{kind}"))
        seen = may_see("gradients", given)
        if given is not None:
            _show_met(given)
    return seen


def _show_met(given: str) -> None:
    """What was measured, said to the answer."""
    flows = _found("he")
    first = {flow.kind: flow.middle[0] for flow in flows.begun}
    answer, *others = sorted(first, key=lambda kind: first[kind])
    values = {"value": scientific(first[answer]), "other": scientific(first[others[0]])}
    right = given == smallest(flows)
    mistake = None if right else T(f"gradients.ask.m_{given}", value=scientific(first[given]))
    show_verdict(T(f"gradients.ask.why_{answer}", **values), mistake)


def _show_found() -> None:
    """The switch between the two rules, the charts and what they show."""
    st.segmented_control(
        T("gradients.switch"),
        STARTS,
        format_func=lambda code: T(f"gradients.start.{code}"),
        required=True,
        **choices.widget("start"),
    )
    start: Start = choices.get("start")
    flows = _found(start)
    _show_charts(flows)
    size = {"height": flows.height, "width": flows.width}
    seeds = len(flows.begun[0].values)
    target = T("gradients.chart.truth" if flows.truth else "gradients.chart.guess")
    said = T("gradients.chart.how", **size, seeds=seeds, ms=f"{flows.took.ms:,.0f}", target=target)
    st.caption(said + once(flows.took.quiet))
    st.markdown(f"**{T('gradients.found.title')}**")
    *points, verdict = findings(flows, _other(start))
    st.markdown("\n".join(f"- {_said('gradients.found', point)}" for point in points))
    st.info(_said("gradients.found", verdict), icon=":material/balance:")
    _show_trained(flows)


def _other(start: Start) -> Flows | None:
    """The same under the other rule, where this visitor has seen it already."""
    other = STARTS[1 - STARTS.index(start)]
    known = is_kept(f"gradients_{other}", subject_in_view().key)
    return _found(other) if known or start == "default" else None


def _said(room: str, finding: Finding) -> str:
    id, values = finding
    texts = {name: each if isinstance(each, str) else scientific(each) for name, each in values.items()}
    if "net" in texts:
        texts["net"] = T(f"gradients.kind.{texts['net']}")
    return T(f"{room}.{id}", **texts)


def _show_charts(flows: Flows) -> None:
    """Before training and after it side by side, on one scale."""
    shown = {"begun": _lines(flows.begun)} | ({"trained": _lines(flows.trained)} if flows.trained else {})
    span = span_of([line for lines in shown.values() for line in lines])
    blocks = [f"{node.row},{node.col}" for node in flows.begun[0].nodes]
    words = words_of("gradients.chart.", ("x", "net", "block", "middle", "low", "high"))
    words["source"] = source_word("live")
    for column, (when, lines) in zip(st.columns(len(shown), gap="medium"), shown.items(), strict=True):
        firsts = [T("gradients.chart.value", net=line.name, value=scientific(line.middle[0])) for line in lines]
        words["y"] = T(f"gradients.chart.{when}")
        words["alt"] = T("gradients.chart.alt", when=words["y"], nets=len(lines), values=" · ".join(firsts))
        with column:
            show_chart(gradients_figure(lines, blocks, span, words, f"gradients_{when}"), f"gradients_{when}")


def _lines(flows: Sequence[Flow]) -> tuple[Line, ...]:
    return tuple(Line(each.kind, T(f"gradients.kind.{each.kind}"), each.low, each.middle, each.high) for each in flows)


def _show_trained(flows: Flows) -> None:
    """What the trained nets say, which of them are not there, and that none has sigmoids."""
    if flows.trained:
        st.markdown(T("gradients.trained.text"))
        found = trained_findings(flows.trained)
        st.markdown("\n".join(f"- {_said('gradients.trained', point)}" for point in found))
    if flows.missing:
        nets = " · ".join(T(f"gradients.kind.{kind}") for kind in flows.missing)
        st.caption(T("gradients.trained.missing", nets=nets))
    st.caption(T("gradients.trained.no_sigmoid"))
