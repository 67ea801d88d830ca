"""What several lessons share: the net that is drawn, and a pixel of the picture, as frame/choice_table.py takes it."""

from __future__ import annotations

from collections.abc import Mapping

from unet_demo.ui.frame.choice import Choice
from unet_demo.ui.frame.choice_texts import one_of, read_pixel, whole

CHOICES: Mapping[str, Choice] = {
    "net": Choice(one_of(lambda: ("unet", "unetpp")), lambda: "unet", quiet=True),
    "levels": Choice(whole(1, 5), lambda: 4, quiet=True),
    "first": Choice(whole(1, 128), lambda: 16, quiet=True),
    "grow": Choice(one_of(lambda: ("double", "same")), lambda: "double", quiet=True),
    "h": Choice(whole(1, 4096), lambda: None, quiet=True),
    "w": Choice(whole(1, 4096), lambda: None, quiet=True),
    "up": Choice(one_of(lambda: ("transposed", "bilinear", "nearest")), lambda: "transposed", quiet=True),
    "pad": Choice(one_of(lambda: ("padded", "unpadded")), lambda: "padded", quiet=True),
    "fit": Choice(one_of(lambda: ("as_is", "pad", "crop", "resize")), lambda: "as_is", quiet=True),
    "pixel": Choice(read_pixel, lambda: "", quiet=True),
}
