"""Which page or channel of a file is in view: a strip of small pictures, or a number where there are many."""

from __future__ import annotations

import hashlib
from functools import partial

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.pictures.images import read_picture
from unet_demo.core.pictures.previews import previews_of
from unet_demo.ui.components.picker import Thumbnail, show_picker, thumbnail_uri
from unet_demo.ui.frame import visit
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.frame.tabs import Brought
from unet_demo.ui.segment.taking import take

THUMBNAIL_PX = 256


def show_pages(own: Brought) -> None:
    """The choice among the pages and channels of the visitor's file; people count them from 1."""
    pages, page = own.picture.pages, own.picture.page + 1
    label = T("segment.upload.page", pages=pages)
    if uris := _thumbnails(own.data):
        st.caption(label)
        items = [Thumbnail(str(at), T("segment.upload.thumb", page=at), uri) for at, uri in uris]
        show_picker(items, str(page), label, lambda chosen: _turn_to(int(chosen)), key="page_picker")
        return
    st.session_state["page"] = page
    st.number_input(label, 1, pages, step=1, key="page", on_change=_take_number)


def _thumbnails(data: bytes) -> list[tuple[int, str]]:
    """Number and small picture of each; empty where there are too many, and while no place is free to make them."""
    key = hashlib.sha256(data).hexdigest()
    try:
        return remembered("pages", key, lambda: engine.submit(partial(_drawn, data)).result())
    except engine.Busy:
        return []


def _drawn(data: bytes) -> list[tuple[int, str]]:
    return [(at, thumbnail_uri(rgb)) for at, rgb in enumerate(previews_of(data, THUMBNAIL_PX), 1)]


@callback
def _take_number() -> None:
    if (page := st.session_state["page"]) is not None:
        _turn_to(page)


def _turn_to(page: int) -> None:
    own = visit.own()
    if own is not None:
        name = own.picture.name
        take("page", f"{own.picture.key}.{page}", name, partial(read_picture, own.data, name, page - 1), own.data)
