"""Two answers for one picture: what was lost and what is new, told apart by hue and by stripes; and signed maps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unet_demo.viz.kit import style

RGB = NDArray[np.uint8]

STRIPE_PX = 3  # lost pixels are striped, so that no eye needs the hue


def changes_rgb(picture: RGB, before: NDArray[np.uint8], after: NDArray[np.uint8]) -> RGB:
    """(H, W, 3) picture in grey; lost object pixels striped in "removed", new ones plain in "added"; (H, W) answers.

    Of several classes any changed pixel counts as new. Raises ValueError when the sizes differ.
    """
    if not picture.shape[:2] == before.shape == after.shape:
        raise ValueError(
            f"Got {picture.shape[:2]}, {before.shape} and {after.shape}; all three need one size; give one picture's."
        )
    grey = picture.astype(np.float32).mean(axis=2, keepdims=True).repeat(3, axis=2) * 0.55
    changed = before != after
    lost = changed & (after == 0)
    rows, cols = np.indices(before.shape)
    striped = lost & ((rows + cols) // STRIPE_PX % 2 == 0)
    for where, hue in ((lost & ~striped, "text"), (striped, "removed"), (changed & ~lost, "added")):
        grey[where] = style.rgb_of(style.LIGHT["text"] if hue == "text" else hue)
    shown: RGB = np.rint(grey).astype(np.uint8)
    return shown


def signed_rgb(values: NDArray[np.floating], most: float) -> RGB:
    """(H, W) signed amounts -> (H, W, 3) in the diverging colours, neutral at 0, full at -most and most."""
    stops = style.diverging_stops()
    share = np.clip(0.5 + values / (2 * most if most > 0 else 1), 0, 1)
    places = [place for place, _ in stops]
    channels = [np.interp(share, places, [style.rgb_of(colour)[c] for _, colour in stops]) for c in range(3)]
    shown: RGB = np.rint(np.stack(channels, axis=-1)).astype(np.uint8)
    return shown
