"""What The U remembers, as frame/choice_table.py takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from unet_demo.ui.frame.choice import Choice


def read_place(text: str) -> str:
    """ "0_4.conv2.7.40.30": a node, what of it, channel, row, column; whether the net has it is the page's matter."""
    if not re.fullmatch(r"\d_\d\.(head|conv1|conv2|up|pool)(\.\d{1,4}){3}", text):
        raise ValueError(text)
    return text


CHOICES: Mapping[str, Choice] = {
    "place": Choice(read_place, lambda: "", quiet=True),
}
