"""What is inside a run: activations, single values taken apart, fields of view. Everything goes through the engine.

Activations are kept only while they are looked at: a few pictures, for a short while, keyed by picture, net and depth.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import Run
from unet_demo.core.engine.store import Store
from unet_demo.core.engine.subject import Seen, Subject
from unet_demo.core.nets.grid import needed
from unet_demo.core.pictures.images import Picture

KEPT, KEPT_S = 16, 120.0  # runs with activations held at once (17 MB each at 256x256), and seconds after the last look

_opened: Store[tuple[Seen, int], Run] = Store(KEPT_S, most=KEPT)


def opened(task: str, picture: Picture, build: str = "unetpp", depth: int | None = None) -> Run:
    """A run with the activations (C, H, W) of every node that head `depth` needs, the deepest unless given.

    They are for looking at: float16, half the memory. Numbers are computed anew, see `examined`. Raises as
    `engine.run` does.
    """
    architecture = engine.architecture_of(task, build)
    deepest = depth or architecture.depth

    def make() -> Run:
        run = engine.run(task, picture, deepest, needed(architecture, deepest), build=build)
        return replace(run, activations={node: maps.astype(np.float16) for node, maps in run.activations.items()})

    return _opened.get_or_make((Subject(task, build, picture).key_without_truth, deepest), make)


def image_of(picture: Picture) -> NDArray[np.float32]:
    """(3, H, W) in [0, 1]: what the net receives of a picture."""
    from unet_demo.core.pictures.normalise import normalise

    return normalise(picture.pixels, picture.levels).transpose(2, 0, 1)
