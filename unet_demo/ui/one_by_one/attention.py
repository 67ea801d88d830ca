"""CBAM on the visitor's real maps: a weight for each channel, one for each position; and the trap of 14 channels."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from unet_demo.core.engine import engine
from unet_demo.core.engine.subject import Subject
from unet_demo.core.nets.grid import Node
from unet_demo.core.one_by_one.blocks import door
from unet_demo.core.one_by_one.blocks.door import Gate
from unet_demo.core.one_by_one.blocks.quiz import about_cbam
from unet_demo.core.one_by_one.blocks.steps import Form
from unet_demo.core.one_by_one.blocks.zoo import block_of
from unet_demo.core.pictures.images import display_copy
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.one_by_one.blocks_trouble import show_trouble
from unet_demo.viz.kit.maps import map_uri, picture_uri, sheet_of
from unet_demo.viz.one_by_one.attention import attention_rgb
from unet_demo.viz.one_by_one.gates import gates_figure

PLACES, DIVISORS, SEEDS = ("0_0", "2_0", "join"), (1, 2, 4, 8, 16, 32, 64, 128), (0, 1, 2)
SAME = 1e-4  # weights that lie nearer together than this are told as one
TRAP, SHOWN_PX = 14, 384  # channels of the trap; longest side of the pictures


@dataclass(frozen=True)
class MapsView:
    """What is kept of the maps themselves: (C, H, W) and a sheet of them."""

    shape: tuple[int, int, int]
    uri: str


@dataclass(frozen=True)
class CbamView:
    """What is kept of one run: the channels' weights, the positions' least and largest, and three pictures."""

    channel: tuple[float, ...]
    low: float
    high: float
    spatial_uri: str
    mean_uri: str
    top_uri: str


@st.fragment
@section("blocks.cbam")
def show_cbam() -> None:
    """The question, CBAM's two kinds of weights on real maps, and what fourteen channels do to it."""
    st.subheader(T("blocks.cbam.title"), anchor=False)
    st.markdown(T("blocks.cbam.text"))
    if not is_ready():
        return
    _show_live()


def _show_live() -> None:
    place = _show_controls()
    maps = _maps_view(place)
    channels, height, width = maps.shape
    by = choices.get("cbam_by")
    seen = show_ask(about_cbam(channels, min(by, channels)), "ask_cbam", "blocks.ask")
    block = block_of(Form("cbam", channels, channels, height, width, by))
    if block.failures:
        show_trouble(block, "cbam", lambda remedy: choices.put("cbam_by", remedy["divide"]))
    else:
        _show_weights(maps, _view(place, by))
        if seen:
            values = {"channels": channels, "by": by, "hidden": channels // by, "params": f"{block.params:,}"}
            st.markdown(T("blocks.cbam.count", **values))
    if seen:
        _show_trap()


def _place_name(place: str) -> str:
    if place != "join":
        return T("blocks.cbam.node", node=str(Node(int(place[0]), int(place[2]))))
    depth = engine.architecture_of(choices.get("task"), net_in_view()).depth
    return T("blocks.cbam.join", node=str(Node(0, depth)))


def _show_controls() -> str:
    """Which maps, which divisor, which random start."""
    st.segmented_control(
        T("blocks.cbam.place"), PLACES, format_func=_place_name, required=True, **choices.widget("cbam_at")
    )
    row = st.container(horizontal=True, gap="medium")
    by = choices.get("cbam_by")
    there = tuple(sorted({*DIVISORS, by}))
    row.select_slider(T("blocks.cbam.by"), there, width=320, **choices.widget("cbam_by"))
    row.segmented_control(T("blocks.cbam.seed"), SEEDS, required=True, **choices.widget("cbam_seed"))
    place: str = choices.get("cbam_at")
    return place


def _maps_view(place: str) -> MapsView:
    task, build, picture = choices.get("task"), net_in_view(), lesson_picture()

    def make() -> MapsView:
        maps = door.place_maps(task, picture, build, place)
        return MapsView(maps.shape, sheet_of(maps).uri)

    return remembered("cbam_maps", (Subject(task, build, picture).key_without_truth, place), make)


def _view(place: str, by: int) -> CbamView:
    task, build, picture, seed = choices.get("task"), net_in_view(), lesson_picture(), choices.get("cbam_seed")

    def make() -> CbamView:
        found = door.attention_of(door.place_maps(task, picture, build, place), by, seed)
        spatial = picture_uri(attention_rgb(display_copy(picture, 256), found.spatial), SHOWN_PX)
        low, high = float(found.spatial.min()), float(found.spatial.max())
        return CbamView(found.channel, low, high, spatial, map_uri(found.mean), map_uri(found.top))

    return remembered("cbam", (Subject(task, build, picture).key_without_truth, place, by, seed), make)


def _show_weights(maps: MapsView, view: CbamView) -> None:
    """First the channels, then the positions, in the order in which CBAM works."""
    st.caption(T("blocks.cbam.untrained"))
    left, right = st.columns(2, gap="large")
    channel = view.channel
    most, least = (channel.index(pick(channel)) for pick in (max, min))
    values = {"most": most, "high": f"{channel[most]:.3f}", "least": least, "low": f"{channel[least]:.3f}"}
    with left:
        st.markdown(f"**{T('blocks.cbam.channel')}**")
        words = {name: T(f"blocks.cbam.{name}") for name in ("index", "weight")} | {"source": source_word("live")}
        words["alt"] = T("blocks.cbam.channel_alt", channels=len(channel), **values)
        show_chart(gates_figure(channel, words, "cbam_gates"), "cbam_gates")
        same = channel[most] - channel[least] < SAME
        if same:
            st.caption(T("blocks.cbam.channel_same", high=values["high"]))
        else:
            st.caption(T("blocks.cbam.channel_read", **values))
        _show_image(st.container(), maps.uri, T("blocks.cbam.sheet", channels=len(channel)))
    with right:
        st.markdown(f"**{T('blocks.cbam.spatial')}**")
        ends = {"low": f"{view.low:.3f}", "high": f"{view.high:.3f}"}
        _show_image(st.container(), view.spatial_uri, T("blocks.cbam.spatial_read", **ends))
        one, two = st.columns(2, gap="small")
        _show_image(one, view.mean_uri, T("blocks.op.mean"))
        _show_image(two, view.top_uri, T("blocks.op.top"))


def _show_image(place: DeltaGenerator, uri: str, words: str) -> None:
    place.image(uri, width="stretch", alt=words)
    place.caption(words)


def _show_trap() -> None:
    """Fourteen channels, a divisor to choose, and the shared MLP written in three ways, each really run."""
    st.markdown(f"**{T('blocks.trap.title')}**")
    st.markdown(T("blocks.trap.text", channels=TRAP))
    st.slider(T("blocks.trap.by", channels=TRAP), 1, 16, width=320, **choices.widget("trap_by"))
    task, build, picture, by = choices.get("task"), net_in_view(), lesson_picture(), choices.get("trap_by")
    key = Subject(task, build, picture).key_without_truth, by
    found = remembered("cbam_trap", key, lambda: door.gates_of(task, picture, build, TRAP, by))
    hidden = TRAP // by
    st.markdown(T("blocks.trap.hidden", channels=TRAP, by=by, hidden=hidden))
    for gate in found:
        st.markdown(f"- **{T(f'blocks.trap.{gate.way}')}** · {_outcome(gate)}")
        if gate.error:
            st.code("\n".join((*gate.warned, gate.error)), language=None, wrap_lines=True)
    if not hidden:
        st.markdown(T("blocks.trap.why"))
        st.button(T("blocks.trouble.mend_divide", value=2), key="trap_mend", icon=":material/build:",
                  on_click=callback(choices.put), args=("trap_by", 2))  # fmt: skip


def _outcome(gate: Gate) -> str:
    if gate.error:
        return T("blocks.trap.error")
    if gate.is_constant:
        return T("blocks.trap.constant", weight=f"{gate.weights[0]:g}", channels=len(gate.weights))
    return T("blocks.trap.works", low=f"{min(gate.weights):.3f}", high=f"{max(gate.weights):.3f}")
