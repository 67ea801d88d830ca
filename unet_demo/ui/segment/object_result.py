"""What a run of one class says in figures: counts, scores, the depths side by side, the sizes of the nuclei."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core.engine.run import Run
from unet_demo.core.gallery.generated import TASKS_DRAWN
from unet_demo.core.nets.cards import load_card
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.tasks import TASKS, net_of
from unet_demo.core.pictures.images import Picture
from unet_demo.core.segment import summary
from unet_demo.core.segment.summary import DepthReading, Reading
from unet_demo.ui.components.readout import Figure, Table, show_readout
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.depths import depth_name, nodes_run
from unet_demo.ui.frame.prose import T, sentences, words_of
from unet_demo.ui.frame.session_cache import is_kept, remembered
from unet_demo.viz.segment.sizes import sizes_histogram

Areas = NDArray[np.int64]


def read_objects(picture: Picture, run: Run) -> tuple[Reading, Areas | None]:
    """The depths compared, and the areas of the nuclei; None while, or where, they are not counted."""
    depth, threshold = choices.get("depth"), choices.get("threshold")
    key = run.key, picture.truth_key, threshold
    read = remembered("depths", key, lambda: summary.read_depths(run, threshold, picture.truth))
    remembered("read", run.key, lambda: True)
    return read, _areas(run, depth, threshold) if TASKS[run.task].counted else None


def was_read(run: Run) -> bool:
    """Whether this run's depths have been compared before, and reading it again is quick."""
    return summary.counts_at_once(run) and is_kept("read", run.key)


def show_object_readout(picture: Picture, run: Run, read: Reading, areas: Areas | None) -> None:
    """Figures at the chosen depth, the depths side by side, and the sizes of the nuclei where they are counted."""
    no_truth = "unknown" if picture.truth is not None else "no_truth" if run.task in TASKS_DRAWN else "no_truth_own"
    remark = "" if read.true_count is not None else T(f"segment.figures.{no_truth}")
    sizes = None
    if areas is not None:
        words = {name: T(f"segment.sizes.{name}") for name in ("x", "y", "median", "none", "alt", "bin", "count")}
        sizes = T("segment.sizes.title"), sizes_histogram(areas, words)
    words_above = T("segment.figures.meaning"), T("word.as_table")
    show_readout("readout", _figures(run, read, areas), remark, _depths(run, read), sizes, words_above)


def _figures(run: Run, read: Reading, areas: Areas | None) -> list[Figure]:
    depth = choices.get("depth")
    here = read.depths[depth]
    figures = [_count(read, areas, depth)] if TASKS[run.task].counted else []
    share = f"{here.foreground_px / read.pixels:.1%}"
    figures.append(Figure("area", T("segment.figures.area"), share, help=T("segment.figures.area_help")))
    return figures + _scores(run.task, here)


def _scores(task: str, here: DepthReading) -> list[Figure]:
    if here.iou is None or here.dice is None or here.wrong is None:
        return []
    scores = [
        Figure("iou", "IoU", f"{here.iou:.3f}", help=T("segment.figures.iou_help")),
        Figure("dice", "Dice", f"{here.dice:.3f}", help=T("segment.figures.dice_help")),
    ]
    if TASKS[task].score == "pixel_error":
        name, help = (T(f"segment.figures.{id}") for id in ("pixel_error", "pixel_error_help"))
        scores.append(Figure("wrong", name, f"{here.wrong:.1%}", help=help))
    return scores


def _count(read: Reading, areas: Areas | None, depth: str) -> Figure:
    count, off_by = "…", ""
    if areas is not None:
        count = f"{len(areas):,}"
        if read.true_count is not None:
            more = len(areas) - read.true_count
            off_by = T("segment.figures." + ("off_by" if more else "exact"), off_by=f"{more:+d}", true=read.true_count)
    return Figure("count", T("segment.figures.count"), count, off_by, _count_help(depth))


def _areas(run: Run, depth: str, threshold: float) -> Areas | None:
    """Areas of the nuclei; of a very large picture only when the visitor has asked for them."""
    key = run.key, depth, threshold
    asked = is_kept("areas", key)
    if not summary.counts_at_once(run) and not asked and not st.button(T("segment.figures.count_now"), key="count_now"):
        return None
    with nullcontext() if summary.counts_at_once(run) else st.spinner(T("segment.figures.counting")):
        return remembered("areas", key, lambda: summary.areas_px(run, depth, threshold))


def _count_help(depth: str) -> str:
    """How the count is made, and its stored error for the chosen head (the deepest one's for the mean)."""
    how = T("segment.figures.count_help")
    try:
        known = load_card(net_of("nuclei").file).on("val")
    except (WeightsError, KeyError):  # the figure stands; only the error that its card stores is left out
        return how
    head = next((each for each in known.heads if str(each.depth) == depth), known.heads[-1])
    error, percent = f"{head.scores['count_error']:.1f}", f"{head.scores['count_percent']:.0f}"
    figures = {"pictures": known.pictures, "depth": head.depth, "command": known.command}
    return sentences(how, T("segment.figures.count_error", error=error, percent=percent, **figures))


def _depths(run: Run, read: Reading) -> Table:
    """The heads side by side in figures: what each marks, and how far from the deepest."""
    head = list(words_of("segment.depths.", ("depth", "blocks", "foreground", "unlike_deepest")).values())
    scored = read.true_count is not None
    rows = [[*head, "IoU", "Dice"] if scored else head]
    for depth, row in read.depths.items():
        cells = [depth_name(depth), str(nodes_run(run, depth)), f"{row.foreground_px / read.pixels:.1%}"]
        cells.append(f"{row.differs_px:,} ({row.differs_px / read.pixels:.1%})")
        rows.append([*cells, f"{row.iou:.3f}", f"{row.dice:.3f}"] if scored else cells)
    note = T(
        "segment.depths.note" if run.tiles == 1 else "segment.depths.note_tiles", blocks=run.blocks, tiles=run.tiles
    )
    return Table(T("segment.depths.title"), rows, 1 + list(read.depths).index(choices.get("depth")), note)
