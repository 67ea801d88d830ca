"""One brightness scale for every picture: dark fluorescence, bright stained tissue, 8 bit and 16 bit alike.

Each picture is stretched between two of its own percentiles, jointly over its channels so that hue is kept.
The two levels are found once per picture and used for every tile of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOW_PERCENT, HIGH_PERCENT = 0.5, 99.8
SAMPLED_PIXELS = 4_000_000


@dataclass(frozen=True)
class Levels:
    """Pixel values that become 0 and 1, in the picture's own units."""

    low: float
    high: float


def levels_of(pixels: NDArray[np.generic]) -> Levels:
    """Percentiles 0.5 and 99.8 of all values of an (H, W) or (H, W, 3) picture.

    Above 4 million pixels they are read from an even grid of pixels, so that memory stays bounded.
    """
    stride = max(1, int(np.ceil(np.sqrt(pixels.shape[0] * pixels.shape[1] / SAMPLED_PIXELS))))
    sampled = np.asarray(pixels[::stride, ::stride], np.float64)
    low, high = np.percentile(sampled, (LOW_PERCENT, HIGH_PERCENT))
    return Levels(float(low), float(high))


def normalise(pixels: NDArray[np.generic], levels: Levels) -> NDArray[np.float32]:
    """(H, W) or (H, W, 3) pixels of any type -> float32 (H, W, 3) in [0, 1]; a flat picture becomes all 0."""
    span = levels.high - levels.low
    scaled = (pixels.astype(np.float32) - np.float32(levels.low)) * np.float32(1 / span if span > 0 else 0)
    scaled = np.clip(scaled, 0, 1)
    return np.repeat(scaled[..., None], 3, axis=2) if scaled.ndim == 2 else scaled
