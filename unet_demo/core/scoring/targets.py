"""What a net is to say of a picture, where that is known: everything that is scored is scored against this."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.nets.tasks import TASKS, known_target_of
from unet_demo.core.pictures.images import Picture


def target_for(task: str, picture: Picture) -> NDArray[np.uint8] | None:
    """(H, W) what a task's net should say of a picture: 0 and 1, or the class, VOID where nobody knows.

    None without a truth, and where the truth leaves every pixel out: nothing can be scored then. Raises ValueError for
    labels that are none of the task's.
    """
    return known_target_of(TASKS[task], picture.truth)
