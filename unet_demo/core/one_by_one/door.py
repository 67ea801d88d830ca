"""The door to 1x1 convolutions: everything runs in the engine's executor. No torch upstairs.

What an operation receives is kept for a short while as long as somebody looks at it, so that choosing another pixel
runs one layer and not the whole net.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from unet_demo.core.engine import engine
from unet_demo.core.engine.store import Store
from unet_demo.core.engine.subject import Seen, Subject
from unet_demo.core.nets.grid import Node
from unet_demo.core.one_by_one.points import Lift, Operation, Product, Sameness, operations_of
from unet_demo.core.pictures.images import Picture

if TYPE_CHECKING:
    from torch import Tensor

    from unet_demo.core.nets.model import GridNet
    from unet_demo.core.one_by_one.ranks import Lifted, Stacked
    from unet_demo.core.one_by_one.squeeze import Beside, Curves, Squeezed

EARLY = ("pointwise", "ranks", "squeeze")  # loaded with torch, ahead of visitors: see engine.boot

Found = TypeVar("Found")
KEPT, KEPT_S = 16, 120.0  # maps held at once (4 MB each at 256x256 pixels), and seconds after the last look
_kept: Store[tuple[Seen, Node], Tensor] = Store(KEPT_S, most=KEPT)


def sameness_of(task: str, picture: Picture, build: str, operation: Operation) -> Sameness:
    """The whole layer against F.linear, see `pointwise.sameness`. Raises Busy, WeightsError, KeyError."""

    def look(model: GridNet, maps: Tensor) -> Sameness:
        from unet_demo.core.one_by_one.pointwise import layer_of, sameness

        return sameness(layer_of(model, operation), maps)

    return _with_maps(task, picture, build, operation, look)


def product_of(task: str, picture: Picture, build: str, operation: Operation, tap: int, row: int, col: int) -> Product:
    """One pixel's product, `row` and `col` on the maps that the operation receives. Raises also ValueError."""

    def look(model: GridNet, maps: Tensor) -> Product:
        from unet_demo.core.one_by_one.pointwise import layer_of, product_at

        return product_at(layer_of(model, operation), maps, tap, row, col)

    return _with_maps(task, picture, build, operation, look)


def start_of(task: str, picture: Picture, build: str) -> tuple[int, int]:
    """(row, column) of the pixel nearest to the middle that the head gives to the object, or to another class.

    The middle itself where there is none.
    """

    def look(model: GridNet, maps: Tensor) -> tuple[int, int]:
        from unet_demo.core.one_by_one.squeeze import label_of

        label = label_of(model, model.architecture.depth, maps)
        middle = label.shape[0] // 2, label.shape[1] // 2
        rows, cols = np.nonzero(label)
        if not len(rows):
            return middle
        nearest = int(np.argmin((rows - middle[0]) ** 2 + (cols - middle[1]) ** 2))
        return int(rows[nearest]), int(cols[nearest])

    return _with_maps(task, picture, build, operations_of(engine.architecture_of(task, build))[0], look)


def lifted_of(task: str, picture: Picture, build: str, node: Node, lift: Lift, seed: int) -> Lifted:
    """The maps of a node lifted to more channels, and their ranks; see `ranks.lifted`."""

    def look(model: GridNet, maps: Tensor) -> Lifted:
        from unet_demo.core.one_by_one.ranks import lifted

        return lifted(model, node, maps, lift, seed)

    return _with_maps(task, picture, build, node, look)


def stacked_of(task: str, picture: Picture, build: str, node: Node, seed: int) -> Stacked:
    """Two 1x1 convolutions in a row on the maps of a node, with and without ReLU between; see `ranks.stacked`."""

    def look(_: GridNet, maps: Tensor) -> Stacked:
        from unet_demo.core.one_by_one.ranks import stacked

        return stacked(maps, seed)

    return _with_maps(task, picture, build, node, look)


def curves_of(task: str, picture: Picture, build: str, node: Node) -> Curves:
    """How much of a node's maps k channels keep, for every k; see `squeeze.curves`."""

    def look(_: GridNet, maps: Tensor) -> Curves:
        from unet_demo.core.one_by_one.squeeze import curves

        return curves(maps)

    return _with_maps(task, picture, build, node, look)


def squeezed_of(task: str, picture: Picture, build: str, node: Node, keep: int) -> Squeezed:
    """A node's maps through `keep` channels and back; see `squeeze.squeezed`."""

    def look(model: GridNet, maps: Tensor) -> Squeezed:
        from unet_demo.core.one_by_one.squeeze import squeezed

        return squeezed(model, node, maps, keep)

    return _with_maps(task, picture, build, node, look)


def beside_of(task: str, picture: Picture, build: str, node: Node, seed: int) -> Beside:
    """AvgPool2d(1) and a 1x1 convolution on the maps of a node; see `squeeze.beside`."""

    def look(_: GridNet, maps: Tensor) -> Beside:
        from unet_demo.core.one_by_one.squeeze import beside

        return beside(maps, seed)

    return _with_maps(task, picture, build, node, look)


def _with_maps(
    task: str, picture: Picture, build: str, where: Operation | Node, look: Callable[[GridNet, Tensor], Found]
) -> Found:
    """Run `look` in the executor with the model and the maps (C, h, w) that a node gives for this picture."""
    engine.boot()

    def work() -> Found:
        import torch

        from unet_demo.core.engine.passes import tensor_of
        from unet_demo.core.one_by_one.pointwise import maps_at

        model = engine.model_of(task, build=build)
        node = where.source(model.architecture) if isinstance(where, Operation) else where
        if node not in model.architecture.nodes:
            raise ValueError(f"Got {node}; a node of this net is needed; choose one on its grid.")

        def make() -> Tensor:
            return maps_at(model, tensor_of(picture.pixels, picture.levels, model), node)

        maps = _kept.get_or_make((Subject(task, build, picture).key_without_truth, node), make)
        torch.set_num_threads(1)  # many small steps: threads that wait for each other would cost more than they gain
        return look(model, maps)

    return engine.submit_pass(work).result()
