"""The controls of the map: which net is drawn, for which picture, and whether a trained net stands behind it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import streamlit as st

from unet_demo.core.engine import activations, engine
from unet_demo.core.engine.run import MEAN, Run
from unet_demo.core.engine.subject import Subject
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.plan import Plan, plan_of, widths_of
from unet_demo.core.nets.tasks import TASKS, has_net
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.ui.frame import choices, visit
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.folds import fold

OWN = ("levels", "first", "grow", "h", "w", "up", "pad", "fit")
DEPTHS = ("1", "2", "3", "4")


@dataclass(frozen=True, eq=False)
class Sight:
    """What the page shows: a plan, the picture that goes through it, and its run where such a net has been trained."""

    plan: Plan
    picture: Picture
    run: Run | None
    why: str = ""  # prose id that says why there is no run
    error: WeightsError | engine.BootError | None = None  # the net is missing or damaged, or none can be run

    @property
    def design(self) -> Design:
        return self.plan.design

    @property
    def key(self) -> Hashable:
        """Names all of it without holding it: a session that kept runs would keep their activations, 34 MB each."""
        return self.design, self.plan.depth, self.picture.key, self.run and self.run.key


def lesson_picture() -> Picture:
    """The visitor's picture as the lessons open it up. Raises KeyError as `visit.picture` does."""
    whole = visit.picture()
    side_px = TASKS[choices.get("task")].side_px
    key = whole.key, whole.truth_key, whole.name, side_px
    return remembered("lesson", key, lambda: lesson_copy(whole, side_px))


def subject_in_view(build: str = "unetpp") -> Subject:
    """The chosen task's net of this build, and the lesson's picture. Raises KeyError as `visit.picture` does."""
    return Subject(choices.get("task"), build, lesson_picture())


def design_of(picture: Picture) -> Design:
    """The net and the picture's size that the controls ask for."""
    widths = widths_of(choices.get("first"), choices.get("levels"), choices.get("grow") == "double")
    paper = choices.get("pad") == "unpadded" and choices.get("first") == 64 and choices.get("net") == "unet"
    channels, classes = (1, 2) if paper else (3, TASKS[choices.get("task")].outputs)
    return Design(
        Architecture(choices.get("net"), channels, widths, classes),
        choices.get("h") or picture.height,
        choices.get("w") or picture.width,
        choices.get("up"),
        1 if choices.get("pad") == "padded" else 0,
        choices.get("fit"),
    )


def sight() -> Sight:
    """Plan, picture and run as the choices say; the run is left out, with the reason, where there is none."""
    picture = lesson_picture()
    design, task, build = design_of(picture), choices.get("task"), choices.get("net")
    plan = plan_of(design, _depth(design))
    if any(choices.get(name) != choices.default_of(name) for name in OWN):
        return Sight(plan, picture, None, "unet.drawing_short")
    if not has_net(task, build):
        return Sight(plan, picture, None, "unet.untrained")
    if trouble := engine.trouble():
        return Sight(plan, picture, None, error=trouble)
    if not engine.ready():
        return Sight(plan, picture, None, "unet.loading")
    try:
        return Sight(plan, picture, activations.opened(task, picture, build, plan.depth))
    except engine.Busy:  # the drawing stands, and says how its maps come
        return Sight(plan, picture, None, "unet.busy")
    except WeightsError as error:  # told beside the drawing, which needs no weights
        return Sight(plan, picture, None, error=error)


def _depth(design: Design) -> int:
    chosen = choices.get("depth")
    deepest = design.architecture.depth
    return deepest if design.architecture.kind == "unet" or chosen == MEAN else min(deepest, int(chosen))


@section("section.net")
def show_net_choice() -> None:
    """Which of the two nets, and of UNet++ how deep."""
    row = st.container(horizontal=True, gap="medium")
    row.segmented_control(
        T("word.net"),
        ["unet", "unetpp"],
        format_func=lambda code: T(f"unet.net.{code}"),
        required=True,
        **choices.widget("net"),
    )
    if choices.get("net") == "unetpp":
        if choices.get("depth") == MEAN:
            choices.put("depth", "4")
        row.segmented_control(
            T("word.depth"), DEPTHS, format_func=lambda code: f"L{code}", required=True, **choices.widget("depth")
        )
    with fold(T("unet.net.own"), "fold_own_net", ":material/construction:", expanded=not _is_trained()):
        st.caption(T("unet.net.own_help"))
        _show_own()


def show_back() -> None:
    """A button that leads back from a net of one's own to the trained one."""
    if not _is_trained():
        st.button(T("unet.back"), key="back_to_trained", icon=":material/undo:", on_click=back_to_trained)


@callback
def back_to_trained() -> None:
    """Bring every control of a net of one's own back to the trained net's."""
    choices.put_all(**dict.fromkeys(OWN))


def _is_trained() -> bool:
    return all(choices.get(name) == choices.default_of(name) for name in OWN)


def _show_own() -> None:
    one, two, three = st.columns(3, gap="medium")
    one.segmented_control(T("word.poolings"), [1, 2, 3, 4, 5], required=True, **choices.widget("levels"))
    one.number_input(T("word.first_channels"), 1, 128, step=1, **choices.widget("first"))
    one.radio(
        T("unet.net.grow"), ["double", "same"], format_func=lambda code: T(f"unet.net.{code}"), **choices.widget("grow")
    )
    picture = lesson_picture()
    for name, label, side in (("h", "height", picture.height), ("w", "width", picture.width)):
        key = f"own_{name}"
        st.session_state[key] = choices.get(name) or side
        two.number_input(T(f"unet.net.{label}"), 1, 4096, step=1, key=key, on_change=_take_side, args=(name, key, side))
    two.button(T("unet.net.paper"), key="paper", icon=":material/history_edu:", on_click=_take_paper)
    three.radio(
        T("unet.net.up"),
        ["transposed", "bilinear", "nearest"],
        format_func=lambda code: T(f"unet.net.{code}"),
        **choices.widget("up"),
    )
    three.radio(
        T("word.convolutions"),
        ["padded", "unpadded"],
        format_func=lambda code: T(f"unet.net.{code}"),
        **choices.widget("pad"),
    )


@callback
def _take_side(name: str, key: str, side: int) -> None:
    """A side equal to the picture's own is no choice: the trained net stays in view."""
    value = st.session_state[key]
    if value is not None:
        choices.put_all(**{name: None if value == side else value})


@callback
def _take_paper() -> None:
    choices.put_all(
        net="unet", levels=4, first=64, grow="double", h=572, w=572, up="transposed", pad="unpadded", fit=None
    )
