"""A scene drawn to order, for every task that has a generator: a form of sliders, and the picture that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any, get_args

import streamlit as st

from unet_demo.core.images import Picture
from unet_demo.core.scene_membranes import membranes
from unet_demo.core.scene_street import street
from unet_demo.core.scenes import Stain, nuclei
from unet_demo.ui.prose import T


@dataclass(frozen=True)
class Dial:
    """One slider: the generator's argument, its ends, where it stands first, and its step."""

    name: str
    low: float
    high: float
    start: float
    step: float = 1


@dataclass(frozen=True)
class Form:
    """A generator and its sliders; `stains` adds the choice of a stain. Every scene has a random seed."""

    make: Callable[..., Picture]
    dials: tuple[Dial, ...]
    stains: bool = False


SCENES: Mapping[str, Form] = MappingProxyType(
    {
        "nuclei": Form(
            nuclei,
            (
                Dial("count", 1, 150, 45),
                Dial("radius_px", 5, 32, 12),
                Dial("overlap", 0, 1, 0.3, 0.05),
                Dial("noise", 0, 1, 0.15, 0.05),
            ),
            stains=True,
        ),
        "membranes": Form(
            membranes,
            (
                Dial("cells", 5, 120, 30),
                Dial("thickness_px", 2, 9, 5, 0.5),
                Dial("noise", 0, 1, 0.2, 0.05),
                Dial("blur", 0, 3, 1, 0.1),
            ),
        ),
        "street": Form(
            street,
            (
                Dial("cars", 0, 12, 5),
                Dial("people", 0, 20, 6),
                Dial("trees", 0, 15, 5),
                Dial("light", 0, 1, 0.8, 0.05),
                Dial("noise", 0, 1, 0.1, 0.05),
            ),
        ),
    }
)


def ask_for_scene(task: str) -> tuple[tuple[object, ...], Callable[[], Picture]] | None:
    """Show the form of a task; once it is sent, what was asked for and the function that draws it, otherwise None."""
    form = SCENES[task]
    asked: dict[str, Any] = {}
    with st.form(f"scene_{task}", border=False):
        columns = st.columns(3)
        for index, dial in enumerate(form.dials):
            asked[dial.name] = _slider(columns[index // 2], task, dial)
        if form.stains:
            asked["stain"] = columns[2].selectbox(
                T("segment.scene.stain"),
                get_args(Stain),
                format_func=lambda code: T(f"segment.scene.stains.{code}"),
                key="scene_stain",
            )
        asked["seed"] = int(columns[2].number_input(T("segment.scene.seed"), 0, 99_999, 1, key=f"scene_{task}_seed"))
        sent = st.form_submit_button(T("segment.scene.draw"), type="primary", icon=":material/brush:")
    if not sent:
        return None
    name = T(f"segment.scene.names.{task}", count="{count}", seed=asked["seed"])
    return (task, *asked.items()), partial(_named, name, partial(form.make, **asked))


def _slider(column: Any, task: str, dial: Dial) -> float:
    """Whole numbers where the step is one, so that a count is a count."""
    kind = int if dial.step == 1 else float
    ends = (kind(each) for each in (dial.low, dial.high, dial.start, dial.step))
    value: float = column.slider(T(f"segment.scene.{dial.name}"), *ends, key=f"scene_{task}_{dial.name}")
    return value


def _named(name: str, make: Callable[[], Picture]) -> Picture:
    """A scene, the number of its objects put into the name: fewer than asked for where there was no room for all."""
    scene = make()
    return replace(scene, name=name.format(count=0 if scene.truth is None else int(scene.truth.max())))
