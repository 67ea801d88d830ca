"""The door to what skips do to the gradient and to the detail: records without torch, and calls through the engine."""

from __future__ import annotations

from dataclasses import replace

from unet_demo.core.engine import engine
from unet_demo.core.engine.quiet import watched
from unet_demo.core.nets.tasks import TASKS, has_net
from unet_demo.core.pictures.images import Picture
from unet_demo.core.skips.records import Flows, Halved, Survival, seen_by_net
from unet_demo.core.training.flow import Start

KINDS = ("concat", "none", "add", "sigmoid")
BUILDS_OF = {"concat": "unet", "none": "noskips", "add": "add"}  # the trained ones; none was trained with sigmoids


def gradients_of(task: str, picture: Picture, start: Start = "he") -> Flows:
    """Gradients of one loss on the middle of this picture, for every kind of net and six seeds each.

    Raises Busy when the queue is full, WeightsError for a net whose file is missing or wrong.
    """
    engine.boot()

    def follow() -> Flows:
        import torch

        from unet_demo.core.engine import part
        from unet_demo.core.training import gradients as g

        torch.set_num_threads(1)  # many small steps: threads that wait for each other would cost more than they gain
        shipped, where = engine.model_of(task), part.middle_of(picture)
        image = part.image_in(picture, where, shipped)
        target, truth = part.target_in(picture, where, task, shipped)
        begun = tuple(
            g.flow_of(kind, [g.begun(kind, start, seed, TASKS[task].outputs) for seed in g.SEEDS], image, target)
            for kind in KINDS
        )
        there = {kind: build for kind, build in BUILDS_OF.items() if has_net(task, build)}
        trained = tuple(
            g.flow_of(kind, [engine.model_of(task, build=build)], image, target, trained=True)
            for kind, build in there.items()
        )
        missing = tuple(kind for kind in BUILDS_OF if kind not in there)
        return Flows(start, begun, trained, missing, truth, image.shape[2], image.shape[3])

    flows, took = engine.submit(lambda: watched(follow)).result()
    return replace(flows, took=took)


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
