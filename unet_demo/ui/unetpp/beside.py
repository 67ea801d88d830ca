"""U-Net beside UNet++: as many updates, and as much work; every seed shown, and what the one rule allows to be said."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.lessons import answer as lessons_answer
from unet_demo.core.lessons.told import told
from unet_demo.core.nets.grid import macs_at
from unet_demo.core.nets.tasks import has_net
from unet_demo.core.scoring.compare import Compared, compared, studied
from unet_demo.core.scoring.score import Burning
from unet_demo.core.unetpp.quiz import about_beside
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, sentences
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.mask_picture import answer_uri
from unet_demo.ui.lesson.picture_and_net import lesson_picture, subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.seeds import row_of, show_seeds
from unet_demo.ui.lesson.told import told_text
from unet_demo.ui.lesson.what_for import show_what_for

PAIR = {"unet": "unet", "unetpp": "unetpp_equal"}  # net -> its build of the comparison set
STUDIES = {"updates": "grids", "work": "equal_macs"}  # what the nets have equally, and the study of it
PAIRS = (("unetpp", "unet"), ("unetpp_last", "unet"), ("unetpp", "unetpp_last"))
SIDE_PX = 256


@st.fragment
@section("beside")
def show_beside() -> None:
    """The question, both masks on this picture, then every seed of the nets shipped and of two studies."""
    st.header(T("beside.title"), anchor=False)
    st.markdown(T("beside.text"))
    alike = {net: found for net, build in PAIR.items() if (found := compared(build)) is not None}
    studies = {kind: studied(name) for kind, name in STUDIES.items()}
    asks = about_beside({"alike": alike, **{kind: nets for kind, (nets, _) in studies.items()}})
    if asks and not show_ask(asks, "ask_beside", "beside.ask"):
        return
    if len(alike) == len(PAIR):
        _show_pictures()
        _show_steps(alike)
    for kind, (nets, command) in studies.items():
        if nets:
            _show_study(kind, nets, command)


@section("beside")
def _show_pictures() -> None:
    """What the two shipped nets, trained alike, say of the picture in view."""
    task, picture = choices.get("task"), lesson_picture()
    there = [net for net, build in PAIR.items() if has_net(task, build)]
    if len(there) < len(PAIR):
        st.caption(T("beside.elsewhere"))
        return
    if not is_ready():
        return

    def make() -> list[tuple[str, Burning]]:
        answers = [lessons_answer.answer_of(task, picture, PAIR[net]) for net in there]
        return [(answer_uri(each), each) for each in answers]

    found = remembered("nested_beside", subject_in_view().key, make)
    for column, net, (uri, answer) in zip(st.columns(len(there), gap="medium"), there, found, strict=True):
        column.markdown(f"**{T(f'beside.{net}')}**")
        column.image(uri, width="stretch", alt=T("skips.without.alt", name=T(f"beside.{net}")))
        if answer.score:
            column.caption(T("skips.without.iou", iou=f"{answer.score.iou:.3f}"))


def _show_steps(alike: Mapping[str, Compared]) -> None:
    """Every head of UNet++ below the U-Net, each with its work."""
    st.subheader(T("beside.steps.title"), anchor=False)
    rows, work = [], {}
    for net, build in PAIR.items():
        architecture = engine.architecture_of("nuclei", build)
        for depth in architecture.head_depths:
            found = compared(build, depth)
            assert found is not None
            work[net, depth] = macs_at(architecture, depth, SIDE_PX, SIDE_PX)
            name = T(f"beside.{net}") + (f" L{depth}" if net == "unetpp" else "")
            rows.append(row_of(found, f"{name} · {work[net, depth] / 1e9:.2f} G"))
    one, other = alike["unetpp"], alike["unet"]
    values = {"steps": f"{one.steps:,}", "pictures": str(one.pictures), "side": str(SIDE_PX)}
    st.markdown(T("beside.steps.text", **values))
    show_seeds(rows, "beside_steps")
    deepest = max(depth for net, depth in work if net == "unetpp")
    times = f"{work['unetpp', deepest] / max(work[key] for key in work if key[0] == 'unet'):.1f}"
    show_what_for("nuclei", "unet")
    st.markdown(sentences(_verdict(one, other), T("beside.steps.work", times=times, depth=deepest)))


def _show_study(kind: str, nets: Mapping[str, Compared], command: str) -> None:
    """Narrow nets with ten seeds: the U-Net, the grid with all its heads in the loss, and with its last alone."""
    st.subheader(T(f"beside.{kind}.title"), anchor=False)
    first = next(iter(nets.values()))
    st.markdown(T(f"beside.{kind}.text", pictures=first.pictures, seeds=len(first.seeds)))
    rows = [
        row_of(each, T("beside.row", net=T(f"beside.{net}"), steps=f"{each.steps:,}")) for net, each in nets.items()
    ]
    show_seeds(rows, f"beside_{kind}")
    for one, other in PAIRS:
        if one in nets and other in nets:
            st.markdown("- " + _verdict(nets[one], nets[other]))
    st.caption(T("word.stored", command=command))


def _verdict(one: Compared, other: Compared) -> str:
    said = told(one, other)
    return told_text(said) if said else ""
