"""What is inside a run: activations, single values taken apart, fields of view. Everything goes through the engine.

Activations are kept only while they are looked at: a few pictures, for a short while, keyed by picture, net and depth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import Run
from unet_demo.core.engine.store import Store
from unet_demo.core.engine.subject import Seen, Subject
from unet_demo.core.nets.grid import Node, needed
from unet_demo.core.pictures.images import Picture

if TYPE_CHECKING:
    from unet_demo.core.concatenate.joins import Enlarged
    from unet_demo.core.nets.plan import Plan, Step
    from unet_demo.core.unet.unroll import Place, Sum

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


def image_of(picture: Picture) -> NDArray[np.float32]:
    """(3, H, W) in [0, 1]: what the net receives of a picture."""
    from unet_demo.core.pictures.normalise import normalise

    return normalise(picture.pixels, picture.levels).transpose(2, 0, 1)


@dataclass(frozen=True)
class Order:
    """One order of operations, run on the maps of a node: the shape that came out and the multiply-accumulates.

    `apart` is how far its answer is, on average, from that of the other order; None where they cannot be compared.
    """

    id: str
    shape: tuple[int, ...]
    macs: int
    apart: float | None = None


@dataclass(frozen=True, eq=False)
class Joined:
    """What meets at a decoder node, in order: `parts` are (origin, node, maps (C, H, W)); `shape` (C, H, W) together.

    `kept` says for each part whether its channels stand in the result bit for bit, `sum_gap` how far conv(cat(…)) is
    from the sum of the part's own convolutions, with this node's weights.
    """

    node: Node
    parts: tuple[tuple[str, Node, NDArray[np.float32]], ...]
    shape: tuple[int, int, int]
    kept: tuple[bool, ...]
    sum_gap: float
    orders: tuple[Order, ...] = ()


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


def error_of(plan: Plan, step: Step) -> str | None:
    """What torch says when a step that fails is really tried, None where it is not torch's; see `plan_net.error_of`."""
    engine.boot()
    from unet_demo.core.nets import plan_net

    return plan_net.error_of(plan, step)


def enlarged(values: NDArray[np.float32]) -> list[Enlarged]:
    """(H, W) in [0, 1] enlarged in five ways; see `joins.enlarge`. Raises Busy."""
    engine.boot()
    from unet_demo.core.concatenate import joins

    return engine.submit(lambda: joins.enlarge(values)).result()
