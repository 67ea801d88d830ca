"""Files that a section is brought: kept for this tab like everything that a visitor brings, on every way through."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from unet_demo.ui.frame import choices
from unet_demo.ui.frame.picture_name import as_text
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback
from unet_demo.ui.frame.tabs import File, hold

MOST_MB = 60  # of all files of one section together
_EMPTIED = "_files_emptied"  # how often each slot was emptied: a new field takes the place of the old one


def bring_files(slot: str, label: str, help: str, several: bool = False) -> tuple[File, ...]:
    """A field for one file, or for several; what stands in `slot` of this tab, also when it was brought a page ago.

    More than MOST_MB at once is refused in a sentence, and what was there stays.
    """
    key = f"{slot}_{_emptied().get(slot, 0)}"
    brought = st.file_uploader(
        label, key=key, help=help, accept_multiple_files=several, on_change=partial(_take, slot, key)
    )
    fresh = bool(brought)
    if refused := st.session_state.get(f"{key}_refused"):
        st.error(T("clinic.files.too_much", mb=refused, limit=MOST_MB), icon=":material/block:")
    held = choices.tab().files.get(slot, ())
    if held and (not fresh or refused):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption(T("clinic.files.held", names=", ".join(as_text(file.name) for file in held)), width="content")
            st.button(T("clinic.files.forget"), key=f"{slot}_forget", on_click=callback(_forget), args=(slot,))
    return held


def put_files(slot: str, files: Sequence[File]) -> None:
    """Let `files` stand in a slot as if the visitor had brought them: an example to look at."""
    choices.tab().files[slot] = tuple(files)
    _emptied()[slot] = _emptied().get(slot, 0) + 1
    hold(choices.tab())


@callback
def _take(slot: str, key: str) -> None:
    brought = st.session_state[key]
    files = tuple(File(each.name, each.getvalue()) for each in _listed(brought))
    mb = sum(len(file.data) for file in files) / 2**20
    st.session_state[f"{key}_refused"] = mb if mb > MOST_MB else None
    if mb > MOST_MB:
        return
    if files:
        choices.tab().files[slot] = files
    else:
        choices.tab().files.pop(slot, None)
    hold(choices.tab())


def _forget(slot: str) -> None:
    choices.tab().files.pop(slot, None)
    _emptied()[slot] = _emptied().get(slot, 0) + 1


def _listed(brought: object) -> list[st.runtime.uploaded_file_manager.UploadedFile]:
    return brought if isinstance(brought, list) else [brought] if brought is not None else []  # type: ignore[list-item]


def _emptied() -> dict[str, int]:
    emptied: dict[str, int] = st.session_state.setdefault(_EMPTIED, {})
    return emptied
