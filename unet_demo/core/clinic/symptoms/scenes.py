"""Discs among squares: pictures on which brightness alone does not tell the object, so that its shape has to be learnt.

The object is the discs; squares are as bright. No torch in here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIDE_PX, DISCS, SQUARES = 64, 3, 3
NOISE, GROUND, BRIGHT = 0.12, 0.25, 0.65
LARGEST = 0.99  # of a pixel: cast to whole numbers, every one becomes 0
SMALLEST_PX, LARGEST_PX = 5.0, 9.0  # of a radius, or of half a square's side


def discs_among_squares(count: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """`count` pictures (count, 64, 64) in [0, 1] and their masks (count, 64, 64) of 0 and 1, by seed.

    Shapes may be cut by the rim, so that no place of a picture is without them.
    """
    rng = np.random.default_rng(seed)
    rows, cols = np.mgrid[:SIDE_PX, :SIDE_PX].astype(np.float32)
    bright = np.zeros((count, SIDE_PX, SIDE_PX), bool)
    disc = np.zeros_like(bright)
    for number in range(SQUARES + DISCS):
        row, col = rng.uniform(0, SIDE_PX, (2, count, 1, 1))
        radius = rng.uniform(SMALLEST_PX, LARGEST_PX, (count, 1, 1))
        if number < SQUARES:
            bright |= np.maximum(abs(rows - row), abs(cols - col)) <= 0.85 * radius
        else:
            disc |= np.hypot(rows - row, cols - col) <= radius
    pictures = np.where(bright | disc, BRIGHT, GROUND) + rng.normal(0, NOISE, disc.shape)
    return pictures.clip(0, LARGEST).astype(np.float32), disc.astype(np.float32)
