"""Choose a depth: nodes go grey and are not computed; what ran, what it costs, and what the mask loses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.engine.subject import Subject
from unet_demo.core.engine.timing import PASSES, Times, key_of
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import display_copy
from unet_demo.core.pruning import door
from unet_demo.core.pruning.door import MEAN, Pruned
from unet_demo.core.pruning.quiz import about_depth
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, punctuated, words_of
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import forget, is_kept, remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.mask_picture import labels_uri
from unet_demo.ui.lesson.moments import once, show_marked, show_polled
from unet_demo.ui.lesson.picture_and_net import lesson_picture, subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import act, question
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.kit.changes import changes_rgb
from unet_demo.viz.kit.grid import LEGEND, grid_drawing
from unet_demo.viz.kit.maps import picture_uri

SHOWN_PX, MB = 384, 1_000_000
DEPTHS = ("1", "2", "3", "4", "mean")
_LAST = "_prune_last"  # depth shown last, what ran for it and for how long


@dataclass(frozen=True)
class DepthView:
    """What the page keeps of an answer: its figures and two small pictures."""

    pruned: Pruned
    uri: str
    changes_uri: str
    changed_px: int


@st.fragment
@section("prune.depth")
def show_depth() -> None:
    """The question, what the chosen depth runs and answers, and the table of all depths."""
    st.header(T("prune.depth.title"), anchor=False)
    st.markdown(T("prune.depth.text"))
    if not is_ready():
        return
    task, picture = choices.get("task"), lesson_picture()
    net = engine.architecture_of(task)
    with question("depth"):
        seen = show_ask(about_depth(net, picture.height, picture.width), "ask_depth", "prune.ask")
    with act("depth"):
        _show_chosen(seen)
    if seen:
        _show_all()


@st.fragment
@section("prune.depth")
def _show_chosen(seen: bool) -> None:
    """The depth, the grid with what runs, the mask: all that another depth draws anew."""
    st.segmented_control(
        T("word.depth"),
        DEPTHS,
        format_func=lambda code: T("prune.depth.mean") if code == "mean" else f"L{code}",
        required=True,
        **choices.widget("depth"),
    )
    depth = MEAN if choices.get("depth") == "mean" else int(choices.get("depth"))
    view = _view(depth)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _show_grid(depth)
    with right:
        _show_masks(view)
    _show_ran(view.pruned, seen)


def _view(depth: int) -> DepthView:
    """The answer at this depth; the deepest has been run before, so that what changed can be shown."""
    subject = subject_in_view()
    task, picture = subject.task, subject.picture

    def make() -> DepthView:
        found = door.pruned_at(task, picture, depth)
        deepest = found if depth == _deepest() else _deepest_pruned(subject)
        changed = changes_rgb(display_copy(picture, 256), deepest.label, found.label)
        count = int((deepest.label != found.label).sum())
        return DepthView(
            found, labels_uri(display_copy(picture, 256), found.label), picture_uri(changed, SHOWN_PX), count
        )

    met = subject.key_without_truth
    if not is_kept("prune_met", met):  # a first look runs afresh, whoever looked at this picture before
        door.forget(task, picture)
        remembered("prune_met", met, lambda: True)
    was_kept = is_kept(f"pruned_{depth}", subject.key)
    view = remembered(f"pruned_{depth}", subject.key, make)
    last, shown = st.session_state.get(_LAST), (subject.key, depth)
    if was_kept and last is not None and last[0] != shown:
        view = replace(view, pruned=replace(view.pruned, ran=(), latency_ms=0.0))  # shown before: nothing ran for it
    elif last is not None and last[0] == shown:
        view = replace(view, pruned=replace(view.pruned, ran=last[1], latency_ms=last[2]))
    st.session_state[_LAST] = shown, view.pruned.ran, view.pruned.latency_ms
    return view


def _deepest() -> int:
    return engine.architecture_of(choices.get("task")).depth


def _deepest_pruned(subject: Subject) -> Pruned:
    """The deepest head's answer for the picture in view, made once."""
    return remembered("pruned_deepest", subject.key, lambda: door.pruned_at(subject.task, subject.picture, _deepest()))


def _show_grid(depth: int) -> None:
    net = engine.architecture_of(choices.get("task"))
    deep = net.depth if depth == MEAN else depth
    heads = net.head_depths if depth == MEAN else (depth,)
    words = {name: T(f"front.legend.{name}") for name in LEGEND}
    drawn = grid_drawing(net, deep, heads, words)
    values = {"runs": sum(node.diagonal <= deep for node in net.nodes), "all": len(net.nodes)}
    show_drawing(drawn, T("prune.depth.grid_alt", depth=deep, **values), "prune_grid")


def _show_masks(view: DepthView) -> None:
    one, two = st.columns(2, gap="small")
    name = _name(view.pruned.depth)
    one.markdown(f"**{T('prune.depth.mask', head=name)}**")
    one.image(view.uri, width="stretch", alt=T("prune.depth.mask_alt", head=name))
    total = view.pruned.label.size
    two.markdown(f"**{T('prune.depth.change', deepest=f'L{_deepest()}')}**")
    values = {"changed": f"{view.changed_px:,}", "share": f"{view.changed_px / total:.2%}"}
    two.image(view.changes_uri, width="stretch", alt=T("prune.depth.change_alt", **values))
    two.caption(T("prune.depth.changed", **values))
    if TASKS[choices.get("task")].outputs == 1:
        two.caption(T("skips.burn.legend"))


def _name(depth: int) -> str:
    return T("prune.depth.mean") if depth == MEAN else f"L{depth}"


def _show_ran(found: Pruned, seen: bool) -> None:
    """Blocks of a fresh run beside blocks run just now, why these differ, and what is asked about only once seen."""
    one, two, three, four = st.columns(4, gap="small")
    one.metric(T("prune.depth.fresh"), found.fresh)
    two.metric(T("prune.depth.now"), len(found.ran))
    if seen:
        three.metric(T("word.params"), f"{found.params:,}")
        four.metric(T("word.macs"), f"{found.macs / 1e9:.2f} G")
    if found.ran:
        names = punctuated(", ".join(map(str, found.ran)))
        st.caption(T("prune.depth.ran", nodes=names, ms=f"{found.latency_ms:.0f}") + once(found.quiet))
    elif found.latency_ms:
        st.caption(T("prune.depth.none_ran", ms=f"{found.latency_ms:.0f}") + once(found.quiet))
    else:
        st.caption(T("prune.depth.shown_before"))
    st.button(T("prune.depth.forget"), key="prune_forget", icon=":material/restart_alt:", on_click=_forget)


@callback
def _forget() -> None:
    door.forget(choices.get("task"), lesson_picture())
    for depth in range(MEAN, _deepest() + 1):
        forget(f"pruned_{depth}")
    st.session_state.pop(_LAST, None)


def _show_all() -> None:
    """Every depth: exact counts, memory, time measured here, pixels that differ, score where truth is known."""
    subject = subject_in_view()
    task, picture = subject.task, subject.picture

    def make() -> list[tuple[Pruned, int]]:
        deepest = _deepest_pruned(subject)
        depths = (*range(1, _deepest() + 1), MEAN)
        found = [deepest if depth == deepest.depth else door.pruned_at(task, picture, depth) for depth in depths]
        return [(each, int((each.label != deepest.label).sum())) for each in found]

    found = remembered("pruned_all", subject.key, make)
    key = key_of(task, picture.height, picture.width, "cpu", "float32")
    show_polled(key, lambda times: _show_table(found, times))


def _show_table(found: list[tuple[Pruned, int]], times: Times) -> None:
    known = found[0][0].score is not None
    names = ("head", "fresh", "params", "macs", "memory", "time", "unlike_deepest", *(("iou",) if known else ()))
    rows = []
    for each, differs in found:
        cells = [_name(each.depth), str(each.fresh), f"{each.params:,}", f"{each.macs / 1e9:.2f} G"]
        cells += [f"{each.held_bytes / MB:.1f} MB", _time(each.depth, times), f"{differs:,}"]
        if each.score is not None:
            cells.append(f"{each.score.iou:.3f}")
        rows.append(cells)
    st.markdown(md_table(words_of("prune.depth.", names).values(), rows))
    st.caption(T("prune.depth.times", n=times.passes or PASSES) if times.finished else T("prune.depth.timing"))
    show_marked(times)


def _time(depth: int, times: Times) -> str:
    ms = times.by_depth_ms.get(depth)
    if ms is None:
        return "–"
    return T("moment.busy", ms=f"{ms:.0f}") if depth in times.marked else f"{ms:.0f} ms"
