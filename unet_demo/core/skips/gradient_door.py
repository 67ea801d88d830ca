"""The door to what skips do to the gradient and to the detail: records without torch, and calls through the engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.engine.quiet import Timed, watched
from unet_demo.core.nets.cards import FOLDER, read_study
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.tasks import NETS, TASKS
from unet_demo.core.pictures.images import Picture

Start = Literal["he", "default"]
STARTS: tuple[Start, ...] = ("he", "default")
KINDS = ("concat", "none", "add", "sigmoid")
BUILDS_OF = {"concat": "unet", "none": "noskips", "add": "add"}  # the trained ones; none was trained with sigmoids


@dataclass(frozen=True)
class Flow:
    """Gradients of one kind of net: `values` holds a row for each seed, root mean squares by block in order of nodes.

    `losses` are the losses that were followed, one for each seed.
    """

    kind: str
    trained: bool
    nodes: tuple[Node, ...]
    values: tuple[tuple[float, ...], ...]
    losses: tuple[float, ...]

    @property
    def middle(self) -> tuple[float, ...]:
        """The middle seed, block by block."""
        return tuple(median(each) for each in zip(*self.values, strict=True))

    @property
    def low(self) -> tuple[float, ...]:
        """The smallest of the seeds, block by block."""
        return tuple(map(min, zip(*self.values, strict=True)))

    @property
    def high(self) -> tuple[float, ...]:
        """The largest of the seeds, block by block."""
        return tuple(map(max, zip(*self.values, strict=True)))

    @property
    def shares(self) -> tuple[float, ...]:
        """First block over last block, seed by seed: what is left of the gradient at the net's entrance."""
        return tuple(row[0] / row[-1] if row[-1] else 0.0 for row in self.values)


@dataclass(frozen=True)
class Flows:
    """What one picture gave: nets that have just begun, and the trained ones that are there.

    `missing` names the kinds without a trained net; `truth` says whether the loss was measured against the truth.
    """

    start: Start
    begun: tuple[Flow, ...]
    trained: tuple[Flow, ...]
    missing: tuple[str, ...]
    truth: bool
    height: int
    width: int
    took: Timed = Timed(0.0)


def gradients_of(task: str, picture: Picture, start: Start = "he") -> Flows:
    """Gradients of one loss on the middle of this picture, for every kind of net and three seeds each.

    Raises Busy when the queue is full, WeightsError for a net whose file is missing or wrong.
    """
    engine.boot()

    def follow() -> Flows:
        import torch

        from unet_demo.core.training import gradients as g

        torch.set_num_threads(1)  # many small steps: threads that wait for each other would cost more than they gain
        shipped, where = engine.model_of(task), g.middle_of(picture)
        image = g.image_in(picture, where, shipped)
        target, truth = g.target_in(picture, where, task, shipped)
        begun = tuple(
            g.flow_of(kind, [g.begun(kind, start, seed, TASKS[task].outputs) for seed in g.SEEDS], image, target)
            for kind in KINDS
        )
        there = {
            kind: build for kind, build in BUILDS_OF.items() if any((n.task, n.build) == (task, build) for n in NETS)
        }
        trained = tuple(
            g.flow_of(kind, [engine.model_of(task, build=build)], image, target, trained=True)
            for kind, build in there.items()
        )
        missing = tuple(kind for kind in BUILDS_OF if kind not in there)
        return Flows(start, begun, trained, missing, truth, image.shape[2], image.shape[3])

    flows, took = engine.submit(lambda: watched(follow)).result()
    return replace(flows, took=took)


@dataclass(frozen=True, eq=False)
class Halved:
    """A picture shrunk to the means of squares of `square_px` and enlarged again, as squares and bilinearly.

    Copies are uint8 (H, W, 3), PSNR in dB; infinite for a copy without any error.
    """

    square_px: int
    squares: NDArray[np.uint8]
    squares_db: float
    bilinear: NDArray[np.uint8]
    bilinear_db: float


@dataclass(frozen=True, eq=False)
class ReadBack:
    """What the best linear readout gives back of a picture from the map of X(row, 0) with `channels` channels."""

    row: int
    channels: int
    copy: NDArray[np.uint8]  # (H, W, 3)
    db: float


@dataclass(frozen=True, eq=False)
class Survival:
    """All rows of one net, the top first; `flat_db` is what one single colour would reach, the picture's mean.

    `fitted` counts the pictures that the readouts were fitted on; this one is never among them.
    """

    rows: tuple[ReadBack, ...]
    flat_db: float
    fitted: int
    took: Timed = Timed(0.0)


@dataclass(frozen=True)
class Copying:
    """The study of nets that learn to copy: mean absolute error (0 to 1) of each seed, and the command that made it."""

    skips: tuple[float, ...]
    none: tuple[float, ...]
    steps: int
    command: str


def seen_by_net(picture: Picture) -> NDArray[np.uint8]:
    """(H, W, 3): the picture as the net receives it, stretched by its levels; what copies are compared with."""
    from unet_demo.core.pictures.normalise import normalise

    return np.rint(normalise(picture.pixels, picture.levels) * 255).astype(np.uint8)


def halved(picture: Picture) -> tuple[Halved, ...]:
    """The picture halved once, twice, three and four times, and enlarged again without any net. Raises Busy."""
    engine.boot()
    from unet_demo.core.skips import survival

    return engine.submit(lambda: survival.halved(seen_by_net(picture))).result()


def read_back(task: str, picture: Picture, build: str) -> Survival:
    """What each row of a trained net's way down gives back, linearly. Its readouts are fitted once and kept.

    Raises Busy when the queue is full, KeyError for a net that is not in tasks.NETS, WeightsError.
    """
    engine.boot()

    def work() -> Survival:
        import torch

        from unet_demo.core.skips import survival

        torch.set_num_threads(1)
        return survival.read_back(engine.model_of(task, build=build), task, build, picture)

    found, took = engine.submit(lambda: watched(work)).result()
    return replace(found, took=took)


def copying(folder: Path = FOLDER / "studies") -> Copying | None:
    """The stored study of copying; None while it has not been run. Raises WeightsError for a damaged card."""
    path = folder / "copying.card.json"
    if not path.exists():
        return None
    card = read_study(path)
    by = {id: tuple(row["score"] for row in card["rows"] if row["variant"] == id) for id in ("skips", "none")}
    return Copying(by["skips"], by["none"], card["rows"][0]["steps"], card["command"])
