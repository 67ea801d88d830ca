"""What the clinic remembers, as frame/choice_table.py takes it: what was brought, and a case of the shape doctor."""

from __future__ import annotations

from collections.abc import Mapping

from unet_demo.ui.frame.choice import Choice
from unet_demo.ui.frame.choice_texts import one_of, whole

BROUGHT = ("error", "sizes", "mask", "prediction", "log", "checkpoint")

CHOICES: Mapping[str, Choice] = {
    "bring": Choice(one_of(lambda: BROUGHT), lambda: BROUGHT[0], quiet=True),
    "kernel": Choice(whole(1, 9), lambda: 3, quiet=True),
    "zeros": Choice(whole(0, 4), lambda: 1, quiet=True),
    "pool": Choice(whole(2, 4), lambda: 2, quiet=True),
}
