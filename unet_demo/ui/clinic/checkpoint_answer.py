"""What a header tells: the net in a sentence, facts one by one, its rows as a table, and the grid drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import streamlit as st

from unet_demo.core.clinic.checkpoint.identify import Identity
from unet_demo.core.clinic.checkpoint.readings import Reading, rows_of
from unet_demo.core.clinic.checkpoint.records import End, Header
from unet_demo.core.nets.grid import Architecture, Join
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame.picture_name import as_text
from unet_demo.ui.frame.prose import T
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.kit.grid import LEGEND, grid_drawing

UNITS: Mapping[str, float] = {"GB": 1e9, "MB": 1e6, "kB": 1e3, "B": 1}
DRAWN_ROWS = 6


def show_answer(header: Header, identity: Identity) -> None:
    """Sentence, facts, table and drawing."""
    st.markdown(net_text(identity))
    if not identity.convs:
        return
    st.subheader(T("checkpoint.fact.title"), anchor=False)
    st.markdown("\n".join(f"- {fact}" for fact in facts(header, identity)))
    reading = identity.readings[0] if identity.widths and identity.kind else None
    if reading or identity.rungs:
        st.subheader(T("checkpoint.rows.title"), anchor=False)
        st.markdown(_rows(reading) if reading else _rungs(identity))
    if reading and len(reading.widths) <= DRAWN_ROWS:
        _show_grid(reading)


def net_text(identity: Identity) -> str:
    """Which net it is, in one sentence."""
    if not identity.convs:
        return T("checkpoint.net.none")
    if identity.family == "decoder":
        skips = sum(rung.skip > 0 for rung in identity.rungs)
        return T("checkpoint.net.decoder", rungs=len(identity.rungs), skips=skips)
    if identity.family == "other":
        return T("checkpoint.net.other", convs=identity.convs)
    poolings = identity.told(lambda reading: reading.frame.depth)
    extras = identity.told(lambda reading: reading.extras)
    if identity.kind is None or poolings is None or extras is None:
        return T("checkpoint.net.open", readings=len(identity.readings))
    if extras:
        net = "UNet++" if identity.kind == "unetpp" else "U-Net"
        return T("checkpoint.net.more", net=net, poolings=poolings, convs=identity.convs, extras=extras)
    return T(f"checkpoint.net.{identity.kind}", poolings=poolings, convs=identity.convs)


def facts(header: Header, identity: Identity) -> Iterator[str]:
    """What can be told, and what cannot, a sentence each."""
    for name, channels in (("in", identity.in_channels), ("out", identity.classes)):
        yield T(f"checkpoint.fact.{name}_open") if channels is None else T(f"checkpoint.fact.{name}", channels=channels)
    if identity.family == "grid":
        yield from _grid_facts(identity)
    yield T(f"checkpoint.fact.norm_{identity.norm}")
    yield T(f"checkpoint.fact.bias_{identity.bias}")
    for name in identity.more:
        yield T(f"checkpoint.fact.more_{name}")
    if identity.axes > 2:
        yield T("checkpoint.fact.axes")
    if identity.prefix:
        yield T("checkpoint.fact.prefix", prefix=as_text(identity.prefix))
    yield from _file_facts(header, identity)


def _grid_facts(identity: Identity) -> Iterator[str]:
    count, kernel = (identity.told(lambda reading: reading.frame.convs), identity.told(lambda reading: reading.kernel))
    if count and kernel:
        yield T("checkpoint.fact.blocks", count=count, kernel="×".join(map(str, kernel)))
    if rise := identity.told(lambda reading: reading.frame.rise):
        yield T(f"checkpoint.fact.rise_{rise}")
    yield T(f"checkpoint.fact.join_{identity.join or 'open'}")
    heads = identity.told(lambda reading: reading.heads)
    if heads and heads > 1:
        yield T("checkpoint.fact.heads", count=heads)


def _file_facts(header: Header, identity: Identity) -> Iterator[str]:
    if graph := header.graph:
        producer = as_text(graph.producer) or T("checkpoint.fact.nobody")
        count = len(graph.operations)
        yield T("checkpoint.fact.graph", count=count, opset=graph.opset, producer=producer)
        if graph.inputs and graph.outputs:
            yield T("checkpoint.fact.ends", inputs=_ends(graph.inputs), outputs=_ends(graph.outputs))
    else:
        yield T("checkpoint.fact.never")
    by_type = identity.bytes_by_type
    types = ", ".join(f"{as_text(name)} {size_text(size)}" for name, size in sorted(by_type.items()))
    total = size_text(sum(by_type.values()))
    yield T("checkpoint.fact.size", params=f"{identity.params:,}", bytes=total, types=types)


def _ends(ends: tuple[End, ...]) -> str:
    """ "image 1×3×height×width", a sign that says nothing where no size is given."""
    told = (
        " ".join([as_text(end.name), "×".join(as_text(str("?" if dim is None else dim)) for dim in end.dims or ())])
        for end in ends
    )
    return ", ".join(each.strip() for each in told)


def size_text(count: int) -> str:
    """ "124.1 MB" of so many bytes."""
    unit = next((unit for unit, least in UNITS.items() if count >= least), "B")
    return f"{count / UNITS[unit]:.{0 if unit == 'B' else 1}f} {unit}"


def _rows(reading: Reading) -> str:
    head = [T("word.row"), T("checkpoint.rows.width"), T("checkpoint.rows.blocks"), T("word.convolutions")]
    rows = [[str(n) for n in (row.row, row.width, row.blocks, row.convs, row.ups)] for row in rows_of(reading)]
    return md_table([*head, T("checkpoint.rows.ups")], rows, align="rrrrr")


def _rungs(identity: Identity) -> str:
    names = ("step", "below", "skip", "gives")
    rows = [
        [str(number), *(str(each or "–") for each in (rung.below, rung.skip, rung.given))]
        for number, rung in enumerate(identity.rungs, 1)
    ]
    return md_table([T(f"checkpoint.rows.{name}") for name in names], rows, align="rrrr")


def _show_grid(reading: Reading) -> None:
    frame = reading.frame
    join: Join = "concat" if frame.join == "concat" else "add"
    net = Architecture(frame.kind, reading.in_channels, reading.widths, reading.classes, join)
    heads = net.head_depths if reading.heads > 1 else (net.depth,)
    words = {name: T(f"front.legend.{name}") for name in LEGEND}
    alt = T("checkpoint.rows.alt", rows=len(reading.widths), nodes=len(net.nodes))
    show_drawing(grid_drawing(net, net.depth, heads, words), alt, "checkpoint_grid")
