"""Blocks: a question, the chosen block as a drawing, what it costs beside a plain one, and a run on real maps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from unet_demo.core.engine.subject import Subject
from unet_demo.core.one_by_one.blocks import door
from unet_demo.core.one_by_one.blocks.quiz import about_blocks, window_text
from unet_demo.core.one_by_one.blocks.steps import Block, Form, Step
from unet_demo.core.one_by_one.blocks.zoo import beside, block_of, five_by_five, plain_of, stands_in
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, source_at, unfilled, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import forget, remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.code_that_ran import show_sources
from unet_demo.ui.lesson.moments import show_repeated
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import folded
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.one_by_one.blocks_form import show_form, take_remedy
from unet_demo.ui.one_by_one.blocks_trouble import show_trouble
from unet_demo.ui.one_by_one.pair import beside_pair
from unet_demo.viz.kit.charts import Table
from unet_demo.viz.kit.maps import map_uri
from unet_demo.viz.one_by_one.bars import BlockBar, blocks_figure
from unet_demo.viz.one_by_one.block_net import amount
from unet_demo.viz.one_by_one.blocks import WORDS, block_drawing, shape_text

CLASSES = {
    "double": "DoubleConv",
    "basic": "Basic",
    "bottleneck": "Bottleneck",
    "small": "SmallBasic",
    "inception": "Inception",
    "separable": "Separable",
    "cbam": "CBAM",
}
CODE = "assets/code/blocks.py"


@dataclass(frozen=True)
class RunView:
    """What the page keeps of a run: times, whether every shape was as drawn, and two small pictures."""

    latency_ms: float
    plain_ms: float
    agrees: bool
    before_uri: str
    after_uri: str
    quiet: bool


@st.fragment
@section("blocks")
def show_blocks() -> None:
    """The question, the controls, the drawing with its figures, a run, the code, and all blocks beside each other."""
    st.header(T("blocks.title"), anchor=False)
    st.markdown(T("blocks.text"))
    seen = show_ask(about_blocks(), "ask_blocks", "blocks.ask")
    form = show_form()
    block = block_of(form)
    drawn, told = st.columns(2, gap="large")
    with drawn:
        _show_drawn(block, seen)
    with told:
        show_trouble(block, "block", take_remedy)
        if seen and not block.failures:
            _show_figures(block)
        _show_run(block)
        folded(T("blocks.code"), "fold_code_block", partial(_show_class, form.kind), ":material/code:")
    if seen:
        _show_beside(form)


def _show_class(kind: str) -> None:
    """The class to take home, below the one that it is built on."""
    if "Residual" in source_at(CODE, CLASSES[kind]):
        show_sources(CODE, "Residual")
    show_sources(CODE, CLASSES[kind])


def _show_drawn(block: Block, seen: bool) -> None:
    words = {name: T(f"blocks.mark.{name}") for name in WORDS if name != "groups"}
    words["groups"] = unfilled("blocks.mark.groups")
    form = block.form
    shape = T("blocks.nothing") if block.shape is None else shape_text(block.shape)
    alt = T("blocks.alt", name=T(f"blocks.name.{form.kind}"), steps=len(block.steps) - 1,
            first=shape_text((form.into, form.height, form.width)), last=shape)  # fmt: skip
    show_drawing(
        block_drawing(block, words, seen), alt, "block_drawn", _table(block) if seen else (), T("word.as_table")
    )
    st.caption(T("blocks.drawn" if seen else "blocks.drawn_first"))


def _table(block: Block) -> list[list[str]]:
    """Every operation with its figures, head first."""
    head = list(words_of("blocks.col.", ("step", "gives", "weights", "biases", "macs", "sees")).values())
    return [head, *(_cells(block, step) for step in block.steps)]


def _cells(block: Block, step: Step) -> list[str]:
    there = step.trouble != "groups"
    weights = T("blocks.mark.shared") if step.shares else f"{step.weights:,}" if there else "–"
    shape = "✕" if step.shape is None else shape_text(step.shape)
    name = T(f"blocks.op.{step.op}", window=f"{step.kernel[0]}×{step.kernel[1]}")
    if step.groups > 1:
        name += " · " + T("blocks.mark.groups", groups=step.groups)
    return [name, shape, weights, f"{step.params - step.weights:,}", f"{step.macs:,}", _sees(step.sees)]


def _sees(window: tuple[int, int] | None) -> str:
    return window_text(window, T("blocks.whole"))


def _show_figures(block: Block) -> None:
    """Weights, parameters, work and window beside those of the plain block, and what they come to."""
    form, plain = block.form, plain_of(block.form)
    columns = [block, plain] if stands_in(form) else [block]
    names = [T(f"blocks.name.{each.form.kind}") for each in columns]
    figures = {name: [f"{getattr(each, name):,}" for each in columns] for name in ("weights", "params")}
    figures["macs"] = [amount(each.macs) for each in columns]
    figures["sees"] = [_sees(each.sees) for each in columns]
    words = words_of("blocks.col.", figures)
    rows = [[words[name], *texts] for name, texts in figures.items()]
    st.markdown(md_table(["", *names], rows))
    st.markdown(_reading(block, plain))
    st.caption(T("blocks.counted"))


def _reading(block: Block, plain: Block) -> str:
    """What the figures say of this block at these channels."""
    form, said = block.form, []
    if stands_in(form):
        said.append(_beside_plain(block, plain))
    if form.kind == "bottleneck":
        said.append(beside_pair(block))
    elif form.kind == "small":
        middle = form.out // form.by
        said.append(T("blocks.read.small", middle=middle, six=f"{6 * middle**2:,}", nine=f"{9 * middle**2:,}"))
    elif form.kind == "inception":
        through, direct = five_by_five(block)
        said.append(T("blocks.read.inception", through=f"{through:,}", direct=f"{direct:,}"))
    elif form.kind == "separable":
        deep, point = (block.by_id[id].weights for id in ("conv1", "conv2"))
        share = f"{point / block.weights:.0%}"
        said.append(T("blocks.read.separable", deep=f"{deep:,}", point=f"{point:,}", share=share))
    elif form.kind == "cbam":
        said.append(T("blocks.read.cbam", hidden=form.into // form.by, by=form.by, params=f"{block.params:,}"))
    else:
        said.append(T(f"blocks.read.{form.kind}"))
    return "\n\n".join(said)


def _beside_plain(block: Block, plain: Block) -> str:
    name = T(f"blocks.name.{plain.form.kind}")
    if block.weights == plain.weights:
        return T("blocks.read.same", plain=name)
    if block.weights < plain.weights:
        return T("blocks.read.fewer", times=f"{plain.weights / block.weights:.1f}", plain=name)
    return T("blocks.read.more", times=f"{block.weights / plain.weights:.1f}", plain=name)


@section("blocks")
def _show_run(block: Block) -> None:
    """Run it on the maps of the chosen row, when asked to, and say what came out."""
    form = block.form
    if block.failures:
        return
    if not door.is_light(form):
        st.caption(T("blocks.run.heavy", most=f"{door.MOST_MACS / 1e9:g}"))
        return
    row, picture, task, build = choices.get("block_row"), lesson_picture(), choices.get("task"), net_in_view()
    mark = Subject(task, build, picture).key_without_truth, row, form
    if st.button(T("blocks.run.button", row=row), key="block_run", icon=":material/play_arrow:"):
        st.session_state["_block_asked"] = mark
    if st.session_state.get("_block_asked") != mark or not is_ready():
        return

    def make() -> RunView:
        found = door.ran(task, picture, build, row, form)
        agrees = found.shapes == {step.id: step.shape for step in block.steps}
        return RunView(
            found.latency_ms, found.plain_ms, agrees, map_uri(found.before), map_uri(found.after), found.quiet
        )

    view = remembered("block_ran", mark, make)
    _show_ran(block, view)
    show_repeated("blocks", mark, view.quiet, lambda: forget("block_ran"))


def _show_ran(block: Block, view: RunView) -> None:
    sign, how = (":green[**✓**]", "agrees") if view.agrees else (":red[**✗**]", "differs")
    st.markdown(f"{sign} {T(f'blocks.run.{how}', edges=len(block.steps))}")
    values = {"ms": f"{view.latency_ms:.2f}"}
    if stands_in(block.form):
        plain = plain_of(block.form)
        work, time = plain.macs / block.macs, view.plain_ms / view.latency_ms
        values |= {"plain": T(f"blocks.name.{plain.form.kind}"), "plain_ms": f"{view.plain_ms:.2f}"}
        if view.quiet:
            st.markdown(T("blocks.run.took_beside", work=f"{work:.1f}", time=f"{time:.1f}", **values))
        else:
            st.markdown(T("blocks.run.took_both", **values))
    else:
        st.markdown(T("blocks.run.took", **values))
    left, right = st.columns(2, gap="small")
    for column, name, uri in ((left, "before", view.before_uri), (right, "after", view.after_uri)):
        column.image(uri, width="stretch", alt=T(f"blocks.run.{name}"))
        column.caption(T(f"blocks.run.{name}"))
    st.caption(T("blocks.run.random", row=choices.get("block_row")))


def _show_beside(form: Form) -> None:
    """All blocks with these channels: weights and work as bars, and the same as a table."""
    st.subheader(T("blocks.beside.title"), anchor=False)
    into, out = form.into, form.out
    st.markdown(T("blocks.beside.text", into=into, out=out, height=form.height, width=form.width))
    bars, rows = [], []
    for block in beside(form):
        name, fails = T(f"blocks.name.{block.form.kind}"), bool(block.failures)
        sees, here = T("blocks.beside.sees", window=_sees(block.sees)), block.form.kind == form.kind
        bars.append(BlockBar(name, sees, None if fails else block.weights, None if fails else block.macs, here))
        figures = [f"{number:,}" if not fails else "✕" for number in (block.weights, block.params, block.macs)]
        rows.append((name, *figures, _sees(block.sees)))
    columns = tuple(words_of("blocks.col.", ("block", "weights", "params", "macs", "sees")).values())
    words = {name: T(f"blocks.beside.{name}") for name in ("weights", "macs", "failed", "x")}
    words |= {"alt": T("blocks.beside.alt", into=into, out=out), "source": source_word("live")}
    show_chart(blocks_figure(bars, Table(columns, tuple(rows)), words, "blocks"), "blocks_beside")
