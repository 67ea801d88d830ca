"""What is written of a run: a mask, numbers of objects or classes, or a table of them; and the line that sums it up."""

from __future__ import annotations

from dataclasses import dataclass

from unet_demo.core.engine.run import Run
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.scoring import downloads

BACKGROUND = "background"


@dataclass(frozen=True)
class Asked:
    """At which depth a run is read ("1" … "4" or "mean"), from which probability on, and in which format."""

    depth: str
    threshold: float
    format: str


def answer_of(run: Run, asked: Asked, picture: str, page: int) -> bytes:
    """The file that is written. Raises ValueError at a depth without a head, or above 65,535 objects."""
    if asked.format == "png":
        if run.classes is None:
            return downloads.mask_png(run.mask(asked.depth, asked.threshold))
        return downloads.overlay_png(run.label(asked.depth))
    if TASKS[run.task].counted:
        return _objects(run, asked, picture, page)
    names, label = (BACKGROUND, *TASKS[run.task].classes), run.mask(asked.depth, asked.threshold).astype("uint8")
    if run.classes is not None:
        names, label = TASKS[run.task].classes, run.label(asked.depth)
    if asked.format == "tiff":
        return downloads.labels_tiff(label)
    rows = downloads.class_table(label, names)
    if asked.format == "csv":
        return downloads.table_csv(rows)
    return downloads.table_json(rows, "classes", _about(run, asked, picture, page))


def _objects(run: Run, asked: Asked, picture: str, page: int) -> bytes:
    """The objects one by one: their numbers as a picture, or the table of the app."""
    from unet_demo.core.scoring.instances import separate, table

    labels = separate(run.mask(asked.depth, asked.threshold))
    if asked.format == "tiff":
        return downloads.labels_tiff(labels)
    rows = table(labels)
    if asked.format == "csv":
        return downloads.table_csv(rows)
    return downloads.table_json(rows, "objects", _about(run, asked, picture, page))


def _about(run: Run, asked: Asked, picture: str, page: int) -> dict[str, str | int | float]:
    """What a table is of."""
    height, width = run.size
    about: dict[str, str | int | float] = {"picture": picture, "page": page, "width_px": width, "height_px": height}
    about |= {"task": run.task, "build": run.build, "depth": asked.depth}
    return about if run.classes is not None else {**about, "threshold": asked.threshold}


def summary_of(run: Run, asked: Asked) -> str:
    """ "640x480, 12.3% foreground, 6 blocks, 210 ms"; of several classes the share of each that was chosen."""
    height, width = run.size
    return f"{width}x{height}, {_shares(run, asked)}, {run.blocks} blocks, {run.latency_ms:.0f} ms"


def _shares(run: Run, asked: Asked) -> str:
    if run.classes is None:
        return f"{run.mask(asked.depth, asked.threshold).mean():.1%} foreground"
    rows = downloads.class_table(run.label(asked.depth), TASKS[run.task].classes)
    return ", ".join(f"{row['percent']:.1f}% {row['name']}" for row in rows[rows["pixels"] > 0])
