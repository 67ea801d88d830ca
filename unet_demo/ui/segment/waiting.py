"""While there is no mask yet: what is being waited for, how far it is, how to stop it."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.gallery import gallery
from unet_demo.core.gallery.orders import MARK
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.normalise import HIGH_PERCENT, LOW_PERCENT
from unet_demo.ui.frame import visit
from unet_demo.ui.frame.picture_name import as_text, name_of_view
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.visit import Outcome
from unet_demo.ui.lesson.moments import once
from unet_demo.ui.lesson.ready import is_ready

POLL_TILES_S = 0.8  # a tile takes about as long


@section("section.mask")
def show_wait(outcome: Outcome) -> None:
    """Say what is going on, and come back by itself when it is done. Nothing when the mask is there."""
    if outcome.wait == "boot":
        is_ready("segment.loading")
    elif outcome.wait == "tiles":
        st.fragment(_watch_tiles, run_every=POLL_TILES_S)()
    elif outcome.wait == "stopped":
        st.info(T("segment.tiles.stopped"), icon=":material/stop_circle:")
        st.button(T("segment.tiles.again"), on_click=callback(visit.try_again), key="again")
    elif outcome.wait == "busy":
        st.warning(T("segment.trouble.busy"), icon=":material/hourglass_top:")
        st.button(T("word.try_again"), key="try_again")
    elif outcome.wait == "trouble":
        st.error(outcome.trouble, icon=":material/error:")


@section("section.mask")
def _watch_tiles() -> None:
    job = visit.job()
    if job is None or job.state != "running":
        st.rerun()
    else:
        bar, button = st.columns([5, 1], vertical_alignment="center")
        bar.progress(job.progress, T("segment.tiles.progress", percent=round(100 * job.progress)))
        button.button(T("word.stop"), on_click=callback(job.stop), icon=":material/stop:", key="stop")


def _title() -> str:
    """Title, source and licence of a gallery picture, or what a scene drawn to order was asked for and holds."""
    sample, name = visit.sample(), as_text(name_of_view())
    if sample is None or MARK in sample:
        return f"**{name}**"
    licence = T(f"gallery.licences.{gallery.sample(sample).licence}")
    return T("segment.from", name=name, source=T(f"gallery.{sample}.source"), licence=licence)


@section("section.about")
def show_about(outcome: Outcome) -> None:
    """Where the picture comes from, its size and kind, and that a link cannot carry one's own."""
    picture, sample = outcome.picture, outcome.sample
    with st.container(border=True):
        if sample:
            st.markdown(_title())
        else:
            st.text(picture.name or T("word.your_picture"))
            st.caption(T("segment.own.kept"))
        if run := outcome.run:
            origin = "segment.origin.cached" if sample else "segment.origin.live"
            took = {"blocks": run.blocks, "tiles": run.tiles, "ms": f"{run.latency_ms:,.0f}"}
            st.caption(T(origin, device=run.device.upper(), precision=run.precision, **took) + once(run.quiet))
        _show_kind(picture)


def _show_kind(picture: Picture) -> None:
    """Size, channels and bits of a picture, how its brightness is scaled, and what was dropped."""
    channels = "grey" if picture.pixels.ndim == 2 else "colour"
    st.caption(
        T(
            "segment.about",
            width=picture.width,
            height=picture.height,
            channels=T(f"segment.channels.{channels}"),
            bits=8 * picture.pixels.dtype.itemsize,
            low_percent=LOW_PERCENT,
            high_percent=HIGH_PERCENT,
            low=f"{picture.levels.low:g}",
            high=f"{picture.levels.high:g}",
        )
    )
    if picture.dropped:
        stored, read = picture.dropped
        st.caption(T("segment.bits_dropped", stored=stored, read=read))
