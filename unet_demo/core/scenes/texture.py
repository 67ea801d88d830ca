"""What generated scenes share: smooth noise, uneven brightness, and the refusal of arguments out of range."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Field = NDArray[np.float32]


def check_ranges(limits: dict[str, tuple[float, float, float]]) -> None:
    """Raise ValueError for the first name whose value is not within (value, low, high); nan never is."""
    for name, (value, low, high) in limits.items():
        if not low <= value <= high:
            raise ValueError(f"{name} is {value}; a scene needs {low} to {high}; choose a value in between.")


def clouds(rng: np.random.Generator, height: int, width: int, size_px: float) -> Field:
    """Smooth noise (H, W) of mean 0 and deviation 1, whose blobs are about `size_px` wide."""
    step = max(1, int(size_px / 2))
    coarse = rng.standard_normal((height // step + 4, width // step + 4), np.float32)
    field = ndimage.gaussian_filter(coarse, size_px / step)
    if step > 1:
        field = ndimage.zoom(field, step, order=1)
    field = field[:height, :width]
    return np.asarray((field - field.mean()) / (field.std() + 1e-6), np.float32)


def tilt(rng: np.random.Generator, height: int, width: int) -> Field:
    """A plane (H, W) within about -1..1 that leans in a random direction."""
    down, right = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    lean = rng.uniform(-0.5, 0.5, 2)
    return np.asarray(lean[0] * down + lean[1] * right, np.float32)
