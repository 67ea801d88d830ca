"""Burn a bridge: what each row's skips carry can be taken away, and the answer shows at once what it was good for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.lessons.ask import Ask
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import display_copy
from unet_demo.core.scoring.score import NEAR_PX, Burning, bridges_of
from unet_demo.core.skips import door
from unet_demo.core.skips.quiz import about_burning
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, sentences, words_of
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.mask_picture import SHOWN_PX, answer_uri
from unet_demo.ui.lesson.moments import once
from unet_demo.ui.lesson.net_switch import net_in_view, show_net_switch
from unet_demo.ui.lesson.picture_and_net import lesson_picture, subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.lesson.trained_apart import show_apart
from unet_demo.ui.lesson.unscored import unscored
from unet_demo.viz.kit.changes import changes_rgb
from unet_demo.viz.kit.maps import picture_uri

ROWS = 4
STATES = {"o": "on", "z": "zero", "s": "shuffled", "x": "other"}
PRESETS = {"all_on": "oooo", "top": "zooo", "below": "ozzz", "all_off": "zzzz"}


@dataclass(frozen=True)
class BurnView:
    """What the page keeps of an answer: its figures, and the pictures of it and of what changed."""

    burning: Burning
    uri: str
    changes_uri: str


@st.fragment
@section("skips.burn")
def show_burning() -> None:
    """The question, the four bridges, and the answers with all of them and with what is left."""
    st.header(T("skips.burn.title"), anchor=False)
    st.markdown(T("skips.burn.text"))
    if not is_ready():
        return
    show_net_switch()
    show_apart()
    alone, asks = _alone()
    seen = show_ask(asks, "ask_burn")
    _show_bridges()
    whole, now = _view("oooo"), _view(choices.get("bridges"))
    _show_answers(whole, now)
    _show_scores(whole.burning, now.burning)
    if seen:
        _show_alone(alone, whole.burning)


def _show_bridges() -> None:
    with st.container(horizontal=True, gap="small"):
        for name, text in PRESETS.items():
            st.button(T(f"skips.burn.{name}"), key=f"burn_{name}", on_click=_take, args=(text,))
    bridges: str = choices.get("bridges")
    columns = st.columns(2, gap="medium")
    for row in range(ROWS):
        key = f"bridge_{row}"
        st.session_state[key] = bridges[row]
        columns[row // 2].segmented_control(
            _row_name(row),
            list(STATES),
            format_func=lambda letter: T(f"skips.burn.{STATES[letter]}"),
            required=True,
            key=key,
            on_change=_turn,
            args=(row, key),
        )


def _row_name(row: int) -> str:
    if net_in_view() == "unetpp":
        return T("skips.burn.row_nested", row=row)
    return T("skips.burn.row", row=row, node=f"X({row},{ROWS - row})")


@callback
def _take(text: str) -> None:
    choices.put("bridges", text)


@callback
def _turn(row: int, key: str) -> None:
    bridges, letter = choices.get("bridges"), st.session_state[key]
    if letter:
        choices.put("bridges", bridges[:row] + letter + bridges[row + 1 :])


def _alone() -> tuple[list[Burning], list[Ask]]:
    """Each row's bridges zeroed alone, and the questions that these figures answer."""
    subject = subject_in_view(net_in_view())
    task, build, picture = subject.task, subject.build, subject.picture

    def make() -> tuple[list[Burning], list[Ask]]:
        whole = door.burnt_answer(task, picture, build, {})
        alone = [door.burnt_answer(task, picture, build, {row: "zero"}) for row in range(ROWS)]
        return alone, about_burning(engine.architecture_of(task, build), alone, whole)

    return remembered("burnt_alone", subject.key, make)


def _view(bridges: str) -> BurnView:
    subject = subject_in_view(net_in_view())
    task, build, picture = subject.task, subject.build, subject.picture

    def make() -> BurnView:
        found = door.burnt_answer(task, picture, build, bridges_of(bridges))
        before = found if bridges == "oooo" else _view("oooo").burning
        changed = changes_rgb(display_copy(picture, 256), before.label, found.label)
        return BurnView(found, answer_uri(found), picture_uri(changed, SHOWN_PX))

    slot = "burn_whole" if bridges == "oooo" else "burn_now"
    return remembered(slot, (subject.key, bridges), make)


def _show_answers(whole: BurnView, now: BurnView) -> None:
    total, changed = now.burning.label.size, now.burning.changed_px
    one, two, three = st.columns(3, gap="small")
    one.markdown(f"**{T('skips.burn.before')}**")
    one.image(whole.uri, width="stretch", alt=T("skips.burn.before_alt"))
    two.markdown(f"**{T('skips.burn.now')}**")
    two.image(now.uri, width="stretch", alt=T("skips.burn.now_alt", state=_state_in_words()))
    three.markdown(f"**{T('skips.burn.change')}**")
    values = {"changed": f"{changed:,}", "share": f"{changed / total:.1%}"}
    three.image(now.changes_uri, width="stretch", alt=T("skips.burn.change_alt", **values))
    several = TASKS[choices.get("task")].outputs > 1
    three.caption(T("skips.burn.legend_classes" if several else "skips.burn.legend"))
    blocks = {"blocks": now.burning.blocks, "all": now.burning.blocks_all, "ms": f"{now.burning.latency_ms:.0f}"}
    if not several:
        one.caption(T("skips.burn.legend_mask"))
    if "x" in choices.get("bridges"):
        other = door.stranger(choices.get("task"), lesson_picture())
        two.caption(T("skips.burn.stranger", name=T(f"gallery.{other.name}.title")))
    took = T("skips.burn.took" if now.burning.blocks else "skips.burn.took_none", **blocks)
    two.caption(sentences(_state_in_words(), took) + once(now.burning.quiet or not now.burning.blocks))


def _state_in_words() -> str:
    bridges: str = choices.get("bridges")
    if bridges == "oooo":
        return T("skips.burn.state_on")
    parts = [
        T("skips.burn.state", row=row, what=T(f"skips.burn.{STATES[letter]}").lower())
        for row, letter in enumerate(bridges)
        if letter != "o"
    ]
    return T("skips.burn.state_now", parts=reduce(lambda one, two: T("skips.burn.both", one=one, two=two), parts))


def _show_scores(whole: Burning, now: Burning) -> None:
    """Changed pixels, and with a truth the scores and where the wrong pixels lie."""
    head = list(words_of("skips.burn.", ("figure", "before", "now")).values())
    rows = [[T("skips.burn.changed"), "–", f"{now.changed_px:,}"]]
    if whole.score is None or now.score is None:
        st.markdown(md_table(head, rows))
        st.caption(unscored("skips.burn.no_truth"))
        return
    if whole.score.dice is not None and now.score.dice is not None:
        rows.append(["Dice", f"{whole.score.dice:.3f}", f"{now.score.dice:.3f}"])
    name = "IoU" if whole.score.dice is not None else T("skips.burn.miou")
    rows.append([name, f"{whole.score.iou:.3f}", f"{now.score.iou:.3f}"])
    for where in ("near", "far"):
        cells = [_wrong(getattr(each, where), getattr(each, f"{where}_of")) for each in (whole.score, now.score)]
        rows.append([T(f"skips.burn.{where}", px=f"{NEAR_PX:g}"), *cells])
    st.markdown(md_table(head, rows))


def _wrong(count: int, of: int) -> str:
    return f"{count:,} ({count / of:.1%})" if of else "0"


def _show_alone(alone: list[Burning], whole: Burning) -> None:
    """Every row's bridges zeroed alone, side by side."""
    st.markdown(T("skips.burn.alone"))
    known = alone[0].score is not None
    head = [T("word.row"), T("skips.burn.col_blocks"), T("skips.burn.changed"), *([T("word.iou")] if known else [])]
    rows = []
    for row, each in enumerate(alone):
        cells = [str(row), f"{each.blocks} / {each.blocks_all}", f"{each.changed_px:,}"]
        if each.score is not None:
            cells.append(f"{each.score.iou:.3f}")
        rows.append(cells)
    st.markdown(md_table(head, rows))
    better = [row for row, each in enumerate(alone) if each.score and whole.score and each.score.iou > whole.score.iou]
    if better:
        st.caption(T("skips.burn.helps", row=better[0]))
