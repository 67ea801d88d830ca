"""Put it into the net: a U-Net of the chosen block, its parameters and its work in all and at every node."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.one_by_one.blocks.quiz import about_net
from unet_demo.core.one_by_one.blocks.unet import FIRSTS, IN_NET, Whole, unet_with
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, sentences, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.one_by_one.blocks_trouble import Remedy, show_trouble
from unet_demo.viz.kit.marks import short
from unet_demo.viz.one_by_one.block_net import WORDS, amount, block_net_drawing, windows_of

CLEARLY = 1.05  # times fewer parameters: what is less is told as no saving
WIDE_ENOUGH = 16  # channels in row 0 with which every block has some left in its middle


@st.fragment
@section("blocks.net")
def show_block_unet() -> None:
    """The question, which block and which encoder, the U that follows from them, and what it costs."""
    st.subheader(T("blocks.net.title"), anchor=False)
    st.markdown(T("blocks.net.text"))
    picture = lesson_picture()
    seen = show_ask(about_net(picture.height, picture.width), "ask_net", "blocks.ask")
    _show_controls()
    kind, encoder, first = choices.get("net_block"), choices.get("encoder"), int(choices.get("width"))
    whole = unet_with(kind, encoder, picture.height, picture.width, first)
    drawn, told = st.columns([3, 2], gap="large")
    with drawn:
        _show_drawn(whole, seen)
    with told:
        if whole.failures:
            _show_failure(whole)
        elif seen:
            _show_figures(whole, unet_with("double", encoder, picture.height, picture.width, first))
        if encoder == "vgg":
            _show_vgg(whole, seen)


def _show_controls() -> None:
    st.pills(
        T("word.block"),
        IN_NET,
        format_func=lambda kind: T(f"blocks.name.{kind}"),
        required=True,
        **choices.widget("net_block"),
    )
    row = st.container(horizontal=True, gap="medium")
    row.segmented_control(
        T("blocks.net.encoder"),
        ("plain", "vgg"),
        format_func=lambda code: T(f"blocks.net.{code}"),
        required=True,
        **choices.widget("encoder"),
    )
    if choices.get("encoder") == "plain":
        row.segmented_control(T("blocks.net.first"), tuple(map(str, FIRSTS)), required=True, **choices.widget("width"))


def _show_drawn(whole: Whole, seen: bool) -> None:
    words = {name: T(f"blocks.net.mark.{name}") for name in WORDS}
    head = list(words_of("blocks.col.", ("node", "gives", "windows")).values())
    rows = [[*head, *words_of("blocks.col.", ("params", "macs")).values()] if seen else head]
    for part in whole.nodes:
        counts = ["✕", "✕"] if part.block.failures else [f"{part.params:,}", f"{part.macs:,}"]
        rows.append([str(part.node), short(part.shape), windows_of(part), *(counts if seen else ())])
    rows += [[T("blocks.net.head"), "", "1×1", f"{whole.head_params:,}", f"{whole.head_macs:,}"]] if seen else []
    alt = T("blocks.net.alt", name=T(f"blocks.name.{whole.kind}"), nodes=len(whole.nodes))
    show_drawing(block_net_drawing(whole, words, seen), alt, "block_net", rows, T("word.as_table"))
    st.caption(T("blocks.net.drawn" if seen else "blocks.drawn_first"))


def _show_figures(whole: Whole, plain: Whole) -> None:
    """The whole net beside the one with the double 3x3."""
    columns = [whole] if whole.kind == "double" else [whole, plain]
    names = [T(f"blocks.name.{each.kind}") for each in columns]
    counted = ("params", "encoder_params", "up_params")
    figures = {name: [f"{getattr(each, name):,}" for each in columns] for name in counted}
    figures["macs"] = [amount(each.macs) for each in columns]
    words = words_of("blocks.net.", figures)
    rows = [[words[name], *texts] for name, texts in figures.items()]
    st.markdown(md_table(["", *names], rows))
    if whole.kind != "double":
        ratios = {name: getattr(plain, name) / getattr(whole, name) for name in ("params", "macs")}
        thinner = "read_thin" if ratios["params"] > CLEARLY else "read_no_thinner"
        read = T("blocks.net.read", **{name: f"{ratio:.2f}" for name, ratio in ratios.items()})
        st.markdown(sentences(read, T(f"blocks.net.{thinner}", up=f"{whole.up_params / whole.params:.0%}")))
    st.caption(T("blocks.net.counted", height=whole.nodes[0].shape[1], width=whole.nodes[0].shape[2]))


def _show_failure(whole: Whole) -> None:
    """Which nodes cannot be, and the first of them in PyTorch's words."""
    nodes = " · ".join(str(part.node) for part in whole.failures)
    st.markdown(T("blocks.net.failed", nodes=nodes))
    show_trouble(whole.failures[0].block, "net", _widen, {"width": WIDE_ENOUGH})


def _widen(remedy: Remedy) -> None:
    """Every block has its usual divisor in here: what helps is a wider top row."""
    choices.put("width", str(remedy["width"]))


def _show_vgg(whole: Whole, seen: bool) -> None:
    shapes = " → ".join(short(part.shape) for part in whole.nodes if not part.node.col)
    st.markdown(T("blocks.net.vgg_shapes", shapes=shapes))
    if seen:
        values = {"encoder": f"{whole.encoder_params:,}", "share": f"{whole.encoder_params / whole.params:.0%}"}
        st.markdown(T("blocks.net.vgg_kept", **values))
