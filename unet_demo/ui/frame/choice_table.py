"""The table of what a visitor can choose: the frame's own choices, and what every room declares in its choice_table.py.

A choice belongs to a room; one that several rooms show stands in lesson/choice_table.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from unet_demo.core.nets.tasks import tasks_there
from unet_demo.core.rooms import declared
from unet_demo.ui.frame.choice import Choice
from unet_demo.ui.frame.choice_texts import between, one_of, read_picture
from unet_demo.ui.frame.languages import LANGUAGES, spoken

DEPTHS = ("1", "2", "3", "4", "mean")


FRAME: Mapping[str, Choice] = {
    "lang": Choice(one_of(lambda: tuple(LANGUAGES)), lambda: spoken(st.context.locale)),
    "depth": Choice(one_of(lambda: DEPTHS), lambda: "4"),
    "threshold": Choice(between(0.01, 0.99), lambda: 0.5, "{:g}".format),
    "overlay": Choice(between(0.0, 1.0), lambda: 0.6, "{:g}".format),
    "task": Choice(one_of(tasks_there), lambda: tasks_there()[0]),
    "picture": Choice(read_picture, lambda: "", lambda value: value),  # by default the first of the task: choices.py
}


def merged() -> Mapping[str, Choice]:
    """The frame's choices, then those of the other folders. Raises ValueError for a name that two of them declare."""
    table = dict(FRAME)
    for module in declared("ui", "choice_table"):
        if module.__name__ != __name__:
            if twice := table.keys() & module.CHOICES.keys():
                raise ValueError(f"Got {sorted(twice)} twice; a choice is declared once; look at {module.__name__}.")
            table |= module.CHOICES
    return MappingProxyType(table)


CHOICES = merged()
