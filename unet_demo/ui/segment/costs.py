"""What each depth costs: parameters and work, exact, beside the time measured on this machine."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.engine import engine, timing
from unet_demo.core.engine.run import Run
from unet_demo.core.nets.grid import macs_at, params_at
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame.prose import T, unfilled, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.moments import show_marked, show_polled
from unet_demo.viz.segment.costs import CostRow, depth_costs


@section("segment.costs")
def show_costs(run: Run) -> None:
    """Parameters and work (exact) beside the time measured here; polls only until the times are there and quiet."""
    key = timing.key_of(run.task, *run.size, run.device, run.precision)
    show_polled(key, lambda times: _show(key, run, times))


@section("segment.costs")
def _show(key: timing.Key, run: Run, times: timing.Times) -> None:
    st.header(T("segment.costs.title"), anchor=False)
    st.markdown(T("segment.costs.lead"))
    architecture = engine.architecture_of(run.task, run.build)
    rows = [
        CostRow(
            depth,
            params_at(architecture, depth),
            macs_at(architecture, depth, key.height, key.width),
            times.by_depth_ms.get(depth),
            depth in times.marked,
        )
        for depth in run.heads
    ]
    words = words_of("segment.costs.", ("params", "macs", "time", "depth", "waiting", "alt"))
    words["busy"] = unfilled("moment.busy")
    drawing = depth_costs(rows, words)
    show_drawing(drawing.markup, drawing.alt, "costs", drawing.rows, T("word.as_table"))
    size = {"height": key.height, "width": key.width}
    if times.finished:
        how = {"device": run.device.upper(), "precision": run.precision}
        st.caption(T("segment.costs.measured", n=times.passes, **how, **size))
        show_marked(times)
        if st.button(T("word.measure_again"), key="again_times"):
            timing.times_of(key, again=True)
            st.rerun()
    else:
        st.caption(T("segment.costs.measuring", **size))
