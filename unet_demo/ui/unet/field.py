"""What one number can see: its frame and its light on the picture, and the same pixel through every head."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core.nets.fields import Look, box_of, farthest, looks_of, sides_of, squares_seen
from unet_demo.core.nets.grid import Node
from unet_demo.core.pictures.images import display_copy
from unet_demo.core.unet import door
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.components.spot import show_spot
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.frame.section import callback
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.picture_and_net import Sight
from unet_demo.ui.unet.place import Open, go, moved
from unet_demo.viz.kit.maps import field_rgb, half_radius, picture_uri
from unet_demo.viz.unet import looks_drawing

if TYPE_CHECKING:
    from unet_demo.core.unet.unroll import Sum

SHOWN_PX = 512


def examined(sight: Sight, place: Open, slot: str = "examined") -> tuple[Sum, str, float]:
    """The value taken apart, the picture lit by its influence (a data URI), and the radius that holds half of it."""
    task, build, picture = choices.get("task"), choices.get("net"), sight.picture

    def make() -> tuple[Sum, str, float]:
        found, influence = door.examined(task, picture, build, door.place_of(*_numbers(place)))
        return found, *_lit(sight, place, influence)

    return remembered(slot, (sight.key, place), make)


def _numbers(place: Open) -> tuple[Node, str, int, int, int]:
    return place.node, place.stage, place.channel, place.row, place.col


def show_field(sight: Sight, place: Open, uri: str, radius: float) -> None:
    """The picture with the number's receptive field; a click or the arrow keys choose another pixel."""
    st.markdown(f"**{T('unet.field.title')}**")
    st.markdown(T("unet.field.text", **_frame(sight, place)))
    height, width = (side >> place.node.row for side in (sight.picture.height, sight.picture.width))
    words = {"label": T("unet.field.spot"), "at": T("word.at", row="{row}", col="{col}")}
    show_spot(uri, (height, width), (place.row, place.col), words, lambda row, col: go(moved(place, row=row, col=col)))
    st.caption(T("unet.field.share", radius=f"{radius:.0f}") if radius else T("unet.field.still"))
    _show_looks(sight, place)


def _frame(sight: Sight, place: Open) -> dict[str, int]:
    top, bottom, left, right = _box(sight, place)
    down, across = (_look(sight, place, at) for at in (place.row, place.col))
    beside = {"up": down.before, "down": down.after, "left": across.before, "right": across.after}
    return {"height": bottom - top + 1, "width": right - left + 1, **beside}


def _looks(sight: Sight, place: Open) -> tuple[Look, ...]:
    return looks_of(sight.design.architecture, place.node, place.stage)


def _look(sight: Sight, place: Open, at: int) -> Look:
    looks = _looks(sight, place)
    return looks[at % len(looks)]


def _show_looks(sight: Sight, place: Open) -> None:
    """Why the frame is wider at some places than at others, and seldom centred: the place in the square decides."""
    looks = _looks(sight, place)
    if len(looks) < 2:
        return
    told = _told(looks, place)
    st.markdown(f"**{T('unet.looks.title')}**")
    st.markdown(T("unet.looks.two" if told["narrow"] != told["wide"] else "unet.looks.one", **told))
    words = words_of("unet.looks.", ("before", "after", "own", "place", "side"), **told)
    words["alt"] = T("unet.looks.alt", **told)
    drawn = looks_drawing(looks, place.col % len(looks), words)
    show_drawing(drawn.markup, drawn.alt, "looks", drawn.rows, T("word.as_table"))


def _told(looks: tuple[Look, ...], place: Open) -> dict[str, object]:
    """What is said of the looks of all places, and of the one that is open."""
    sides, here = sides_of(looks), place.col % len(looks)
    (few, rim), (many, _) = (squares_seen(pick(looks, key=_side), len(looks)) for pick in (min, max))
    return {
        "node": place.node, "poolings": place.node.row + place.node.col, "square": len(looks) * looks[0].own,
        "places": len(looks), "here": here + 1, "left": looks[here].before, "right": looks[here].after,
        "narrow": min(sides), "narrow_at": sides[min(sides)], "wide": max(sides), "wide_at": sides[max(sides)],
        "few": few, "many": many, "rim": rim, "far": farthest(looks),
    }  # fmt: skip


def _side(look: Look) -> int:
    return look.side


def _box(sight: Sight, place: Open) -> tuple[int, int, int, int]:
    return box_of(sight.design.architecture, place.node, place.row, place.col, place.stage)


def _lit(sight: Sight, place: Open, influence: NDArray[np.float32]) -> tuple[str, float]:
    step = 1 << place.node.row
    centre = (place.row + 0.5) * step - 0.5, (place.col + 0.5) * step - 0.5
    lit = field_rgb(display_copy(sight.picture, 256), influence, _box(sight, place))
    return picture_uri(lit, SHOWN_PX), half_radius(influence, *centre)


def show_four(sight: Sight, place: Open) -> None:
    """UNet++: the same pixel through every head, computed when asked for."""
    depths = [d for d in sight.design.architecture.head_depths if d <= sight.plan.depth]
    if len(depths) < 2 or place.stage != "head":
        return
    with st.container(border=True, key="four"):
        st.markdown(f"**{T('unet.field.four')}**  \n{T('unet.field.four_text')}")
        wanted = st.session_state.get("_four") == str(place)
        if not wanted:
            st.button(T("unet.field.four_show"), key="four_show", on_click=partial(_want_four, str(place)))
            return
        for column, depth in zip(st.columns(len(depths), gap="small"), depths, strict=True):
            at = Open(Node(0, depth), "head", place.channel, place.row, place.col)
            _, uri, radius = examined(sight, at, f"four{depth}")
            frame = _frame(sight, at)
            column.image(uri, width="stretch", alt=T("unet.field.four_alt", head=f"L{depth}", **frame))
            column.caption(T("unet.field.four_caption", head=f"L{depth}", radius=f"{radius:.0f}", **frame))


@callback
def _want_four(place: str) -> None:
    st.session_state["_four"] = place
