"""CBAM's weights of the positions, over the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unet_demo.viz.kit.maps import sequential_rgb

RGB = NDArray[np.uint8]


def attention_rgb(picture: RGB, weights: NDArray[np.float32]) -> RGB:
    """(H, W, 3) picture in grey under the colours of its weights (h, w), stretched from the least to the largest.

    Maps smaller than the picture are enlarged as squares. Raises ValueError where its sides are not a multiple.
    """
    rows, cols = (big // small for big, small in zip(picture.shape[:2], weights.shape, strict=True))
    if (rows * weights.shape[0], cols * weights.shape[1]) != picture.shape[:2]:
        raise ValueError(
            f"Got a picture of {picture.shape[:2]} and weights of {weights.shape}; sides that divide are needed; "
            "give the picture that the maps were computed from."
        )
    low, high = float(weights.min()), float(weights.max())
    share = (weights - low) / (high - low) if high > low else np.zeros_like(weights)
    large: NDArray[np.uint8] = (255 * share).astype(np.uint8).repeat(rows, axis=0).repeat(cols, axis=1)
    grey = picture.mean(axis=2, keepdims=True)
    mixed: RGB = (0.45 * grey + 0.55 * sequential_rgb(large)).astype(np.uint8)
    return mixed
