"""Pictures under masks and labels of the chosen task, as data URIs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import display_copy
from unet_demo.core.scoring.score import Burning
from unet_demo.ui.frame import choices
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.viz.kit.maps import picture_uri
from unet_demo.viz.kit.overlay import classes_rgb, overlay_rgb

SHOWN_PX = 384  # side of a picture that lies under a mask, at least


def answer_uri(found: Burning) -> str:
    """The lesson's picture under an answer, as a data URI."""
    return labels_uri(display_copy(lesson_picture(), 256), found.label)


def labels_uri(shown: NDArray[np.uint8], label: NDArray[np.uint8]) -> str:
    """A picture (H, W, 3) under labels (H, W) of the chosen task: 0 and 1, or its classes; as a data URI."""
    task = TASKS[choices.get("task")]
    if task.outputs == 1:
        return picture_uri(overlay_rgb(shown, label, 0.7), SHOWN_PX)
    return picture_uri(classes_rgb(shown, label, task.classes, 0.6), SHOWN_PX)
