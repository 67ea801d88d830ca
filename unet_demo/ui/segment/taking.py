"""Takes over a file or photograph as the visitor's picture or its truth, or remembers why it was refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.pictures.images import Picture, PictureError, truth_readings, with_truth
from unet_demo.core.pictures.readings import Readings, without_data
from unet_demo.ui.frame import choices, visit
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.tabs import TruthFile

_SEEN = "_seen_upload"
Made = TypeVar("Made")


def refusals() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """What was refused and has not been tried again: name, prose id of why, values; by slot (picture, page, truth)."""
    return choices.tab().refusals


def take(slot: str, mark: str, name: str, make: Callable[[], Picture], data: bytes = b"") -> None:
    """Make the picture once per `mark` and bring it; one that is refused leaves the last good one in place."""
    picture = _made(slot, mark, name, make)
    if picture is None:
        return
    refusals().clear()
    if slot == "picture":
        _seen().pop("page", None)  # the pages of this file are turned anew
    was_lost = choices.tab().lost
    visit.bring(picture, data)
    if was_lost:
        st.rerun()  # the page has said above that there is no picture


def take_truth(mark: str, name: str, data: bytes, picture: Picture, task: str) -> None:
    """Read a truth once per `mark`, and bring it unless its reading has to be chosen first; one refused is told."""
    if read := _made("truth", mark, name, partial(_read, data, picture, task)):
        refusals().pop("truth", None)
        readings, truth = read
        chosen = readings.chosen()
        visit.bring_truth(truth, TruthFile(name, data, without_data(readings), chosen.id if chosen else ""))


def _read(data: bytes, picture: Picture, task: str) -> tuple[Readings, Picture]:
    readings = truth_readings(data, picture, task)
    chosen = readings.chosen()
    return readings, with_truth(picture, chosen.labels() if chosen else None)


def _made(slot: str, mark: str, name: str, make: Callable[[], Made]) -> Made | None:
    """What is made, once per `mark`; None where it was made before, where it is refused, and while all are busy."""
    if _seen().get(slot) == mark:
        return None
    try:
        made = engine.submit(make).result()
    except engine.Busy:  # the other controls of the source go on; the next run takes the same file
        st.warning(T("segment.trouble.busy"), icon=":material/hourglass_top:")
        return None
    except PictureError as error:
        _seen()[slot] = mark
        refusals()[slot] = name, error.code, error.values
        return None
    _seen()[slot] = mark
    return made


def _seen() -> dict[str, str]:
    seen: dict[str, str] = st.session_state.setdefault(_SEEN, {})
    return seen
