"""What is inside a run: activations, single values taken apart, fields of view. Everything goes through the engine.

Activations are kept only while they are looked at: a few pictures, for a short while, keyed by picture, net and depth.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from unet_demo.core import engine
from unet_demo.core.grid import Node, needed
from unet_demo.core.images import Picture
from unet_demo.core.record import Run

if TYPE_CHECKING:
    from torch import Tensor

    from unet_demo.core.model import GridNet
    from unet_demo.core.unroll import Place, Sum

T = TypeVar("T")
KEPT, KEPT_S = 6, 120.0  # runs with activations held at once (34 MB each at 256x256), and seconds after the last look

_opened: OrderedDict[tuple[str, str, str, int], tuple[float, Run]] = OrderedDict()
_lock = threading.Lock()


def opened(task: str, picture: Picture, build: str = "unetpp", depth: int | None = None) -> Run:
    """A run with the activations (C, H, W) of every node that head `depth` needs, the deepest unless given.

    Raises as `engine.run` does.
    """
    architecture = engine.architecture_of(task, build)
    depth = depth or architecture.depth
    key = task, build, picture.key, depth
    with _lock:
        _forget()
        if key in _opened:
            _opened[key] = time.monotonic(), _opened[key][1]
            _opened.move_to_end(key)
            return _opened[key][1]
    run = engine.run(task, picture, depth, needed(architecture, depth), build=build)
    with _lock:
        _opened[key] = time.monotonic(), run
        while len(_opened) > KEPT:
            _opened.popitem(last=False)
    return run


def forget_unseen() -> None:
    """Let go of what nobody has looked at for a while."""
    with _lock:
        _forget()


def _forget() -> None:
    since = time.monotonic() - KEPT_S
    for key in [key for key, (seen, _) in _opened.items() if seen < since]:
        del _opened[key]


def unrolled(picture: Picture, run: Run, place: Place) -> Sum:
    """One value of a run from `opened` taken apart. Raises ValueError for a place it does not have, and Busy."""
    return _with(picture, run, lambda model, image, done, norms: _unroll(model, image, done, place, norms))


def field_of(picture: Picture, run: Run, place: Place) -> NDArray[np.float32]:
    """(H, W): |gradient| of one value with respect to the picture, summed over its channels. Raises Busy."""
    from unet_demo.core import unroll

    return _with(picture, run, lambda model, image, done, norms: unroll.field(model, image, place))


def place_of(node: Node, stage: str, channel: int, row: int, col: int) -> Place:
    """A place as `unrolled` and `field_of` take it; `stage` is one of unroll.Stage."""
    from unet_demo.core.unroll import Place

    return Place(node, stage, channel, row, col)  # type: ignore[arg-type]


def image_of(picture: Picture) -> NDArray[np.float32]:
    """(3, H, W) in [0, 1]: what the net receives of a picture."""
    from unet_demo.core.normalise import normalise

    return normalise(picture.pixels, picture.levels).transpose(2, 0, 1)


def _unroll(model: GridNet, image: Tensor, done: dict[Node, Tensor], place: Place, norms: dict[str, Tensor]) -> Sum:
    from unet_demo.core.unroll import unroll

    return unroll(model, image, done, place, norms)


def _with(
    picture: Picture,
    run: Run,
    work: Callable[[GridNet, Tensor, dict[Node, Tensor], dict[str, Tensor]], T],
) -> T:
    """Do `work` in the engine's executor with the run's model, image (1, C, H, W), activations and folded norms."""

    def done() -> T:
        import torch

        from unet_demo.core.cards import FOLDER
        from unet_demo.core.passes import tensor_of
        from unet_demo.core.tasks import net_of
        from unet_demo.core.weights import load_norms

        model = engine.model_of(run.task, build=run.build)
        image = tensor_of(picture.pixels, picture.levels, model)
        kept = {node: torch.from_numpy(array)[None] for node, array in run.activations.items()}
        return work(model, image, kept, load_norms(FOLDER / net_of(run.task, run.build).file))

    return engine.submit_pass(done).result()
