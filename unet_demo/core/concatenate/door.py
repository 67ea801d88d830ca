"""The door to concatenation on real tensors: every call goes through the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.concatenate.records import Joined
from unet_demo.core.engine import engine
from unet_demo.core.nets.grid import Node
from unet_demo.core.pictures.images import Picture

if TYPE_CHECKING:
    from unet_demo.core.concatenate.records import Enlarged

EARLY = ("joins",)  # loaded with torch, ahead of visitors: see engine.boot


def joined(task: str, picture: Picture, build: str, node: Node) -> Joined:
    """Everything that a decoder node concatenates, really joined. Raises ValueError for a node that joins nothing."""
    architecture = engine.architecture_of(task, build)
    if node not in architecture.nodes or not node.col or architecture.join != "concat":
        raise ValueError(f"Got {node}; a node that concatenates is needed; choose one with a column above 0.")

    def join() -> Joined:
        from unet_demo.core.concatenate.joins import join_at
        from unet_demo.core.engine.passes import tensor_of

        model = engine.model_of(task, build=build)
        return join_at(model, tensor_of(picture.pixels, picture.levels, model), node)

    return engine.submit_pass(join).result()


def enlarged(values: NDArray[np.float32]) -> list[Enlarged]:
    """(H, W) in [0, 1] enlarged in five ways; see `joins.enlarge`. Raises Busy."""
    engine.boot()
    from unet_demo.core.concatenate import joins

    return engine.submit(lambda: joins.enlarge(values)).result()
