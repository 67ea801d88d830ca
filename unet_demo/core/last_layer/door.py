"""The door to the last layer of a net: everything that needs torch goes through the engine.

What the last layer receives is kept for a few pictures and a short while, so that another pixel, another threshold or
another class costs no pass of the net.
"""

from __future__ import annotations

from unet_demo.core.engine import engine
from unet_demo.core.engine.store import Store
from unet_demo.core.engine.subject import Seen, Subject
from unet_demo.core.last_layer.records import Dense, Identities, Last, Way
from unet_demo.core.pictures.images import Picture

EARLY = ("layer",)  # loaded with torch, ahead of visitors: see engine.boot

KEPT, KEPT_S = 6, 120.0  # pictures whose features are held (4 MB each of a U-Net here), seconds after the last look

_kept: Store[Seen, Last] = Store(KEPT_S, most=KEPT)


def last_of(task: str, picture: Picture, build: str) -> Last:
    """What the last layer of a net receives and gives for a picture. Raises as `engine.run` does."""

    def look() -> Last:
        from unet_demo.core.engine.passes import tensor_of
        from unet_demo.core.last_layer import layer

        model = engine.model_of(task, build=build)
        return layer.last_of(model, tensor_of(picture.pixels, picture.levels, model))

    def make() -> Last:
        engine.boot()
        return engine.submit_pass(look).result()

    return _kept.get_or_make(Subject(task, build, picture).key_without_truth, make)


def identities_of(task: str, picture: Picture, build: str) -> Identities:
    """Sigmoid, softmax and what they have in common, on every pixel of a picture. Raises as `last_of`."""
    last = last_of(task, picture, build)

    def look() -> Identities:
        from unet_demo.core.last_layer import layer

        return layer.identities_of(last)

    return engine.submit_pass(look).result()


def ways_of(task: str, picture: Picture, build: str) -> tuple[Way, ...]:
    """The 1x1 convolution and what else could stand in its place, run on a picture. Raises as `last_of`."""
    last = last_of(task, picture, build)

    def look() -> tuple[Way, ...]:
        from unet_demo.core.last_layer import layer

        return layer.ways_of(last)

    return engine.submit_pass(look).result()


def dense_of(inputs: int, outputs: int) -> Dense:
    """A fully connected layer between so many numbers, counted on the module."""
    engine.boot()
    from unet_demo.core.last_layer import layer

    return Dense(inputs, outputs, layer.dense_params(inputs, outputs))


def dense_error(inputs: int, outputs: int, given: int) -> str:
    """What PyTorch says when that layer gets another count of numbers. Raises ValueError where nothing goes wrong."""
    engine.boot()
    from unet_demo.core.last_layer import layer

    return layer.dense_error(inputs, outputs, given)
