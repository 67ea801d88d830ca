"""The door to what crosses a net's bridges, and to what becomes of its answer when they are burnt. No torch upstairs.

Everything runs in the engine's executor. What does not depend on a burnt bridge is taken from the run that the lessons
hold open (float16, see `inside.opened`), so that burning one costs only the blocks behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from unet_demo.core.engine import activations, engine, quiet
from unet_demo.core.gallery import gallery
from unet_demo.core.nets.grid import Node
from unet_demo.core.pictures.images import Picture, display_copy, picture_of
from unet_demo.core.scoring.score import Burning, score_of
from unet_demo.core.scoring.targets import target_for

if TYPE_CHECKING:
    from torch import Tensor

    from unet_demo.core.skips.crossing import Crossing

EARLY = ("crossing", "survival")  # loaded with torch, ahead of visitors: see engine.boot


def crossings_of(task: str, picture: Picture, build: str) -> tuple[Crossing, ...]:
    """What meets on every level of a net for this picture, the top first; see `crossing.crossings`. Raises Busy."""
    engine.boot()

    def look() -> tuple[Crossing, ...]:
        from unet_demo.core.engine.passes import tensor_of
        from unet_demo.core.skips.crossing import crossings

        model = engine.model_of(task, build=build)
        return crossings(model, tensor_of(picture.pixels, picture.levels, model))

    return engine.submit_pass(look).result()


def burnt_answer(task: str, picture: Picture, build: str, bridges: Mapping[int, str]) -> Burning:
    """The net's answer for this picture with the skips of each row on, zero, shuffled or another picture's.

    Raises Busy when the queue is full, ValueError for a bridge that is none of these.
    """
    run = activations.opened(task, picture, build)
    others = activations.opened(task, stranger(task, picture), build) if "other" in bridges.values() else None

    def burn() -> Burning:
        from unet_demo.core.engine.passes import label_of
        from unet_demo.core.skips.bridges import burnt

        model, ran = engine.model_of(task, build=build), list[Node]()
        done, strange = _tensors(run.activations), _tensors(others.activations) if others else None
        start, net = quiet.now(), model.architecture
        now = burnt(model, done, bridges, strange, ran.append)  # type: ignore[arg-type]
        labels = [label_of(model.head(net.depth, nodes)) for nodes in (now, done)]
        took = quiet.between(start, quiet.now())
        target = target_for(task, picture)
        score = None if target is None else score_of(labels[0], target, net.classes)
        changed = int(np.count_nonzero(labels[0] != labels[1]))
        return Burning(labels[0], changed, len(ran), len(net.nodes), took.ms, score, took.quiet)

    return engine.submit_pass(burn).result()


def stranger(task: str, picture: Picture) -> Picture:
    """Another picture of the task's gallery, at this one's size: its maps are sent over a bridge in place of ours."""
    samples = gallery.samples_of(task)
    other = next(each for each in reversed(samples) if each.kind == "scene" or each is samples[0])
    pixels = display_copy(other.load(), 512)
    small = Image.fromarray(pixels).resize((picture.width, picture.height), Image.Resampling.LANCZOS)
    found = picture_of(np.asarray(small), other.id)
    if found.key != picture.key:
        return found
    return picture_of(np.ascontiguousarray(np.asarray(small)[::-1]), other.id)  # the only one there is, upside down


def _tensors(maps: Mapping[Node, np.ndarray]) -> dict[Node, Tensor]:
    import torch

    return {node: torch.from_numpy(each).float()[None] for node, each in maps.items()}
