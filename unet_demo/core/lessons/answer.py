"""What a whole net says of a picture, as a record that stands beside those of the experiments."""

from __future__ import annotations

import numpy as np

from unet_demo.core.engine import engine
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture
from unet_demo.core.scoring.score import Burning, score_of
from unet_demo.core.scoring.targets import target_for


def answer_of(task: str, picture: Picture, build: str) -> Burning:
    """The same record for a net as it is, run whole: to stand beside. Raises KeyError for a net that is not there."""
    run = engine.run(task, picture, engine.architecture_of(task, build).depth, build=build)
    deepest = str(run.heads[-1])
    label = run.mask(deepest, 0.5).astype(np.uint8) if run.classes is None else run.label(deepest)
    target = target_for(task, picture)
    score = None if target is None else score_of(label, target, TASKS[task].outputs)
    return Burning(label, 0, run.blocks, run.blocks, run.latency_ms, score, run.quiet)
