"""The door to a value taken apart: every call goes through the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.nets.grid import Node
from unet_demo.core.pictures.images import Picture

if TYPE_CHECKING:
    from unet_demo.core.unet.unroll import Place, Sum

EARLY = ("unroll",)  # loaded with torch, ahead of visitors: see engine.boot


def examined(task: str, picture: Picture, build: str, place: Place) -> tuple[Sum, NDArray[np.float32]]:
    """One value of a net taken apart, and (H, W): how strongly each pixel of the picture moves it. See unroll.examine.

    Raises ValueError for a place that the net does not have, Busy when the queue is full, WeightsError.
    """

    def examine() -> tuple[Sum, NDArray[np.float32]]:
        from unet_demo.core.engine.passes import tensor_of
        from unet_demo.core.unet import unroll

        model, norms = engine.model_of(task, build=build), engine.norms_of(task, build)
        return unroll.examine(model, tensor_of(picture.pixels, picture.levels, model), place, norms)

    return engine.submit_pass(examine).result()


def place_of(node: Node, stage: str, channel: int, row: int, col: int) -> Place:
    """A place as `examined` takes it; `stage` is one of unroll.Stage."""
    from unet_demo.core.unet.unroll import Place

    return Place(node, stage, channel, row, col)  # type: ignore[arg-type]
