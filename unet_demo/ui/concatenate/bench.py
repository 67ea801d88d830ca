"""The workbench: two shapes, an axis, and what the call really gives."""

from __future__ import annotations

import math
from functools import partial

import streamlit as st

from unet_demo.core.concatenate import workbench
from unet_demo.core.concatenate.claims_calls import defaults
from unet_demo.core.concatenate.workbench import LARGEST, Outcome, Shape
from unet_demo.core.engine import engine
from unet_demo.core.errors.read import read_error
from unet_demo.core.lessons.text import shape_text
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.lesson.error_read import show_explained
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.concatenate import FIRST, SECOND, joined_drawing, tensor_drawing

PRESETS = {
    "skip": ("1,64,56,56", "1,64,56,56", 1),
    "odd": ("1,64,45,60", "1,64,44,60", 1),
    "levels": ("1,64,64,64", "1,128,32,32", 1),
    "equal": ("1,64,64,64", "1,64,64,64", 2),
    "chw": ("64,32,32", "64,32,32", 0),
    "classic": ("2,2,2", "2,2,2", 0),
}
DTYPES = ("float32", "float64", "float16", "int64")
_BAD = "_bench_bad"


@st.fragment
@section("concat.bench")
def show_bench() -> None:
    """Section 2."""
    st.header(T("concat.bench.title"), anchor=False)
    st.markdown(T("concat.bench.text"))
    _show_controls()
    if not is_ready():
        return
    first, second = (workbench.read_shape(choices.get(name)) for name in ("a", "b"))
    dim = choices.get("dim")
    call = partial(workbench.cat, first, second, dim, ("float32", st.session_state["bench_dtype"]))
    found = engine.submit(call).result()
    _show_drawn(first, second, dim, found)
    if found.error:
        st.markdown(T("concat.bench.error"))
        st.code(found.error, language=None, wrap_lines=True)
        if reading := read_error(found.error):
            show_explained(reading)
    else:
        _show_result(first, second, dim, found)
    _show_others(first, second, dim, found)


def _show_controls() -> None:
    st.caption(T("concat.bench.presets"))
    row = st.container(horizontal=True, gap="small")
    for name, (a, b, dim) in PRESETS.items():
        row.button(
            T(f"concat.bench.preset_{name}"),
            key=f"bench_{name}",
            on_click=partial(callback(choices.put_all), a=a, b=b, dim=dim),
        )
    row = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
    for name, label in (("a", "first"), ("b", "second")):
        slot = f"bench_shape_{name}"
        st.session_state[slot] = choices.get(name).replace(",", ", ")
        row.text_input(
            T(f"concat.bench.{label}"), key=slot, on_change=partial(_take_shape, name, slot), width=220, max_chars=80
        )
    row.select_slider(T("concat.bench.dim"), list(range(-5, 5)), width=260, **choices.widget("dim"))
    row.selectbox(T("concat.bench.mixed"), DTYPES, key="bench_dtype", width=150)
    if trouble := st.session_state.pop(_BAD, None):
        kind, text = trouble
        values = {"text": text, "most": f"{LARGEST:,}"} if kind == "huge" else {"text": text}
        st.warning(T(f"concat.bench.bad_{kind}", **values), icon=":material/error:")


@callback
def _take_shape(name: str, slot: str) -> None:
    """A shape as text: the last good one stays where this one is none."""
    text = st.session_state[slot]
    try:
        choices.put_all(**{name: ",".join(map(str, workbench.read_shape(text)))})
    except ValueError as error:
        st.session_state[_BAD] = str(error), text[:40].replace("`", "").replace("$", "")


def _show_drawn(first: Shape, second: Shape, dim: int, found: Outcome) -> None:
    result = T("concat.bench.nothing") if found.shape is None else shape_text(found.shape)
    alt = T("concat.bench.alt", first=shape_text(first), second=shape_text(second), dim=dim, result=result)
    boxes = [
        (f"{shape_text(first)}", tensor_drawing(first, FIRST)),
        ("+", ""),
        (shape_text(second), tensor_drawing(second, SECOND)),
    ]
    if found.shape is not None and len(first) == len(second):
        boxes += [("=", ""), (result, joined_drawing(first, second, dim % len(first)))]
    cells = "".join(f'<div style="text-align:center"><div>{drawn}</div><b>{name}</b></div>' for name, drawn in boxes)
    style = "display:flex;flex-wrap:wrap;align-items:flex-end;gap:0.6rem 1.4rem;font-variant-numeric:tabular-nums"
    show_drawing(f'<div style="{style}">{cells}</div>', alt, "bench_drawn")


def _show_result(first: Shape, second: Shape, dim: int, found: Outcome) -> None:
    assert found.shape is not None
    shape = shape_text(found.shape)
    if found.made:
        st.success(T("concat.bench.result", shape=shape), icon=":material/check_circle:")
    else:
        st.info(
            T("concat.bench.reasoned", shape=shape, elements=f"{math.prod(found.shape):,}"), icon=":material/calculate:"
        )
    if found.dtype != "float32":
        st.warning(T("concat.bench.promoted", dtype=found.dtype), icon=":material/warning:")
    elif st.session_state["bench_dtype"] != "float32":
        st.info(T("concat.bench.converted", dtype=st.session_state["bench_dtype"]), icon=":material/info:")
    if len(found.shape) in (3, 4) and min(found.shape) > 0:
        _show_next(first, second, found)


def _show_next(first: Shape, second: Shape, found: Outcome) -> None:
    """Feed the result to the convolution that a U-Net has next: silent mistakes come to light there."""
    expected = first[-3] + second[-3]
    assert found.shape is not None
    fed = workbench.feed(found.shape, expected, dtype=found.dtype)
    if fed.error and found.shape[-3] == expected:
        st.code(fed.error, language=None, wrap_lines=True)
    elif fed.error:
        axis = f"{len(first) - 3} (−3)"
        st.warning(T("concat.bench.trap", axis=axis, expected=expected), icon=":material/warning:")
        st.code(fed.error, language=None, wrap_lines=True)
    else:
        st.markdown(T("concat.bench.fine", shape=shape_text(fed.shape or ())))


def _show_others(first: Shape, second: Shape, dim: int, found: Outcome) -> None:
    """NumPy really called, Keras by its rule, and memory format."""
    numpy, keras = workbench.concatenate(first, second, dim), workbench.keras_concatenate(first, second, dim)
    known = defaults()
    calls = (
        ("PyTorch", f"torch.cat([a, b], dim={dim})", found.shape, "torch"),
        ("NumPy", f"np.concatenate([a, b], axis={dim})", numpy.shape, "numpy"),
        ("Keras", f"Concatenate(axis={dim})([a, b])", keras, "layer"),
    )
    rows = [(name, f"`{call}`", shape_text(shape or ()) or "✗", str(known[key])) for name, call, shape, key in calls]
    head = list(words_of("concat.bench.", ("library", "call", "gives", "default")).values())
    st.markdown(f"**{T('concat.bench.others')}**\n\n{md_table(head, rows, left=3)}")
    if numpy.error:
        st.code(numpy.error, language=None, wrap_lines=True)
    st.caption(T("concat.bench.keras_note", version=known["keras"]))
    if len(first) == 4 and 0 < math.prod(first) <= workbench.MOST:
        plain, last = workbench.strides_of(first)
        st.caption(T("concat.bench.strides", plain=str(plain), last=str(last), shape=shape_text(first)))
