"""What The U loads ahead of visitors, as server/preload.py takes it."""

from __future__ import annotations

FIRST = ()
LATER = ()
MODULES = ("unet_demo.ui.unet.pixel",)
