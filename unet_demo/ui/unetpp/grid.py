"""UNet++ grown out of a U-Net on the visitor's own maps: formula, who must run first, who needs it, nets inside."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import activations, engine
from unet_demo.core.nets.grid import Architecture, Node, ancestors, descendants, links, needed
from unet_demo.core.unetpp.nested import Fused, Stage, fused, growth, pairs
from unet_demo.core.unetpp.quiz import about_grid
from unet_demo.ui.components.nested import About, Grown, show_nested
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, punctuated
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.picture_and_net import lesson_picture, subject_in_view
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.spine import act, question, sentence
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.kit.maps import map_uri
from unet_demo.viz.unetpp.grid import key_of, nested_drawing


@st.fragment
@section("nested.grid")
def show_grown() -> None:
    """The question, the grid with this picture's maps, and the count of links."""
    st.header(T("nested.grid.title"), anchor=False)
    st.markdown(T("nested.grid.text"))
    if not is_ready():
        return
    subject = subject_in_view()
    task, picture = subject.task, subject.picture
    net = engine.architecture_of(task)
    with question("grid"):
        seen = show_ask(about_grid(net), "ask_grid", "nested.ask")
    thumbs = remembered("nested_maps", subject.key_without_truth, _thumbs)
    size = picture.height, picture.width
    stages = [_stage(net, each, *size) for each in growth(net.depth)]
    words = {name: T(f"nested.grid.{name}") for name in ("back", "next", "scrub", "levels")}
    alt = T("nested.grid.alt", nodes=len(net.nodes), links=len(links(net)))
    with act("grid"):
        show_nested(nested_drawing(net, thumbs), alt, stages, net.head_depths, words)
        st.caption(T("nested.grid.marks"))
    if seen:
        _show_counts(net)


def _thumbs() -> dict[str, str]:
    """The mean of each node's maps, as a small picture."""
    run = activations.opened(choices.get("task"), lesson_picture())
    return {key_of(node): map_uri(maps.astype("float32").mean(axis=0)) for node, maps in run.activations.items()}


def _stage(net: Architecture, stage: Stage, height: int, width: int) -> Grown:
    counts = {"nodes": len(stage.nodes), "links": len(stage.links)}
    if stage.new is None:
        text = T("nested.grid.start", **counts)
    else:
        new = sum(node == stage.new for _, node in stage.links)
        text = T("nested.grid.added", node=str(stage.new), new=new, **counts)
    keys = tuple(f"{key_of(source)}>{key_of(node)}" for source, node in stage.links)
    about = {key_of(node): _about(net, node, stage.nodes, height, width) for node in stage.nodes}
    return Grown(tuple(map(key_of, stage.nodes)), keys, key_of(stage.new) if stage.new else "", text, about)


def _about(net: Architecture, node: Node, there: tuple[Node, ...], height: int, width: int) -> About:
    """Formula with the live numbers, what must run, who needs it, in the grid as far as it has grown."""
    found = fused(net, node, height, width, there)
    told = [T("nested.grid.channels", **_numbers(found))] if node.col else []
    before, after = ancestors(there, node), descendants(there, node)
    for name, nodes in (("before", before), ("after", after)):
        listed = {"count": len(nodes), "nodes": punctuated(", ".join(map(str, nodes)))}
        told.append(T(f"nested.grid.{name}", **listed) if nodes else T(f"nested.grid.{name}_none"))
    return About(tuple(_formula(found)), tuple(told), tuple(map(key_of, before)), tuple(map(key_of, after)))


def _numbers(found: Fused) -> dict[str, object]:
    return {
        "sum": " + ".join(str(shape[0]) for _, shape in found.parts),
        "channels": found.channels,
        "out": found.shape[0],
    }


def _formula(found: Fused) -> list[tuple[str, str]]:
    """X(0,2) = H([X(0,0), X(0,1), U(X(1,1))]) in pieces, each with its origin, and the shape that comes out."""
    node = found.node
    shape = "×".join(map(str, found.shape))
    pieces: list[tuple[str, str]] = [("fused" if node.col else "encoder", str(node)), ("", " = H(")]
    if not found.parts:
        pieces.append(("", T("word.the_picture")))
    elif not node.col:
        pieces.append(("encoder", T("nested.grid.pooled", node=str(found.parts[0][0]))))
    else:
        pieces.append(("", "[ "))
        for source, _ in found.parts[:-1]:
            pieces += [("skip", str(source)), ("", ", ")]
        pieces += [("upsampled", f"U({found.parts[-1][0]})"), ("", " ]")]
    pieces.append(("", f")  ·  {shape}"))
    return pieces


def _show_counts(net: Architecture) -> None:
    """How many links there are of those that there could be, and what each contained net has."""
    values = {"nodes": len(net.nodes), "links": len(links(net)), "pairs": pairs(net.nodes)}
    sentence(T("nested.grid.every", **values), "grid")
    rows = []
    for depth in net.head_depths:
        inside_it = set(needed(net, depth))
        count = sum(source in inside_it and node in inside_it for source, node in links(net))
        rows.append((f"L{depth}", str(len(inside_it)), str(count)))
    st.markdown(md_table([T(f"nested.grid.{name}") for name in ("net", "col_nodes", "col_links")], rows))
