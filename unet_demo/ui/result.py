"""What a run shows: the viewer, native controls that agree with it, the figures, and what each depth costs."""

from __future__ import annotations

from contextlib import nullcontext
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
from unet_demo.core.tasks import net_of
from unet_demo.ui import choices
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.components.readout import Figure, Table, show_readout
from unet_demo.ui.components.viewer import show_viewer
from unet_demo.ui.downloads import show_downloads
from unet_demo.ui.prose import T
from unet_demo.ui.visit import Outcome
from unet_demo.viz.drawing import CostRow, depth_costs, sizes_histogram

POLL_S = 0.5
SLIDER_PX = 240  # two beside the depths


def show_result(outcome: Outcome) -> None:
    """The viewer at once, with or without a mask; the rest as soon as there is a run."""
    _show_picture(outcome)
    if outcome.run:
        show_downloads(outcome.picture, outcome.run)
        _show_costs(outcome.picture, outcome.run)


@st.fragment
def _show_picture(outcome: Outcome) -> None:
    """Everything that follows depth and threshold: only this runs again when one of them moves.

    A new mask goes out before its figures are computed; later everything goes out at once, so that it is drawn once.
    """
    picture, run = outcome.picture, outcome.run
    again = run is not None and reading.counts_at_once(run) and _kept().get("depths", (None,))[0] is run
    found = _read(picture, run) if run and again else None
    _show_viewer(picture, run)
    _show_controls()
    if run:
        _show_readout(run, *(found or _read(picture, run)))


def _read(picture: Picture, run: Run) -> tuple[Reading, NDArray[np.int64] | None]:
    """The depths compared, and the areas of the nuclei, None while they are not counted."""
    depth, threshold = choices.get("depth"), choices.get("threshold")
    read = remembered(
        "depths", run, picture.truth, threshold, lambda: reading.read_depths(run, threshold, picture.truth)
    )
    return read, _areas(run, depth, threshold)


def _show_viewer(picture: Picture, run: Run | None) -> None:
    rgb = remembered("display", picture, None, None, lambda: display_copy(picture))
    height, width = rgb.shape[:2]
    truth, shown = None, None
    if picture.truth is not None:
        labels = picture.truth
        truth = remembered(
            "truth", picture, labels, None, lambda: reading.display_truth(labels, "nuclei", height, width) > 0
        )
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
    row = st.container(horizontal=True, gap="medium")
    row.segmented_control(
        T("segment.depth.label"),
        choices.DEPTHS,
        format_func=depth_name,
        required=True,
        help=T("segment.depth.help"),
        **choices.widget("depth"),
    )
    threshold = choices.widget("threshold")
    row.slider(
        T("segment.threshold.label"),
        0.01,
        0.99,
        step=0.01,
        help=T("segment.threshold.help"),
        width=SLIDER_PX,
        **threshold,
    )
    row.slider(T("segment.overlay.label"), 0.0, 1.0, step=0.01, width=SLIDER_PX, **choices.widget("overlay"))
    st.caption(T("segment.controls.note"))


def _show_readout(run: Run, read: Reading, areas: NDArray[np.int64] | None) -> None:
    """Figures at the chosen depth, the depths side by side, and the sizes of the nuclei where they are counted."""
    remark = "" if read.true_count is not None else T("segment.figures.no_truth")
    sizes = None
    if areas is not None:
        words = {name: T(f"segment.sizes.{name}") for name in ("x", "y", "median", "none", "alt", "bin", "count")}
        sizes = T("segment.sizes.title"), sizes_histogram(areas, words)
    words_above = T("segment.figures.meaning"), T("segment.as_table")
    show_readout("readout", _figures(read, areas), remark, _depths(run, read), sizes, words_above)


def _figures(read: Reading, areas: NDArray[np.int64] | None) -> list[Figure]:
    depth = choices.get("depth")
    here = read.depths[depth]
    count, off_by = "…", ""
    if areas is not None:
        count = f"{len(areas):,}"
        if read.true_count is not None:
            more = len(areas) - read.true_count
            off_by = T("segment.figures." + ("off_by" if more else "exact"), off_by=f"{more:+d}", true=read.true_count)
    share = f"{here.foreground_px / read.pixels:.1%}"
    figures = [
        Figure("count", T("segment.figures.count"), count, off_by, _count_help(depth)),
        Figure("area", T("segment.figures.area"), share, help=T("segment.figures.area_help")),
    ]
    if here.iou is not None and here.dice is not None:
        figures.append(Figure("iou", "IoU", f"{here.iou:.3f}", help=T("segment.figures.iou_help")))
        figures.append(Figure("dice", "Dice", f"{here.dice:.3f}", help=T("segment.figures.dice_help")))
    return figures


def _areas(run: Run, depth: str, threshold: float) -> NDArray[np.int64] | None:
    """Areas of the nuclei; of a very large picture only when the visitor has asked for them."""
    slot = "areas"
    known = _kept().get(slot)
    asked = known is not None and known[0] is run and known[1:3] == (depth, threshold)
    if not reading.counts_at_once(run) and not asked and not st.button(T("segment.figures.count_now"), key="count_now"):
        return None
    with nullcontext() if reading.counts_at_once(run) else st.spinner(T("segment.figures.counting")):
        areas: NDArray[np.int64] = remembered(
            slot, run, depth, threshold, lambda: reading.areas_px(run, depth, threshold)
        )
    return areas


def _count_help(depth: str) -> str:
    """How the count is made, and its stored error for the chosen head (the deepest one's for the mean)."""
    how = T("segment.figures.count_help")
    try:
        card = load_card(net_of("nuclei").file)
    except WeightsError:
        return how
    head = next((each for each in card.heads if str(each.depth) == depth), card.heads[-1])
    error, percent = f"{head.scores['count_error']:.1f}", f"{head.scores['count_percent']:.0f}"
    figures = {"pictures": card.pictures, "depth": head.depth, "command": card.scored_by}
    return how + " " + T("segment.figures.count_error", error=error, percent=percent, **figures)


def _depths(run: Run, read: Reading) -> Table:
    """The heads side by side in figures: what each marks, and how far from the deepest."""
    head = [T(f"segment.depths.{column}") for column in ("depth", "blocks", "foreground", "differs")]
    scored = read.true_count is not None
    rows = [[*head, "IoU", "Dice"] if scored else head]
    architecture = engine.architecture_of(run.task)
    for depth, row in read.depths.items():
        blocks = len(needed(architecture, run.heads[-1] if depth == MEAN else int(depth)))
        cells = [depth_name(depth), str(blocks), f"{row.foreground_px / read.pixels:.1%}"]
        cells.append(f"{row.differs_px:,} ({row.differs_px / read.pixels:.1%})")
        rows.append([*cells, f"{row.iou:.3f}", f"{row.dice:.3f}"] if scored else cells)
    note = T(
        "segment.depths.note" if run.tiles == 1 else "segment.depths.note_tiles", blocks=run.blocks, tiles=run.tiles
    )
    return Table(T("segment.depths.title"), rows, 1 + list(read.depths).index(choices.get("depth")), note)


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
        how = {"device": run.device.upper(), "precision": run.precision}
        st.caption(T("segment.costs.measured", n=times.passes, **how, **size))
        if st.button(T("segment.costs.again"), key="again_times"):
            timing.times_of(key, again=True)
            st.rerun()
    else:
        st.caption(T("segment.costs.measuring", **size))


def depth_name(code: str) -> str:
    """ "L3", or the word for the mean of all heads."""
    return T("segment.depth.mean") if code == MEAN else f"L{code}"


def remembered(slot: str, owner: object, a: Any, b: Any, make: Any) -> Any:
    """The last thing made for this slot in this session, made anew when what it was made from changes.

    `owner` and `a` are known by identity, or `a` by being equal text; `b` by being equal.
    """
    kept = _kept()
    last = kept.get(slot)
    same = last is not None and last[0] is owner and last[2] == b
    if last is None or not same or not (last[1] is a or (isinstance(a, str) and last[1] == a)):
        kept[slot] = last = (owner, a, b, make())
    return last[3]


def _kept() -> dict[str, tuple[Any, Any, Any, Any]]:
    kept: dict[str, tuple[Any, Any, Any, Any]] = st.session_state.setdefault("_remembered", {})
    return kept
