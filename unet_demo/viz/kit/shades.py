"""Maps before and after on one scale: the same number has the same shade in both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unet_demo.viz.kit.maps import picture_uri, sequential_rgb

SHOWN_PX = 320


def shade_uri(values: NDArray[np.floating], low: float, high: float) -> str:
    """(H, W) as a picture in the sequential colours, darkest at `low` and below, lightest at `high` and above."""
    span = high - low if high > low else 1.0
    levels = np.rint(np.clip((values - low) / span, 0, 1) * 255).astype(np.uint8)
    return picture_uri(sequential_rgb(levels), SHOWN_PX)
