"""What Segment makes ready ahead of visitors, as server/preload.py takes it."""

from __future__ import annotations

from unet_demo.ui.segment.source import warm_runs, warm_thumbnails

FIRST = (warm_runs,)
LATER = (warm_thumbnails,)
MODULES = ("skimage.io", "unet_demo.ui.segment.result")
