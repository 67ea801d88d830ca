"""The door to the four heads at once, and to how alike the maps of the top row are. No torch upstairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.nets.grid import Node
from unet_demo.core.pictures.images import Picture
from unet_demo.core.scoring.score import Score, score_of
from unet_demo.core.scoring.targets import target_for

EARLY = ("supervision",)  # loaded with torch, ahead of visitors: see engine.boot


@dataclass(frozen=True)
class Likeness:
    """Alignment with the last node of a net's top row, see `supervision.alignment`: of the picture, of nodes before."""

    build: str
    picture: float
    values: dict[Node, float]

    @property
    def grows(self) -> bool:
        """Whether no node is less alike to the last than the one before it."""
        row = list(self.values.values())
        return row == sorted(row)


def likeness_of(task: str, picture: Picture, build: str) -> Likeness:
    """How alike the maps of the top row are to the last of them. Raises Busy, KeyError for a net that is not there."""
    engine.boot()

    def compare() -> Likeness:
        from unet_demo.core.engine.passes import tensor_of
        from unet_demo.core.unetpp.supervision import similarities

        model = engine.model_of(task, build=build)
        return Likeness(build, *similarities(model, tensor_of(picture.pixels, picture.levels, model)))

    return engine.submit_pass(compare).result()


def untrained_likeness_of(task: str, picture: Picture, build: str = "unetpp") -> tuple[Likeness, ...]:
    """The same of nets of that shape before their first step, one for each of three seeds. Raises as above."""
    engine.boot()

    def compare() -> tuple[Likeness, ...]:
        from unet_demo.core.engine.passes import tensor_of
        from unet_demo.core.lessons.trained import begun
        from unet_demo.core.unetpp.supervision import similarities

        shipped = engine.model_of(task, build=build)
        image = tensor_of(picture.pixels, picture.levels, shipped)
        return tuple(Likeness(build, *similarities(begun(seed, shipped.architecture), image)) for seed in range(3))

    return engine.submit_pass(compare).result()


@dataclass(frozen=True, eq=False)
class Heads:
    """Every head's answer, shallow first: `labels` (H, W) each, `scores` where the truth is known.

    `losses` and `products` as `supervision.head_terms`; `truth`: whether the loss was measured against the truth.
    """

    depths: tuple[int, ...]
    labels: tuple[NDArray[np.uint8], ...]
    scores: tuple[Score, ...] | None
    losses: tuple[float, ...]
    products: tuple[tuple[float, ...], ...]
    truth: bool

    @property
    def agreeing(self) -> NDArray[np.uint8]:
        """(H, W): how many heads say what the deepest says."""
        counted: NDArray[np.uint8] = np.sum([each == self.labels[-1] for each in self.labels], axis=0).astype(np.uint8)
        return counted


def heads_of(task: str, picture: Picture, build: str = "unetpp") -> Heads:
    """All heads at once, on the lesson's picture; losses on its middle, at most 96 pixels a side. Raises Busy."""
    engine.boot()

    def look() -> Heads:
        from unet_demo.core.engine import part
        from unet_demo.core.unetpp.supervision import head_terms

        answers = _answers(task, picture, build)
        model = engine.model_of(task, build=build)
        where = part.middle_of(picture)
        target, truth = part.target_in(picture, where, task, engine.model_of(task))
        losses, products = head_terms(model, part.image_in(picture, where, model), target)
        known = target_for(task, picture)
        scores = None
        if known is not None:
            scores = tuple(score_of(each, known, model.architecture.classes) for each in answers)
        return Heads(model.architecture.head_depths, answers, scores, losses, products, truth)

    return engine.submit_pass(look).result()


def _answers(task: str, picture: Picture, build: str) -> tuple[NDArray[np.uint8], ...]:
    """Every head's answer (H, W), from one pass made where this is called: in the executor."""
    import torch

    from unet_demo.core.engine.passes import label_of, tensor_of

    model = engine.model_of(task, build=build)
    with torch.inference_mode():
        done = model.nodes(tensor_of(picture.pixels, picture.levels, model), model.architecture.depth)
        logits = [model.head(depth, done) for depth in model.architecture.head_depths]
    return tuple(map(label_of, logits))


def shares_of(products: Sequence[Sequence[float]], weights: Sequence[float]) -> tuple[float, ...]:
    """What each head adds to the weighted gradient g = sum w_i g_i: <w_i g_i, g> / <g, g>; they sum to 1.

    A negative share: this head pulls against the others. All 0 when the weighted gradient is 0.
    """
    table, weight = np.asarray(products, np.float64), np.asarray(weights, np.float64)
    along = weight * (table @ weight)
    whole = float(along.sum())
    return tuple((along / whole).tolist()) if whole > 0 else (0.0,) * len(weight)
