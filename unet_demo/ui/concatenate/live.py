"""The live case: what meets at a node for the visitor's picture, laid side by side; and concatenation beside adding."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from unet_demo.core.concatenate import door
from unet_demo.core.concatenate.records import Order
from unet_demo.core.engine import engine
from unet_demo.core.engine.subject import Subject
from unet_demo.core.lessons.text import shape_text
from unet_demo.core.lessons.told import told
from unet_demo.core.nets.grid import Node
from unet_demo.core.scoring.compare import compared
from unet_demo.ui.components.join import Stack, show_join
from unet_demo.ui.concatenate.order import show_orders
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, unfilled
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.net_switch import net_in_view, show_net_switch
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import act
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.lesson.told import show_study, told_text
from unet_demo.ui.lesson.what_for import show_what_for
from unet_demo.viz.kit.maps import Sheet, sheet_of


@dataclass(frozen=True, eq=False)
class Meeting:
    """What is shown of a concatenation, small enough to be kept in a session."""

    node: Node
    parts: tuple[tuple[str, Node, tuple[int, int, int], Sheet], ...]
    shape: tuple[int, int, int]
    kept: bool
    gap: float
    orders: tuple[Order, ...]


@st.fragment
@section("concat.live")
def show_live() -> None:
    """What meets at a node, and what concatenating beside adding and the order of operations do there."""
    st.header(T("concat.live.title"), anchor=False)
    met = _meeting()
    if met is None:
        return
    stacks = [
        Stack(
            origin,
            T("concat.live.shape", name=_name(origin, node), shape=shape_text((1, *shape))),
            _short(at, met),
            sheet,
        )
        for at, (origin, node, shape, sheet) in enumerate(met.parts)
    ]
    words = {
        "result": T("concat.live.result", shape=shape_text((1, *met.shape))),
        "scrub": T("concat.live.scrub"),
        "from": unfilled("concat.live.from"),
    }
    st.caption(T("concat.live.note"))
    with act("join"):
        show_join(stacks, words, f"{choices.get('task')}{choices.get('net')}{met.node}{choices.get('lang')}")
    st.caption(T("concat.live.code"))
    st.code(_code(met), language="python", wrap_lines=True)
    st.markdown(
        f":{'green' if met.kept else 'red'}[**{'✓' if met.kept else '✗'}**] "
        + T("concat.live.kept" if met.kept else "concat.live.lost")
    )
    _show_add(met)
    show_orders(met.orders)


def _name(origin: str, node: Node) -> str:
    return T(f"concat.live.{origin}", node=str(node))


def _short(at: int, met: Meeting) -> str:
    """The name of a part in code: up, skip, or skip0, skip1 … where there are several."""
    if met.parts[at][0] == "upsampled":
        return "up"
    return "skip" if len(met.parts) == 2 else f"skip{at}"


def _code(met: Meeting) -> str:
    names = [_short(at, met) for at in range(len(met.parts))]
    lines = [f"{name}.shape  # {(1, *part[2])}" for name, part in zip(names, met.parts, strict=True)]
    return "\n".join([*lines, f"torch.cat([{', '.join(names)}], dim=1).shape  # {(1, *met.shape)}"])


def _meeting() -> Meeting | None:
    """Choose net and node, compute what meets there; None while, or where, there is nothing to show."""
    task = choices.get("task")
    build = net_in_view()
    if not is_ready():
        return None
    row = st.container(horizontal=True, gap="medium")
    with row:
        show_net_switch()
    picture = lesson_picture()
    architecture = engine.architecture_of(task, build)
    keys = [f"{node.row}_{node.col}" for node in architecture.nodes if node.col]
    if choices.get("join") not in keys:
        choices.put("join", keys[-1])
    row.selectbox(
        T("word.node"),
        keys,
        format_func=lambda key: f"X({key.replace('_', ',')})",
        width=180,
        **choices.widget("join"),
    )
    key = choices.get("join")
    node = Node(int(key[0]), int(key[2]))

    def make() -> Meeting:
        found = door.joined(task, picture, build, node)
        parts = tuple((origin, source, maps.shape, sheet_of(maps)) for origin, source, maps in found.parts)
        return Meeting(node, parts, found.shape, all(found.kept), found.sum_gap, found.orders)

    return remembered("meeting", (Subject(task, build, picture).key_without_truth, node), make)


@section("concat.add")
def _show_add(met: Meeting) -> None:
    """Concatenate or add: what goes on, what the next convolution costs, the identity, and what training says."""
    st.header(T("concat.add.title"), anchor=False)
    st.markdown(T("concat.add.text"))
    channels, height, width = met.shape
    out = met.parts[-1][2][0]
    figures = {
        "channels": (channels, out),
        "params": tuple(9 * count * out + out for count in (channels, out)),
        "macs": tuple(9 * count * out * height * width for count in (channels, out)),
    }
    head = T("concat.add.what", node=str(met.node)), T("concat.add.cat"), T("concat.add.sum")
    rows = [(T(f"concat.add.{name}"), f"{joined:,}", f"{added:,}") for name, (joined, added) in figures.items()]
    st.markdown(md_table(head, rows))
    st.markdown(T("concat.add.identity", gap=f"{met.gap:.1e}"))
    _show_scores()


def _show_scores() -> None:
    cat, add = compared("unet"), compared("add")
    if cat is None or add is None:
        st.caption(T("concat.add.none"))
        return
    st.markdown(T("concat.add.scores", steps=f"{cat.steps:,}", seeds=len(cat.scores), pictures=cat.pictures))
    rows = []
    for name, each in (("cat", cat), ("sum", add)):
        low, high = (f"{value:.3f}" for value in (min(each.scores), max(each.scores)))
        rows.append((T(f"concat.add.{name}"), T("word.spread", mean=f"{each.mean:.3f}", low=low, high=high)))
    st.markdown(md_table((T("word.net"), "IoU"), rows, left=2))
    show_what_for("nuclei", "unet")
    said = told(cat, add)
    if said:
        st.markdown(told_text(said))
    show_study("joins", ("concat", "add"), "concat.add.study")
