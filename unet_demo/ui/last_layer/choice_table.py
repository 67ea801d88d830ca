"""What the room of the last layer remembers, as frame/choice_table.py takes it."""

from __future__ import annotations

from collections.abc import Mapping

from unet_demo.core.last_layer.keras_bugs import BUGS
from unet_demo.ui.frame.choice import Choice
from unet_demo.ui.frame.choice_texts import between, one_of, whole

CHOICES: Mapping[str, Choice] = {
    "w0": Choice(between(0.0, 20.0), lambda: 10.0, "{:g}".format, quiet=True),
    "sigma": Choice(between(1.0, 10.0), lambda: 5.0, "{:g}".format, quiet=True),
    "classes": Choice(whole(1, 20), lambda: 1, quiet=True),
    "channels": Choice(one_of(lambda: ("1", "3")), lambda: "3", quiet=True),
    "bug": Choice(one_of(lambda: tuple(BUGS)), lambda: "input", quiet=True),
}
