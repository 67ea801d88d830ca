"""One pixel's channels times a matrix of the trained net: choose the operation and the pixel, see every number."""

from __future__ import annotations

from functools import partial

import streamlit as st

from unet_demo.core.engine.subject import Subject
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.one_by_one import door
from unet_demo.core.one_by_one.points import Operation, Product, Sameness, operations_of
from unet_demo.core.one_by_one.quiz import about_pixel
from unet_demo.core.pictures.images import Picture, display_copy
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.components.spot import show_spot
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, unfilled, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.class_name import class_name
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.net_switch import net_in_view, show_net_switch
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import act, question
from unet_demo.ui.one_by_one import net
from unet_demo.viz.kit.maps import picture_uri
from unet_demo.viz.kit.sum import number
from unet_demo.viz.one_by_one.matrix import Terms, bars_drawing, heat_drawing, terms_drawing

SHOWN_PX, TOLERANCE = 512, 1e-5  # TOLERANCE: share of the largest value by which single precision may differ
TAPS = ("top_left", "top_right", "bottom_left", "bottom_right")
_CROSS = "_point_cross"


@section("point.pixel")
def show_pixel() -> None:
    """What a 1x1 convolution is; the net's choice stands outside, since other parts follow it."""
    st.header(T("point.pixel.title"), anchor=False)
    st.markdown(T("point.pixel.text"))
    if is_ready():
        show_net_switch()
        st.session_state.pop(_CROSS, None)  # the whole page is made anew: so is the cross
        _show_product()


@st.fragment
@section("point.pixel")
def _show_product() -> None:
    architecture, picture = net.net(), lesson_picture()
    operation = _show_choice(architecture)
    row, col = _place(architecture, operation, picture)
    found = _product(picture, operation, row, col)
    same = _sameness(picture, operation)
    out: int = choices.get("out")
    with question("pixel"):
        seen = show_ask(about_pixel(found, out, same.entered), "ask_point", "point.ask")
    left, right = act("pixel").columns([5, 7], gap="large")
    with left:
        _show_spot(architecture, operation, picture, (row, col))
    if seen:
        with right:
            _show_matrix(found, operation)
        _show_terms(found, operation)
        _show_checks(found, same, operation)


def _show_choice(architecture: Architecture) -> Operation:
    """Which operation, and which of the four matrices of an up-convolution."""
    operation = net.operation_in_view(architecture)
    there = {net.name_of(each): each for each in operations_of(architecture)}
    row = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
    row.selectbox(
        T("point.pixel.which"),
        list(there),
        format_func=lambda name: net.described(architecture, there[name]),
        width=420,
        **choices.widget("point"),
    )
    operation = net.operation_in_view(architecture)
    if not operation.is_head:
        row.segmented_control(
            T("point.pixel.tap"),
            list(range(operation.taps)),
            format_func=lambda tap: T(f"point.pixel.{TAPS[tap]}"),
            required=True,
            **choices.widget("tap"),
        )
        st.markdown(T("point.pixel.four"))
    return operation


def _place(architecture: Architecture, operation: Operation, picture: Picture) -> tuple[int, int]:
    """(row, column) on the maps that the operation receives; the pixel itself is remembered as one of the picture."""
    down = operation.source(architecture).row
    if text := choices.get("pixel"):
        row, col = map(int, text.split("."))
    else:
        task, build = choices.get("task"), net_in_view()
        key = Subject(task, build, picture).key_without_truth
        row, col = remembered("point_start", key, lambda: door.start_of(task, picture, build))
    return min(row, picture.height - 1) >> down, min(col, picture.width - 1) >> down


def _product(picture: Picture, operation: Operation, row: int, col: int) -> Product:
    """Computed anew each time, since it takes one layer only: a session would have to keep the whole matrix."""
    task, build = choices.get("task"), net_in_view()
    return door.product_of(task, picture, build, operation, choices.get("tap"), row, col)


def _sameness(picture: Picture, operation: Operation) -> Sameness:
    task, build = choices.get("task"), net_in_view()
    key = Subject(task, build, picture).key_without_truth, operation
    return remembered("point_same", key, lambda: door.sameness_of(task, picture, build, operation))


def _show_spot(architecture: Architecture, operation: Operation, picture: Picture, at: tuple[int, int]) -> None:
    """The picture with the pixel; what it is told stays the same while only the visitor moves the cross."""
    source = operation.source(architecture)
    size = picture.height >> source.row, picture.width >> source.row
    uri = remembered("point_uri", picture.key, lambda: picture_uri(display_copy(picture, 256), SHOWN_PX))
    kept = st.session_state.get(_CROSS)
    if kept is None or kept[0] != (operation, size) or kept[2] != at:
        turn = st.session_state["_point_turn"] = st.session_state.get("_point_turn", 0) + 1
        st.session_state[_CROSS] = kept = ((operation, size), (*at, turn), at)
    words = {"label": T("unet.field.spot"), "at": T("word.at", row="{row}", col="{col}")}
    show_spot(uri, size, kept[1], words, partial(_take, operation, size, source.row), "point_spot")
    told = {"row": at[0], "col": at[1], "height": size[0], "width": size[1], "node": str(source)}
    st.caption(T("point.pixel.at", **told))
    if source.row:
        st.caption(T("point.pixel.patch", px=1 << source.row))


def _take(operation: Operation, size: tuple[int, int], down: int, row: int, col: int) -> None:
    """A pixel chosen by the visitor: the cross is there already, so the browser is not told of it."""
    kept = st.session_state.get(_CROSS)
    if kept and kept[0] == (operation, size):
        st.session_state[_CROSS] = (*kept[:2], (row, col))
    half = (1 << down) >> 1
    choices.put("pixel", f"{(row << down) + half}.{(col << down) + half}")


def _show_matrix(found: Product, operation: Operation) -> None:
    """Bars above the heat map's columns, and the bars of what comes out."""
    (c_out, c_in), out = found.matrix.shape, choices.get("out")
    st.markdown(T("point.pixel.vector", c_in=c_in))
    bars = bars_drawing(found.vector, "fused", T("point.pixel.vector_alt", c_in=c_in))
    show_drawing(bars.markup, bars.alt, "point_vector")
    st.markdown(T("point.pixel.matrix", c_in=c_in, c_out=c_out, weights=f"{c_in * c_out:,}"))
    words = {name: T(f"point.pixel.{name}") for name in ("row", "col")}
    words |= {"weight": unfilled("point.pixel.weight_at"), "alt": T("point.pixel.matrix_alt", c_in=c_in, c_out=c_out)}
    key = *map(choices.get, ("task", "lang", "tap")), net_in_view(), operation, out
    heat = remembered("point_heat", key, lambda: heat_drawing(found.matrix, words, out))
    show_drawing(heat.markup, heat.alt, "point_heat", heat.rows, T("word.as_table"))
    if c_out > 1:
        st.markdown(T("point.pixel.result", c_out=c_out))
        bars = bars_drawing(found.result, "encoder", T("point.pixel.result_alt", c_out=c_out), out)
        show_drawing(bars.markup, bars.alt, "point_result")


def _show_terms(found: Product, operation: Operation) -> None:
    """One output channel: every product, or the largest of many."""
    count = len(found.result)
    if count > 1:
        st.slider(T("point.pixel.out"), 0, count - 1, **choices.widget("out"))
    out: int = choices.get("out")
    st.markdown(T("point.pixel.terms", out=out))
    words = words_of("point.pixel.", ("value", "weight", "product", "bias", "sum"))
    words |= {"channel": unfilled("point.pixel.channel"), "rest": unfilled("unet.pixel.rest")}
    words["alt"] = T("point.pixel.terms_alt", sum=number(float(found.result[out])))
    terms = Terms(found.vector, found.matrix[out], float(found.bias[out]), float(found.result[out]))
    drawn = terms_drawing(terms, words)
    show_drawing(drawn.markup, drawn.alt, "point_terms", drawn.rows, T("word.as_table"))
    if operation.is_head:
        told = {"score": number(float(found.result[out])), "probability": f"{found.probabilities[out]:.4f}"}
        if count == 1:
            st.markdown(T("point.pixel.sigmoid", **told))
        else:
            st.markdown(T("point.pixel.softmax", name=class_name(choices.get("task"), out), **told))


def _show_checks(found: Product, same: Sameness, operation: Operation) -> None:
    """The tick against the tensor at this pixel, the layer against F.linear everywhere, and the code that ran."""
    allowed = TOLERANCE * max(1.0, same.largest)
    row, col = found.at
    told = {"gap": net.small(found.gap), "allowed": net.small(allowed), "row": row, "col": col}
    st.markdown(_tick(found.gap <= allowed) + T("point.pixel.checked", **told))
    pixels = same.entered[1] * same.entered[2]
    told = {"pixels": f"{pixels:,}", "largest": number(same.largest), "allowed": net.small(allowed)}
    if operation.is_head:
        st.markdown(_tick(same.gaps[0] <= allowed) + T("point.pixel.linear", gap=net.small(same.gaps[0]), **told))
    else:
        gaps = " · ".join(
            T("point.pixel.tap_gap", tap=T(f"point.pixel.{tap}"), gap=net.small(gap))
            for tap, gap in zip(TAPS, same.gaps, strict=True)
        )
        st.markdown(_tick(max(same.gaps) <= allowed) + T("point.pixel.linear_taps", gaps=gaps, **told))
    if any(same.gaps):
        st.caption(T("point.pixel.order"))
    show_code("fold_code_pixel", "core/one_by_one/pointwise.py", "matrices_of", "by_linear", "sameness", "product_at")


def _tick(agrees: bool) -> str:
    return f":{'green' if agrees else 'red'}[**{'✓' if agrees else '✗'}**] "
