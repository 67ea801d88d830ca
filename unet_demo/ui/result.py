"""What a run shows: the viewer, native controls that agree with it, the figures, and what each depth costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core import engine, reading, timing
from unet_demo.core.cards import WeightsError, load_card
from unet_demo.core.grid import macs_at, needed, params_at
from unet_demo.core.images import Picture, display_copy
from unet_demo.core.reading import Reading
from unet_demo.core.record import MEAN, Run
from unet_demo.ui import choices
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.components.viewer import show_viewer
from unet_demo.ui.downloads import show_downloads
from unet_demo.ui.prose import T
from unet_demo.ui.visit import Outcome
from unet_demo.viz.drawing import CostRow, depth_costs, sizes_histogram

POLL_S = 0.5
FIGURE_PX = 150  # width of one figure: four in a row, two on a phone


def show_result(outcome: Outcome) -> None:
    """The viewer at once, with or without a mask; the rest as soon as there is a run."""
    _show_picture(outcome)
    if outcome.run:
        show_downloads(outcome.picture, outcome.run)
        _show_costs(outcome.picture, outcome.run)


@st.fragment
def _show_picture(outcome: Outcome) -> None:
    """Everything that follows depth and threshold: only this runs again when one of them moves."""
    picture, run = outcome.picture, outcome.run
    _show_viewer(picture, run)
    if run:
        threshold = choices.get("threshold")
        read = remembered("depths", run, picture.truth, threshold, lambda: _read(run, picture, threshold))
        areas = show_figures(run, read)
    _show_controls()
    if run:
        left, right = st.columns(2, gap="large")
        with left:
            _show_depths(run, read)
        if areas is not None:
            with right:
                _show_sizes(areas)


def _read(run: Run, picture: Picture, threshold: float) -> Reading:
    return reading.read_depths(run, threshold, picture.truth)


def _show_viewer(picture: Picture, run: Run | None) -> None:
    rgb = remembered("display", picture, None, None, lambda: display_copy(picture))
    height, width = rgb.shape[:2]
    truth, shown = None, None
    if picture.truth is not None:
        labels = picture.truth
        truth = remembered("truth", picture, labels, None, lambda: reading.display_truth(labels, height, width))
    if run:
        shown = remembered("shown", run, None, None, lambda: reading.display_probability(run, height, width))
    show_viewer(
        "segment",
        rgb,
        shown,
        picture_key=picture.key,
        truth=truth,
        full_size=(picture.height, picture.width),
    )


def _show_controls() -> None:
    """Depth, threshold and overlay as native widgets, for whoever prefers them; they and the viewer agree."""
    left, middle, right = st.columns(3, gap="medium")
    left.segmented_control(
        T("segment.depth.label"),
        choices.DEPTHS,
        format_func=depth_name,
        required=True,
        help=T("segment.depth.help"),
        **choices.widget("depth"),
    )
    threshold = choices.widget("threshold")
    middle.slider(T("segment.threshold.label"), 0.01, 0.99, step=0.01, help=T("segment.threshold.help"), **threshold)
    right.slider(T("segment.overlay.label"), 0.0, 1.0, step=0.01, **choices.widget("overlay"))


def show_figures(run: Run, read: Reading) -> NDArray[np.int64] | None:
    """Count, area and scores at the chosen depth; returns the areas of the nuclei, None while they are not counted."""
    depth, threshold = choices.get("depth"), choices.get("threshold")
    here = read.depths[depth]
    areas = _areas(run, depth, threshold)
    row = st.container(horizontal=True, gap="medium")
    if areas is None:
        row.metric(T("segment.figures.count"), "…", width=FIGURE_PX)
    else:
        off_by = None if read.true_count is None else len(areas) - read.true_count
        row.metric(
            T("segment.figures.count"),
            f"{len(areas):,}",
            None if off_by is None else T("segment.figures.off_by", off_by=f"{off_by:+d}", true=read.true_count),
            delta_color="off",
            delta_arrow="off",
            help=_count_help(depth),
            width=FIGURE_PX,
        )
    share = f"{here.foreground_px / read.pixels:.1%}"
    row.metric(T("segment.figures.area"), share, help=T("segment.figures.area_help"), width=FIGURE_PX)
    if here.iou is None or here.dice is None:
        row.caption(T("segment.figures.no_truth"), width=2 * FIGURE_PX)
    else:
        row.metric("IoU", f"{here.iou:.3f}", help=T("segment.figures.iou_help"), width=FIGURE_PX)
        row.metric("Dice", f"{here.dice:.3f}", help=T("segment.figures.dice_help"), width=FIGURE_PX)
    return areas


def _areas(run: Run, depth: str, threshold: float) -> NDArray[np.int64] | None:
    """Areas of the nuclei; of a very large picture only when the visitor has asked for them."""
    slot = "areas"
    known = st.session_state.get("_remembered", {}).get(slot)
    asked = known is not None and known[0] is run and known[1:3] == (depth, threshold)
    if not reading.counts_at_once(run) and not asked and not st.button(T("segment.figures.count_now"), key="count_now"):
        return None
    with st.spinner(T("segment.figures.counting")) if not reading.counts_at_once(run) else st.container():
        areas: NDArray[np.int64] = remembered(
            slot, run, depth, threshold, lambda: reading.areas_px(run, depth, threshold)
        )
    return areas


def _count_help(depth: str) -> str:
    """How the count is made, and its stored error for the chosen head (the deepest one's for the mean)."""
    how = T("segment.figures.count_help")
    try:
        card = load_card(engine.TASKS["nuclei"])
    except WeightsError:
        return how
    head = next((each for each in card.heads if str(each.depth) == depth), card.heads[-1])
    error, percent = f"{head.count_error:.1f}", f"{head.count_percent:.0f}"
    figures = {"pictures": card.pictures, "depth": head.depth, "command": card.scored_by}
    return how + " " + T("segment.figures.count_error", error=error, percent=percent, **figures)


def _show_depths(run: Run, read: Reading) -> None:
    """The heads side by side in figures: what each marks, and how far from the deepest."""
    st.header(T("segment.depths.title"), anchor=False)
    head = [T(f"segment.depths.{column}") for column in ("depth", "blocks", "foreground", "differs")]
    scored = read.true_count is not None
    lines = [[*head, "IoU", "Dice"] if scored else head]
    architecture = engine.architecture_of(run.task)
    for depth, row in read.depths.items():
        blocks = len(needed(architecture, run.heads[-1] if depth == MEAN else int(depth)))
        cells = [depth_name(depth), str(blocks), f"{row.foreground_px / read.pixels:.1%}"]
        cells.append(f"{row.differs_px:,} ({row.differs_px / read.pixels:.1%})")
        lines.append([*cells, f"{row.iou:.3f}", f"{row.dice:.3f}"] if scored else cells)
    st.markdown(markdown_table(lines))
    st.caption(
        T("segment.depths.note" if run.tiles == 1 else "segment.depths.note_tiles", blocks=run.blocks, tiles=run.tiles)
    )


def _show_sizes(areas: NDArray[np.int64]) -> None:
    words = {name: T(f"segment.sizes.{name}") for name in ("x", "y", "median", "none", "alt", "bin", "count")}
    st.header(T("segment.sizes.title"), anchor=False)
    drawing = sizes_histogram(areas, words)
    show_drawing(drawing.markup, drawing.alt, "sizes", drawing.rows, T("segment.as_table"))


def _show_costs(picture: Picture, run: Run) -> None:
    """Parameters and work (exact) beside the time measured here; polls only until the times are there."""
    key = timing.key_of(run.task, *run.size, run.device, run.precision)
    pending = not timing.times_of(key).finished
    st.fragment(_costs, run_every=POLL_S if pending else None)(key, run, pending)


def _costs(key: timing.Key, run: Run, pending: bool) -> None:
    times = timing.times_of(key)
    if pending and times.finished:
        st.rerun()
    st.header(T("segment.costs.title"), anchor=False)
    st.markdown(T("segment.costs.lead"))
    architecture = engine.architecture_of(run.task)
    rows = [
        CostRow(
            depth,
            params_at(architecture, depth),
            macs_at(architecture, depth, key.height, key.width),
            times.by_depth_ms.get(depth),
        )
        for depth in run.heads
    ]
    words = {name: T(f"segment.costs.{name}") for name in ("params", "macs", "time", "depth", "waiting", "alt")}
    drawing = depth_costs(rows, words)
    show_drawing(drawing.markup, drawing.alt, "costs", drawing.rows, T("segment.as_table"))
    size = {"height": key.height, "width": key.width}
    if times.finished:
        st.caption(T("segment.costs.measured", n=times.passes, device=run.device, precision=run.precision, **size))
        if st.button(T("segment.costs.again"), key="again_times", type="tertiary"):
            timing.times_of(key, again=True)
            st.rerun()
    else:
        st.caption(T("segment.costs.measuring", **size))


def depth_name(code: str) -> str:
    """ "L3", or the word for the mean of all heads."""
    return T("segment.depth.mean") if code == MEAN else f"L{code}"


def markdown_table(lines: list[list[str]]) -> str:
    """A Markdown table; the first line is its head. Cells are ours, never a visitor's text."""
    head, *body = lines
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *body))


def remembered(slot: str, owner: object, a: Any, b: Any, make: Any) -> Any:
    """The last thing made for this slot in this session, made anew when what it was made from changes.

    `owner` and `a` are known by identity, or `a` by being equal text; `b` by being equal.
    """
    kept: dict[str, tuple[Any, Any, Any, Any]] = st.session_state.setdefault("_remembered", {})
    last = kept.get(slot)
    same = last is not None and last[0] is owner and last[2] == b
    if last is None or not same or not (last[1] is a or (isinstance(a, str) and last[1] == a)):
        kept[slot] = last = (owner, a, b, make())
    return last[3]
