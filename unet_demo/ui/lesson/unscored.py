"""Why a lesson's picture has no score."""

from __future__ import annotations

from unet_demo.ui.frame.prose import T
from unet_demo.ui.lesson.picture_and_net import lesson_picture


def unscored(id: str) -> str:
    """The sentence of this prose id where the picture comes without truth; else that its truth leaves every pixel out.

    To be asked only where nothing is scored.
    """
    return T(id) if lesson_picture().truth is None else T("lesson.truth_unknown")
