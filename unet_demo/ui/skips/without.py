"""A bridge burnt afterwards is not a bridge never built: the nets trained without, and with adding, stand beside."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from unet_demo.core.lessons import answer as lessons_answer
from unet_demo.core.lessons.told import told
from unet_demo.core.nets.tasks import has_net
from unet_demo.core.scoring.compare import Compared, compared, studied
from unet_demo.core.scoring.score import Burning
from unet_demo.core.skips import door
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.mask_picture import answer_uri
from unet_demo.ui.lesson.picture_and_net import lesson_picture, subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.seeds import row_of, show_seeds
from unet_demo.ui.lesson.told import told_text
from unet_demo.ui.lesson.what_for import show_what_for

TRAINED = ("unet", "noskips", "add")


@st.fragment
@section("skips.without")
def show_without() -> None:
    """The U-Net with every bridge zeroed, beside nets that were trained so, on this picture and over the seeds."""
    st.header(T("skips.without.title"), anchor=False)
    st.markdown(T("skips.without.text"))
    task = choices.get("task")
    there = [build for build in TRAINED if has_net(task, build)]
    if "unet" not in there or len(there) < 2:
        st.caption(T("skips.without.none"))
    elif is_ready():
        _show_pictures(there)
    st.caption(T("skips.without.one_picture"))
    _show_seeds([found for build in TRAINED if (found := compared(build)) is not None])


@section("skips.without")
def _show_pictures(there: list[str]) -> None:
    task, picture = choices.get("task"), lesson_picture()

    def make() -> list[tuple[str, str, Burning]]:
        answers = {"unet": door.burnt_answer(task, picture, "unet", {})}
        answers["burnt"] = door.burnt_answer(task, picture, "unet", dict.fromkeys(range(4), "zero"))
        answers |= {build: lessons_answer.answer_of(task, picture, build) for build in there[1:]}
        return [(name, answer_uri(each), each) for name, each in answers.items()]

    found = remembered("trained_without", subject_in_view().key, make)
    for column, (name, uri, answer) in zip(st.columns(len(found), gap="small"), found, strict=True):
        column.markdown(f"**{T(f'skips.without.{name}')}**")
        column.image(uri, width="stretch", alt=T("skips.without.alt", name=T(f"skips.without.{name}")))
        column.caption(
            T("skips.without.iou", iou=f"{answer.score.iou:.3f}") if answer.score else T("skips.without.free")
        )


def _show_seeds(found: list[Compared]) -> None:
    """Score on pictures never seen, mean and range over the seeds of each build; and what that says."""
    if len(found) < 2:
        st.caption(T("skips.without.no_seeds"))
        return
    st.markdown(T("skips.without.seeds", steps=f"{found[0].steps:,}", pictures=found[0].pictures))
    show_seeds([row_of(each, T(f"skips.without.{each.build}")) for each in found], "without_seeds")
    show_what_for("nuclei", "unet")
    by_build = {each.build: each for each in found}
    _show_told(by_build, ("unet", "noskips"), ("unet", "add"))
    _show_study()


def _show_study() -> None:
    """The study of narrow nets, ten seeds each: enough to tell something apart, or to say how little would show."""
    nets, command = studied("joins")
    if not nets:
        return
    first = next(iter(nets.values()))
    st.markdown(T("skips.without.study", seeds=len(first.seeds), steps=f"{first.steps:,}", pictures=first.pictures))
    names = {"concat": "unet", "add": "add", "none": "noskips"}
    show_seeds([row_of(nets[each], T(f"skips.without.{names[each]}")) for each in nets], "without_study")
    _show_told(nets, ("concat", "none"), ("concat", "add"))
    st.caption(T("word.stored", command=command))


def _show_told(nets: Mapping[str, Compared], *pairs: tuple[str, str]) -> None:
    for one, other in pairs:
        said = told(nets[one], nets[other]) if one in nets and other in nets else None
        if said:
            st.markdown(f"- {told_text(said)}")
