"""What every section about the last layer looks at: the chosen net's last layer, on the visitor's picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine.subject import Key
from unet_demo.core.last_layer import door
from unet_demo.core.last_layer.records import Last
from unet_demo.core.scoring.targets import target_for
from unet_demo.ui.frame import choices
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture, subject_in_view
from unet_demo.ui.lesson.ready import is_ready


def last_in_view() -> tuple[Last, Key] | None:
    """The last layer's record and a key of net, picture and truth; None, with the reason on screen, if not yet."""
    if not is_ready():
        return None
    subject = subject_in_view(net_in_view())
    return door.last_of(subject.task, subject.picture, subject.build), subject.key


def target_in_view() -> NDArray[np.uint8] | None:
    """(H, W) what the net should say of the lesson's picture, VOID where nobody knows; None without a truth."""
    picture = lesson_picture()
    return target_for(choices.get("task"), picture)


def start_pixel(last: Last) -> tuple[int, int]:
    """(row, column) that the visitor chose, if this picture has it; else the object's pixel nearest to the middle."""
    height, width = last.size
    if chosen := choices.get("pixel"):
        row, col = map(int, chosen.split("."))
        if row < height and col < width:
            return row, col
    rows, cols = np.nonzero(last.label)
    if not len(rows):
        return height // 2, width // 2
    nearest = int(np.argmin((rows - height // 2) ** 2 + (cols - width // 2) ** 2))
    return int(rows[nearest]), int(cols[nearest])


def tiny(value: float) -> str:
    """A difference in one digit: "3e-07", or "0" where there is none."""
    return f"{value:.0e}" if value else "0"
