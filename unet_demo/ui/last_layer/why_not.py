"""Why a 1x1 convolution comes last: a transposed one would run too, a fully connected one would not fit anywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from unet_demo.core.engine.subject import Key
from unet_demo.core.last_layer import door
from unet_demo.core.last_layer.quiz import about_ways
from unet_demo.core.last_layer.records import Dense, Last, Way
from unet_demo.core.lessons.told import study_told
from unet_demo.core.nets.paper import paper_like
from unet_demo.core.pictures.images import display_copy
from unet_demo.core.scoring.compare import studied
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, punctuated, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.last_layer.net import last_in_view, tiny
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.lesson.told import told_text
from unet_demo.viz.kit.cards import WayCard, ways_drawing
from unet_demo.viz.kit.changes import changes_rgb
from unet_demo.viz.kit.maps import picture_uri
from unet_demo.viz.last_layer.params import Weighed, params_figure

SHOWN_PX = 400
STEP_PX = 16  # by how much the other picture is narrower
GIGA = 1e9
PAIRS = (("conv1x1", "pooled"), ("pooled", "transposed"), ("conv1x1", "transposed"))  # of the study's nets


@dataclass(frozen=True)
class WaysView:
    """What the page keeps: the layers without their answers, and what the fitted one changes, as a data URI."""

    ways: tuple[Way, ...]
    changes_uri: str


@st.fragment
@section("last.ways")
def show_why_not() -> None:
    """The question, then both kinds of layer in the last place, run and counted."""
    st.header(T("last.ways.title"), anchor=False)
    st.markdown(T("last.ways.text"))
    found = last_in_view()
    if found is None:
        return
    last, mark = found
    view = _ways(last, mark)
    classes, height, width = last.logits.shape
    channels, scores = last.weight.shape[1], classes * height * width
    instead = door.dense_of(channels * height * width, scores)
    seen = show_ask(about_ways(view.ways, instead, channels), "ask_last_ways", "last.ask")
    if not seen:
        st.caption(T("last.ways.guess"))
        return
    _show_ways(view, last)
    _show_study()
    _show_dense(view.ways[0], door.dense_of(scores, scores), instead, last)


def _ways(last: Last, mark: Key) -> WaysView:
    task, build, picture = choices.get("task"), net_in_view(), lesson_picture()

    def make() -> WaysView:
        ways = door.ways_of(task, picture, build)
        fitted = ways[-1].label
        assert fitted is not None
        changed = changes_rgb(display_copy(picture, 256), last.label, fitted)
        return WaysView(tuple(replace(way, label=None) for way in ways), picture_uri(changed, SHOWN_PX))

    return remembered("last_ways", mark, make)


def _show_ways(view: WaysView, last: Last) -> None:
    st.subheader(T("last.ways.transposed"), anchor=False)
    heads = list(words_of("last.ways.col_", ("shape", "params", "macs", "windows", "gap")).values())
    words = {"layer": T("word.layer"), "alt": T("last.ways.cards_alt", layers=len(view.ways))}
    drawn = ways_drawing([_card(way) for way in view.ways], heads, words)
    show_drawing(drawn.markup, drawn.alt, "last_ways_cards", drawn.rows, T("word.as_table"))
    by = {way.id: way for way in view.ways}
    doubled, pooled = by["tconv2"].shape, by["pooled"]
    total = last.size[0] * last.size[1]
    st.markdown(T("last.ways.same_thing"))
    st.markdown(
        T("last.ways.doubles", height=doubled[2], width=doubled[3], own_height=last.size[0], own_width=last.size[1])
    )
    one, two = st.columns([5, 7], gap="large")
    changed = pooled.changed_px or 0
    values = {"changed": f"{changed:,}", "share": f"{changed / total:.1%}"}
    one.image(view.changes_uri, width="stretch", alt=T("last.ways.changes_alt", **values))
    one.caption(T("skips.burn.legend" if len(last.logits) == 1 else "skips.burn.legend_classes"))
    two.markdown(T("last.ways.fitted", params=pooled.params, own=by["conv"].params, **values))
    two.markdown(T("last.ways.checkerboard", windows=_windows(by["tconv3"])))
    with two:
        show_code("code_ways_of", "core/last_layer/layer.py", "ways_of", "layer_of", "fitted")


def _card(way: Way) -> WayCard:
    shape = "×".join(map(str, way.shape))
    gap = T("last.ways.random") if way.apart is None else tiny(way.apart) if way.apart < 0.01 else f"{way.apart:.2f}"
    figures = (shape, f"{way.params:,}", f"{way.macs:,}", _windows(way), gap)
    return WayCard(T(f"last.ways.{way.id}"), figures, way.id == "conv")


def _windows(way: Way) -> str:
    """How many windows meet in a score: "1", or "4, 2 or 1" in turn."""
    if len(way.overlaps) == 1:
        return str(way.overlaps[0])
    return T("last.ways.in_turn", several=punctuated(", ".join(map(str, way.overlaps[:-1]))), least=way.overlaps[-1])


def _show_study() -> None:
    """What training with either layer last has reached; a third net has the pooling without the transposition."""
    st.markdown(f"**{T('last.study.title')}**")
    nets, command = studied("last_layer")
    if not nets:
        st.caption(T("last.study.none"))
        return
    first = next(iter(nets.values()))
    st.markdown(T("last.study.text", seeds=len(first.seeds), steps=f"{first.steps:,}", pictures=first.pictures))
    rows = []
    for name, net in nets.items():
        spread = T("last.study.spread", low=f"{min(net.scores):.3f}", high=f"{max(net.scores):.3f}")
        rows.append((T(f"last.study.is_{name}"), f"{net.mean:.3f}", spread))
    st.markdown(md_table((T("last.study.layer"), "IoU", T("last.study.range")), rows, align="lrl"))
    for said in study_told("last_layer", *PAIRS).values():
        st.markdown(f"- {told_text(said)}")
    st.markdown(T("last.study.unusual"))
    st.caption(T("last.study.command", command=command))


def _show_dense(conv: Way, after: Dense, instead: Dense, last: Last) -> None:
    """The fully connected layer, counted on the module: behind the scores, in their place, and at the paper's size."""
    st.subheader(T("last.dense.title"), anchor=False)
    classes, height, width = last.logits.shape
    plan = paper_like(3, False)
    assert plan.answer is not None
    paper_classes, side, _ = plan.answer
    paper = door.dense_of(paper_classes * side**2, paper_classes * side**2)
    st.markdown(T("last.dense.text", numbers=f"{after.inputs:,}", height=height, width=width, classes=classes))
    size = {"height": height, "width": width}
    layers = [
        Weighed(T("last.dense.conv", **size), conv.params),
        Weighed(T("last.dense.after", **size), after.params),
        Weighed(T("last.dense.instead", **size), instead.params),
        Weighed(T("last.dense.paper", side=side), paper.params),
    ]
    words = words_of("last.dense.", ("layer", "params", "scale"))
    words["alt"] = T("last.dense.alt", conv=f"{conv.params:,}", dense=f"{after.params:,}", paper=f"{paper.params:,}")
    words["source"] = source_word("live")
    show_chart(params_figure(layers, words, "fully_connected"), "last_dense")
    times = f"{after.params / conv.params:,.0f}"
    st.markdown(
        T("last.dense.memory", gigabytes=f"{after.bytes / GIGA:,.1f}", paper=f"{paper.bytes / GIGA:,.0f}", times=times)
    )
    narrow = classes * height * (width - STEP_PX if width > STEP_PX else width + STEP_PX)
    st.markdown(T("last.dense.sizes", step=STEP_PX))
    st.code(door.dense_error(after.inputs, after.outputs, narrow), language="text", wrap_lines=True)
    st.markdown(T("last.dense.none"))
