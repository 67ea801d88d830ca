"""One number taken apart: where it stands, the products it is made of, what was done to their sum, what it can see."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.tasks import TASKS
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.components.reveal import reveal, show_reveal
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, sentences, unfilled, words_of
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.lesson.class_name import class_name
from unet_demo.ui.lesson.picture_and_net import Sight
from unet_demo.ui.unet.field import examined, show_field, show_four
from unet_demo.ui.unet.place import Open, go, moved
from unet_demo.viz.kit.drawing import Drawing
from unet_demo.viz.kit.sum import Term, number, sum_drawing, windows_drawing

if TYPE_CHECKING:
    from unet_demo.core.unet.unroll import Part, Sum

WHERE = "pixel_where"  # the key of what says which number is open
TOLERANCE, DEEPER = 1e-4, 4
HUES = {"image": "bottleneck", "fused": "fused"}  # origins whose hue has another name


@section("unet.pixel")
def show_pixel(sight: Sight, place: Open) -> None:
    """The arithmetic on the left, what the number sees on the right."""
    st.header(T("unet.pixel.title"), anchor=False)
    st.markdown(T("unet.pixel.text"))
    assert sight.run is not None
    found, uri, radius = examined(sight, place)
    left, right = st.columns([7, 5], gap="large")
    with left:
        with st.container(key=WHERE):
            _show_where(sight, place)
        show_reveal(WHERE)
        _show_sum(sight, found, place)
        _show_deeper(sight, found, place)
    with right:
        show_field(sight, place, uri, radius)
    show_four(sight, place)


def _title(place: Open) -> str:
    if place.stage == "head":
        return T("unet.pixel.stage_head", head=f"L{place.node.col}")
    return T(f"unet.pixel.stage_{place.stage}", node=str(place.node), channel=place.channel)


def _show_where(sight: Sight, place: Open) -> None:
    st.markdown(f"**{_title(place)}** · {T('word.at', row=place.row, col=place.col)}")
    _, height, width = sight.plan.output(place.node).shape or (0, 1, 1)
    row = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    for name, last in (("row", height - 1), ("col", width - 1)):
        slot = f"pixel_{name}"
        st.session_state[slot] = getattr(place, name)
        row.number_input(
            T(f"unet.pixel.{name}"), 0, last, step=1, key=slot, width=130, on_change=partial(_take, place, name, slot)
        )
    if place.stage != "head":
        row.button(
            T("unet.pixel.start"),
            key="to_mask",
            icon=":material/undo:",
            on_click=partial(_to_mask, sight.plan.depth, place),
        )


@callback
def _take(place: Open, name: str, slot: str) -> None:
    value = st.session_state[slot]
    if value is not None:
        go(moved(place, **{name: int(value)}))


@callback
def _to_mask(depth: int, place: Open) -> None:
    """The mask at the same spot of the picture. (A callback outlives the run: it must not hold one.)"""
    row, col = ((at << place.node.row) + (1 << place.node.row) // 2 for at in (place.row, place.col))
    go(Open(Node(0, depth), "head", 0, row, col))


def _show_sum(sight: Sight, found: Sum, place: Open) -> None:
    st.caption(T(f"unet.pixel.formula_{place.stage}"))
    drawn = _drawing_of(found, place)
    show_drawing(drawn.markup, drawn.alt, "sum", drawn.rows, T("word.as_table"))
    largest = max(found.parts, key=lambda part: abs(part.product))
    if largest.values.size == 9:
        words = {name: T(f"unet.pixel.{name}") for name in ("values", "weights")}
        said = T("unet.pixel.window", term=_term_name(place, largest), product=number(largest.product))
        st.caption(said)
        show_drawing(windows_drawing(largest.values, largest.weights, _hue(largest), words), said, "windows")
    _show_after(sight, found, place)


def _drawing_of(found: Sum, place: Open) -> Drawing:
    words = words_of("unet.pixel.", ("sum", "parts"))
    words |= {"rest": unfilled("unet.pixel.rest"), "alt": _title(place), "term": T("unet.pixel.times")}
    words |= {"product": T("word.sum")}
    words |= {
        origin: T(f"unet.legend_short.{origin}") for origin in ("skip", "upsampled", "fused", "encoder", "bottleneck")
    }
    terms: list[Term] = [(_hue(part), _term_name(place, part), part.product) for part in found.parts]
    formulas = {
        _term_name(place, part): f"{number(float(part.values[0, 0]))} × {number(float(part.weights[0, 0]))}"
        for part in found.parts
        if part.values.size == 1 and place.stage != "pool"
    }
    if place.stage == "pool":
        terms = [("encoder", f"{_term_name(place, part)} · {at}", part.product) for at, part in enumerate(found.parts)]
    else:
        terms.append(("", T("word.bias"), found.bias))
    return sum_drawing(terms, found.total, words, formulas)


def _hue(part: Part) -> str:
    return HUES.get(part.origin, part.origin)


def _term_name(place: Open, part: Part) -> str:
    if part.origin == "image":
        return T(f"unet.pixel.term_image_{part.channel}")
    if part.source is None:
        return T("unet.pixel.term_inner", channel=part.channel)
    return T(f"unet.pixel.term_{part.origin}", node=str(part.source), channel=part.channel)


def _show_after(sight: Sight, found: Sum, place: Open) -> None:
    """The tick against the tensor, normalisation, activation."""
    difference = abs(found.total - found.tensor)
    allowed = TOLERANCE * max(1.0, abs(found.tensor))
    agrees = difference <= allowed
    verdict = T("unet.pixel.agrees" if agrees else "unet.pixel.differs")
    told = T(
        "unet.pixel.tensor", tensor=number(found.tensor), difference=f"{difference:.1e}", tolerance=f"{allowed:.0e}"
    )
    st.markdown(f":{'green' if agrees else 'red'}[**{'✓' if agrees else '✗'}**] {sentences(verdict, told)}")
    norm = found.norm
    if norm and norm.factor:
        raw = (found.total - found.bias) / norm.factor
        spread = norm.scale / norm.factor
        result = (raw - norm.mean) * norm.factor + norm.shift
        numbers = {
            "raw": raw,
            "mean": norm.mean,
            "spread": spread,
            "scale": norm.scale,
            "shift": norm.shift,
            "result": result,
        }
        st.caption(T("unet.pixel.norm", **{name: number(value) for name, value in numbers.items()}))
    if place.stage == "head":
        values = {"tensor": number(found.tensor), "value": f"{found.value:.4f}"}
        if TASKS[choices.get("task")].outputs == 1:
            st.markdown(T("unet.pixel.sigmoid", **values))
        else:
            name = class_name(choices.get("task"), place.channel)
            st.markdown(T("unet.pixel.softmax", value=values["value"], name=name))
    elif place.stage in ("conv1", "conv2"):
        st.markdown(T("unet.pixel.relu_on", value=number(found.value)) if found.value > 0 else T("unet.pixel.relu_off"))


def _show_deeper(sight: Sight, found: Sum, place: Open) -> None:
    """Buttons that open what the largest terms come from."""
    ranked = sorted(range(len(found.parts)), key=lambda at: -abs(found.parts[at].product))[:DEEPER]
    targets = [(found.parts[at], target) for at in ranked if (target := _target(place, found.parts[at], at))]
    if not targets:
        return
    st.caption(T("unet.pixel.open"))
    row = st.container(horizontal=True, gap="small")
    for index, (part, target) in enumerate(targets if place.stage != "pool" else targets[:1]):
        row.button(
            _term_name(place, part),
            key=f"deeper_{index}",
            icon=":material/subdirectory_arrow_right:",
            on_click=partial(callback(_dive), target),
        )


def _dive(target: Open) -> None:
    """Open what a term comes from; its place and its sum begin above the buttons, out of sight."""
    go(target)
    reveal(WHERE)


def _target(place: Open, part: Part, at: int) -> Open | None:
    """The value that a term was made from: the same spot, one operation earlier. None for the picture itself."""
    if place.stage == "head":
        return Open(place.node, "conv2", part.channel, place.row, place.col)
    if place.stage == "conv2":
        return Open(place.node, "conv1", part.channel, place.row, place.col)
    if part.source is None:
        return None
    if place.stage == "conv1":
        if part.origin == "skip":
            return Open(part.source, "conv2", part.channel, place.row, place.col)
        return Open(place.node, "up" if part.origin == "upsampled" else "pool", part.channel, place.row, place.col)
    if place.stage == "up":
        return Open(part.source, "conv2", part.channel, place.row // 2, place.col // 2)
    return Open(part.source, "conv2", part.channel, 2 * place.row + at // 2, 2 * place.col + at % 2)
