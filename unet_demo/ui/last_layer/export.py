"""The chosen U-Net as code to take home, for PyTorch and for Keras: counted, run here, and recorded in real Keras."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.last_layer.export import CARRY_OVER, architecture_of, keras_unet, layouts, params_of, pytorch_unet
from unet_demo.core.last_layer.export_door import MOST_PARAMS, Agreed, agreed, built
from unet_demo.core.last_layer.export_quiz import about_export
from unet_demo.core.last_layer.keras_record import about, cases, softmax_in_head
from unet_demo.core.lessons.text import scientific, shape_text
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.plan import widths_of
from unet_demo.core.nets.tasks import TASKS, has_net
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, punctuated
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.folds import tabs
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.table import md_table

HEADS, MANY = ("sigmoid", "softmax", "many"), TASKS["street"].outputs
MOST_CLASSES, SAME = 20, 1e-4  # logits nearer than SAME differ by rounding alone


@st.fragment
@section("export")
def show_export() -> None:
    """The controls, both texts, and behind the question what they count, how they lay out weights, what Keras did."""
    st.header(T("export.title"), anchor=False)
    st.markdown(T("export.text"))
    _show_controls()
    net = _net()
    _show_code(net)
    if show_ask(about_export(net.widths, net.classes, net.in_channels), "ask_export", "export.ask"):
        _show_count(net)
        _show_layouts(net)
        _show_record()
    _show_trained(net)


def _net() -> Architecture:
    """The net that the controls ask for."""
    widths = widths_of(choices.get("first"), choices.get("levels"))
    return architecture_of(widths, choices.get("classes"), int(choices.get("channels")))


def _show_controls() -> None:
    row = st.container(horizontal=True, gap="medium")
    row.number_input(T("word.first_channels"), 1, 128, step=1, width=190, **choices.widget("first"))
    row.segmented_control(T("word.poolings"), [1, 2, 3, 4, 5], required=True, **choices.widget("levels"))
    classes = choices.get("classes")
    st.session_state["export_head"] = HEADS[min(classes, 3) - 1]
    row.segmented_control(
        T("word.picture"),
        ["1", "3"],
        format_func=lambda count: T(f"export.channel_{count}"),
        required=True,
        **choices.widget("channels"),
    )
    st.segmented_control(
        T("word.head"),
        HEADS,
        format_func=lambda id: T(f"export.heads.{id}"),
        required=True,
        key="export_head",
        on_change=_take_head,
    )
    if classes > 2:
        st.number_input(T("export.classes"), 3, MOST_CLASSES, step=1, width=190, **choices.widget("classes"))
    st.caption(T("export.shared"))


@callback
def _take_head() -> None:
    head = st.session_state["export_head"]
    choices.put("classes", {"sigmoid": 1, "softmax": 2, "many": MANY}[head])


def _show_code(net: Architecture) -> None:
    """Both texts, each with a file to take home, and how many parameters either has."""
    given = net.widths, net.classes, net.in_channels
    texts = {"PyTorch": pytorch_unet(*given), "Keras": keras_unet(*given)}
    for tab, (name, text) in zip(tabs(list(texts), "export_library"), texts.items(), strict=True):
        tab.code(text, language="python", wrap_lines=True)
        tab.download_button(
            T("export.download", name=name),
            text,
            f"unet_{name.lower()}.py",
            "text/x-python",
            key=f"export_{name}",
            on_click="ignore",
            icon=":material/download:",
        )
    st.markdown(T(f"export.{HEADS[min(net.classes, 3) - 1]}_head", classes=net.classes))


@section("export")
def _show_count(net: Architecture) -> None:
    """The count of the grid, and what the PyTorch text builds when it is run, right now."""
    params = params_of(net.widths, net.classes, net.in_channels)
    st.markdown(T("export.count", params=f"{params:,}"))
    if params > MOST_PARAMS:
        st.markdown(T("export.too_large", most=f"{MOST_PARAMS:,}"))
        return
    if not engine.ready():
        return
    ran = remembered("export_built", net, lambda: built(net))
    shapes = {"received": shape_text(ran.received), "gave": shape_text(ran.gave)}
    st.markdown(T("export.ran" if ran.params == params else "export.ran_apart", params=f"{ran.params:,}", **shapes))


def _show_layouts(net: Architecture) -> None:
    """The shapes of the same weights in either library, and the two lines that carry them over."""
    st.subheader(T("export.layout.title"), anchor=False)
    st.markdown(T("export.layout.text"))
    rows = [
        (T(f"export.layout.{id}"), shape_text(here), shape_text(there))
        for id, (here, there) in layouts(net.widths, net.classes, net.in_channels).items()
    ]
    st.markdown(md_table((T("export.layout.layer"), "PyTorch", "Keras"), rows, left=3))
    st.code(CARRY_OVER, language="python", wrap_lines=True)


def _show_record() -> None:
    """What real Keras did with the exported text: counts, differences, and scores beside our own."""
    known, runs = about("keras_unet"), cases()
    st.subheader(T("export.record.title"), anchor=False)
    st.markdown(T("export.record.text", version=known["keras"]))
    rows = []
    for row in zip(*runs.values(), strict=True):
        case, apart = row[0], [scientific(each.difference) for each in row]
        widths = f"{case.widths[0]}{' … ' if len(case.widths) > 2 else ', '}{case.widths[-1]}"
        rows.append([f"{case.in_channels} → {widths} → {case.classes}", f"{case.params:,}", *apart])
    st.markdown(md_table([T("export.record.net"), T("export.record.params"), *runs], rows))
    every = [case for found in runs.values() for case in found]
    gap, loss = max(abs(case.metric - case.expected) for case in every), max(case.loss for case in every)
    st.markdown(T("export.record.trained", gap=scientific(gap), loss=f"{loss:.2f}"))
    refused = [backend for backend, error in softmax_in_head().items() if error]
    if refused:
        error = next(error for error in softmax_in_head().values() if error)
        st.markdown(T("export.record.softmax", backends=punctuated(", ".join(refused)), error=error))
    backends = punctuated(known["backend"])
    st.caption(T("export.record.made", version=known["keras"], command=known["command"], backends=backends))


def _show_trained(net: Architecture) -> None:
    """The weights of our own net put into the exported code, on the visitor's picture; where there is such a net."""
    task = choices.get("task")
    if not has_net(task, "unet") or not engine.ready():
        return
    ours = engine.architecture_of(task, "unet")
    if ours != net:
        st.caption(T("export.trained.other", first=ours.widths[0], levels=ours.depth))
        return
    if not st.button(T("export.trained.run"), key="export_trained", icon=":material/play_arrow:"):
        return
    found: Agreed = agreed(task, lesson_picture())
    values = {
        "difference": scientific(found.difference),
        "logit": f"{found.logit:.1f}",
        "pixels": f"{found.pixels:,}",
    }
    if found.difference < SAME:
        st.success(T("export.trained.found", **values), icon=":material/check_circle:")
    else:
        st.warning(T("export.trained.apart", **values), icon=":material/error:")
