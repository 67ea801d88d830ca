"""Take it home: the weights that one depth needs, one Python file that runs them, and the same net as ONNX."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import MEAN
from unet_demo.core.nets.grid import needed, params_at
from unet_demo.core.pruning import home
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import folded

EXAMPLE_PX = 250  # a side that four poolings do not divide


@st.fragment
@section("home")
def show_home() -> None:
    """Choose a depth; three files, made when they are asked for."""
    st.header(T("home.title"), anchor=False)
    st.markdown(T("home.text"))
    if not is_ready():
        return
    task = choices.get("task")
    net = engine.architecture_of(task)
    chosen = choices.get("depth")
    deepest = net.depth if chosen == MEAN else int(chosen)
    depth = int(
        st.segmented_control(
            T("home.depth"), net.head_depths, default=deepest, format_func=lambda d: f"L{d}", required=True, key="home"
        )
        or deepest
    )
    params = params_at(net, depth)
    nodes = len(needed(net, depth))
    st.markdown(T("home.holds", head=f"L{depth}", params=f"{params:,}", nodes=nodes, mb=f"{4 * params / 1e6:.1f}"))
    files: dict[str, tuple[Callable[[], bytes | str], str, str]] = {
        "weights": (
            partial(home.weights, task, depth),
            f"{task}-L{depth}.safetensors",
            "application/octet-stream",
        ),
        "code": (partial(home.code, task, depth), "pruned_net.py", "text/x-python"),
        "onnx": (partial(home.onnx, task, depth), f"{task}-L{depth}.onnx", "application/octet-stream"),
    }
    with st.container(horizontal=True, gap="small"):
        for name, (make, file, mime) in files.items():
            st.download_button(
                T(f"home.{name}"), make, file, mime, key=f"home_{name}", on_click="ignore", icon=":material/download:"
            )
    st.caption(T("home.checked"))
    multiple = 2**net.depth
    padded = -(-EXAMPLE_PX // multiple) * multiple
    st.caption(T("home.padding", multiple=multiple, side=EXAMPLE_PX, padded=padded))
    st.code(T("home.command", file=f"{task}-L{depth}.safetensors"), language="bash")
    folded(T("home.look"), "fold_home_look", partial(_show_file, task, depth), ":material/code:")


def _show_file(task: str, depth: int) -> None:
    st.code(home.code(task, depth), language="python", wrap_lines=True)
