"""What a lift to more channels can give: ranks of real maps, and two 1x1 convolutions in a row that are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from unet_demo.core.engine.subject import Subject
from unet_demo.core.nets.grid import Architecture, Node, inputs_of
from unet_demo.core.one_by_one import door
from unet_demo.core.one_by_one.points import RTOL
from unet_demo.core.one_by_one.quiz import about_ranks
from unet_demo.core.pictures.images import Picture
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, unfilled
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.one_by_one import net
from unet_demo.viz.kit.lines import Line, lines_figure
from unet_demo.viz.kit.sum import number
from unet_demo.viz.one_by_one.matrix import heat_drawing

if TYPE_CHECKING:
    from unet_demo.core.one_by_one.ranks import Lifted, Stacked

SETS, LOWEST = 100, 1e-16  # sets of random weights that a link can name; the foot of the drawing


@section("point.rank")
def show_rank() -> None:
    """Ranks before and after a lift; whose maps stands outside, since the parts below follow it."""
    st.header(T("point.rank.title"), anchor=False)
    st.markdown(T("point.rank.text"))
    if is_ready():
        net.show_node_choice(net.net(), lesson_picture())
        _show_lift()


@st.fragment
@section("point.rank")
def _show_lift() -> None:
    architecture, picture = net.net(), lesson_picture()
    node = net.node_in_view(architecture, picture)
    stacked, asked = _stacked(picture, node), _lifted(picture, node, "random", 0)
    if not show_ask(about_ranks(asked, stacked), "ask_rank", "point.ask"):
        return
    _show_lift_choice(architecture, node)
    found = _lifted(picture, node, choices.get("lift"), choices.get("drawn"))
    _show_spectrum(found)
    _show_ranks(found)
    _show_stacked(stacked, node)
    show_code(
        "fold_code_rank", "core/one_by_one/ranks.py", "spectrum_of", "lift_of", "lifted", "stacked", "unexplained"
    )


def _show_lift_choice(architecture: Architecture, node: Node) -> None:
    """Which weights lift; the net's own where an up-convolution starts from the node."""
    lifts = ["random", "copies", "steps"]
    if any(each.col and inputs_of(architecture, each)[-1] == node for each in architecture.nodes):
        lifts.append("trained")
    if choices.get("lift") not in lifts:
        choices.put("lift", "random")
    row = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
    row.segmented_control(
        T("point.rank.lift"),
        lifts,
        format_func=lambda lift: T(f"point.rank.lift_{lift}"),
        required=True,
        **choices.widget("lift"),
    )
    if choices.get("lift") == "random":
        row.button(T("point.rank.other"), key="rank_other", icon=":material/casino:", on_click=_draw)
    st.caption(T(f"point.rank.{choices.get('lift')}_is"))


@callback
def _draw() -> None:
    choices.put("drawn", (choices.get("drawn") + 1) % SETS)


def _lifted(picture: Picture, node: Node, lift: str, drawn: int) -> Lifted:
    task, build = choices.get("task"), net_in_view()
    key = Subject(task, build, picture).key_without_truth, node, lift, drawn if lift == "random" else 0
    slot = "rank_asked" if (lift, drawn) == ("random", 0) else "rank"
    return remembered(
        slot, key,
        lambda: door.lifted_of(task, picture, build, node, lift, drawn),  # type: ignore[arg-type]
    )  # fmt: skip


def _stacked(picture: Picture, node: Node) -> Stacked:
    task, build = choices.get("task"), net_in_view()
    return remembered(
        "stacked", (Subject(task, build, picture).key_without_truth, node),
        lambda: door.stacked_of(task, picture, build, node, 0),
    )  # fmt: skip


def _show_spectrum(found: Lifted) -> None:
    """Singular values of the maps, of the lift, and of the lift after its ReLU."""
    names = {"channels": found.channels, "count": found.count}
    lines = [
        Line(T("point.rank.line_rectified", **names), found.rectified.values.tolist(), "fused"),
        Line(T("point.rank.line_linear", **names), found.linear.values.tolist(), "upsampled"),
        Line(T("point.rank.line_maps", **names), found.maps.values.tolist(), "encoder"),
    ]
    words = {name: T(f"point.rank.{name}") for name in ("x", "y")} | {
        "level": T("point.rank.counts", rtol=net.small(RTOL))
    }
    words["alt"] = T("point.rank.alt", linear=found.linear.rank, rectified=found.rectified.rank, **names)
    words["source"] = source_word("live")
    show_chart(lines_figure(lines, words, "rank", lowest=LOWEST, level=RTOL), "rank_lines")


def _show_ranks(found: Lifted) -> None:
    ranks = (("maps", found.channels, found.maps), ("linear", found.count, found.linear),
             ("biased", found.count, found.biased), ("rectified", found.count, found.rectified))  # fmt: skip
    rows = [(T(f"point.rank.row_{name}"), str(count), f"**{each.rank}**") for name, count, each in ranks]
    st.markdown(md_table([T(f"point.rank.col_{name}") for name in ("maps", "channels", "rank")], rows))
    said = [T("point.rank.bound", rank=found.maps.rank, count=found.count, linear=found.linear.rank)]
    if found.dead:
        said.append(T("point.rank.dead", dead=found.dead, channels=found.channels))
    if found.biased.rank > found.linear.rank:
        said.append(T("point.rank.bias"))
    more = found.rectified.rank > found.biased.rank
    values = {"before": found.biased.rank, "after": found.rectified.rank}
    said.append(T("point.rank.more" if more else "point.rank.no_more", **values))
    st.markdown("\n".join(f"- {each}" for each in said))
    st.caption(T("point.rank.how", rtol=net.small(RTOL), positions=f"{found.positions:,}"))


def _show_stacked(found: Stacked, node: Node) -> None:
    """Two in a row against one: the product of the two matrices, the differences, and what ReLU changes."""
    channels = len(found.product)
    wide = 4 * channels
    st.subheader(T("point.stacked.title"), anchor=False)
    st.markdown(T("point.stacked.text", channels=channels, wide=wide))
    left, right = st.columns([5, 7], gap="large")
    with left:
        words = {name: T(f"point.pixel.{name}") for name in ("row", "col")}
        words |= {"weight": unfilled("point.pixel.weight_at"), "alt": T("point.stacked.alt", channels=channels)}
        heat = heat_drawing(found.product, words)
        show_drawing(heat.markup, heat.alt, "stacked_heat", heat.rows, T("word.as_table"))
        st.caption(T("point.stacked.product", channels=channels, wide=wide))
    with right:
        told = {"gap": net.small(found.gap), "largest": number(found.largest)}
        st.markdown(":green[**✓**] " + T("point.stacked.same", **told))
        two, one = found.params
        st.markdown(T("point.stacked.params", two=f"{two:,}", one=f"{one:,}"))
        st.markdown(T("point.stacked.relu", gap=number(found.relu_gap), left=f"{found.left:.2%}", node=str(node)))
