"""Takes over a file or photograph as the visitor's picture or its truth, or remembers why it was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.pictures.images import Picture, PictureError
from unet_demo.ui.frame import choices, visit
from unet_demo.ui.frame.prose import T

_SEEN = "_seen_upload"


def refusals() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """What was refused and has not been tried again: name, prose id of why, values; by slot (picture, page, truth)."""
    return choices.tab().refusals


def take(slot: str, mark: str, name: str, make: Callable[[], Picture], data: bytes = b"") -> None:
    """Make the picture once per `mark` and bring it; one that is refused leaves the last good one in place."""
    seen: dict[str, str] = st.session_state.setdefault(_SEEN, {})
    if seen.get(slot) == mark:
        return
    try:
        picture = engine.submit(make).result()
    except engine.Busy:  # the other controls of the source go on; the next run takes the same file
        st.warning(T("segment.trouble.busy"), icon=":material/hourglass_top:")
        return
    except PictureError as error:
        seen[slot] = mark
        refusals()[slot] = name, error.code, error.values
        return
    seen[slot] = mark
    if slot == "truth":
        refusals().pop("truth", None)
        visit.bring_truth(picture)
        return
    refusals().clear()
    if slot == "picture":
        seen.pop("page", None)  # the pages of this file are turned anew
    was_lost = choices.tab().lost
    visit.bring(picture, data)
    if was_lost:
        st.rerun()  # the page has said above that there is no picture
