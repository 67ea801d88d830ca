"""What a run of several classes says in figures: each class's share, the depths side by side, scores with truth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from unet_demo.core.engine.run import Run
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture
from unet_demo.core.segment.summary import ClassReading
from unet_demo.ui.components.readout import Figure, Table, show_readout
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.depths import depth_name, nodes_run
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.viz.segment.classes import ClassRow, class_shares


def show_class_readout(picture: Picture, run: Run, read: Mapping[str, ClassReading]) -> None:
    """Figures at the chosen depth, the depths side by side, and how much of the picture each class takes."""
    here = read[choices.get("depth")]
    unscored = "truth_unknown" if picture.truth is not None else "no_truth_classes"
    remark = T(f"segment.figures.{unscored}") if here.miou is None else ""
    words = words_of("segment.classes.", ("class", "pixels", "share", "alt"))
    shares = T("segment.classes.title"), class_shares(_rows(run, here), words)
    words_above = T("segment.figures.meaning"), T("word.as_table")
    show_readout("readout", _figures(run, here), remark, _depths(run, read), shares, words_above)


def _rows(run: Run, here: ClassReading) -> list[ClassRow]:
    total = max(1, int(here.pixels.sum()))
    rows = []
    for index, name in enumerate(TASKS[run.task].classes):
        iou = None if here.ious is None or np.isnan(here.ious[index]) else float(here.ious[index])
        pixels = int(here.pixels[index])
        rows.append(ClassRow(name, T(f"tasks.classes.{name}"), pixels, pixels / total, iou))
    return rows


def _figures(run: Run, here: ClassReading) -> list[Figure]:
    present = int(np.count_nonzero(here.pixels))
    largest = TASKS[run.task].classes[int(here.pixels.argmax())]
    share = here.pixels.max() / max(1, here.pixels.sum())
    figures = [
        Figure("present", T("segment.figures.present"), f"{present} / {len(here.pixels)}"),
        Figure("largest", T("segment.figures.largest"), T(f"tasks.classes.{largest}"), f"{share:.1%}"),
    ]
    if here.miou is not None and here.accuracy is not None:
        figures.append(Figure("miou", "mIoU", f"{here.miou:.3f}", help=T("segment.figures.miou_help")))
        right = Figure(
            "right", T("segment.figures.right"), f"{here.accuracy:.1%}", help=T("segment.figures.right_help")
        )
        figures.append(right)
    return figures


def _depths(run: Run, read: Mapping[str, ClassReading]) -> Table:
    """The heads side by side: how far from the deepest, and how good where the truth is known."""
    scored = next(iter(read.values())).miou is not None
    head = list(words_of("segment.depths.", ("depth", "blocks", "unlike_deepest")).values())
    rows = [[*head, "mIoU", T("segment.figures.right")] if scored else head]
    total = run.size[0] * run.size[1]
    for depth, row in read.items():
        cells = [depth_name(depth), str(nodes_run(run, depth)), f"{row.differs_px:,} ({row.differs_px / total:.1%})"]
        rows.append([*cells, f"{row.miou:.3f}", f"{row.accuracy:.1%}"] if scored else cells)
    note = "segment.depths.note" if run.tiles == 1 else "segment.depths.note_tiles"
    title, now = T("segment.depths.title"), 1 + list(read).index(choices.get("depth"))
    return Table(title, rows, now, T(note, blocks=run.blocks, tiles=run.tiles))
