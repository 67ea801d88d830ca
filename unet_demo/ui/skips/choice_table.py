"""What the room of the skips remembers, as frame/choice_table.py takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from unet_demo.ui.frame.choice import Choice
from unet_demo.ui.frame.choice_texts import one_of, whole


def read_bridges(text: str) -> str:
    """What crosses in each row, the top first: "ozsx" as burning.bridges_of takes it."""
    if not re.fullmatch("[ozsx]{4}", text):
        raise ValueError(text)
    return text


CHOICES: Mapping[str, Choice] = {
    "bridges": Choice(read_bridges, lambda: "oooo", quiet=True),
    "level": Choice(whole(0, 3), lambda: 0, quiet=True),
    "start": Choice(one_of(lambda: ("he", "default")), lambda: "he", quiet=True),
}
