"""Which 1x1 operation, which pixel and which maps the page on 1x1 convolutions works with; choices mended to fit."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import engine
from unet_demo.core.nets.grid import Architecture, Node, shape_of
from unet_demo.core.nets.plan import key_of
from unet_demo.core.one_by_one.points import Operation, operations_of
from unet_demo.core.pictures.images import Picture
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.lesson.net_switch import net_in_view

ROOM = 16  # positions for each channel: fewer would bound a rank by themselves


def net() -> Architecture:
    """The shape of the net in view."""
    return engine.architecture_of(choices.get("task"), net_in_view())


def name_of(operation: Operation) -> str:
    """The text of an operation in the link: "head", or the node that an up-convolution leads to."""
    return "head" if operation.is_head else key_of(operation.node)


def operation_in_view(architecture: Architecture) -> Operation:
    """The chosen operation, or the head where this net does not have it; tap and channel mended along."""
    there = {name_of(each): each for each in operations_of(architecture)}
    if choices.get("point") not in there:
        choices.put("point", "head")
    operation = there[choices.get("point")]
    if choices.get("tap") >= operation.taps:
        choices.put("tap", 0)
    if choices.get("out") >= channels_of(architecture, operation)[1]:
        choices.put("out", 0)
    return operation


def channels_of(architecture: Architecture, operation: Operation) -> tuple[int, int]:
    """(C_in, C_out) of an operation."""
    source = operation.source(architecture)
    out = architecture.classes if operation.is_head else architecture.widths[operation.node.row]
    return architecture.widths[source.row], out


def described(architecture: Architecture, operation: Operation) -> str:
    """An operation as the visitor reads it."""
    c_in, c_out = channels_of(architecture, operation)
    kind = "head" if operation.is_head else "up"
    return T(f"point.pixel.{kind}", node=str(operation.node), c_in=c_in, c_out=c_out)


def small(value: float) -> str:
    """A difference with at most two digits, its minus sign a real one, at which no line breaks: "3.8e−5"; or "0"."""
    if not value or value >= 0.01:
        return f"{value:.2g}"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits.removesuffix('.0')}e{power[0].replace('-', '−')}{int(power[1:])}"


def nodes_there(architecture: Architecture, picture: Picture) -> list[str]:
    """Nodes with ROOM positions for each of their channels, by their name in the link, the top row first."""
    found = []
    for node in sorted(architecture.nodes):
        channels, height, width = shape_of(architecture, node, picture.height, picture.width)
        if height * width >= ROOM * channels:
            found.append(key_of(node))
    return found


def node_in_view(architecture: Architecture, picture: Picture) -> Node:
    """The node whose maps are looked at, the last of the top row where the chosen one is not there."""
    there = nodes_there(architecture, picture)
    if choices.get("stack") not in there:
        choices.put("stack", f"0_{architecture.depth}")
    row, col = map(int, choices.get("stack").split("_"))
    return Node(row, col)


def show_node_choice(architecture: Architecture, picture: Picture) -> None:
    """Whose maps to look at, in all parts that follow."""
    node_in_view(architecture, picture)
    st.selectbox(
        T("point.stack"),
        nodes_there(architecture, picture),
        format_func=lambda key: _named(architecture, picture, key),
        width=320,
        **choices.widget("stack"),
    )


def _named(architecture: Architecture, picture: Picture, key: str) -> str:
    row, col = map(int, key.split("_"))
    shape = shape_of(architecture, Node(row, col), picture.height, picture.width)
    return T("point.stack_is", node=f"X({row},{col})", shape="×".join(map(str, shape)))
