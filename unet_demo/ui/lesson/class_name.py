"""Classes of a task in the visitor's language."""

from __future__ import annotations

from unet_demo.core.nets.tasks import TASKS
from unet_demo.ui.frame.prose import T


def class_name(task: str, channel: int) -> str:
    """The name of a task's class in the visitor's language."""
    return T(f"tasks.classes.{TASKS[task].classes[channel]}")
