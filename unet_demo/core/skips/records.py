"""What the skips' experiments find, as plain records; no torch in here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine.quiet import Timed
from unet_demo.core.pictures.images import Picture
from unet_demo.core.training.flow import Flow, Start


@dataclass(frozen=True)
class Flows:
    """What one picture gave: nets that have just begun, and the trained ones that are there.

    `missing` names the kinds without a trained net; `truth` says whether the loss was measured against the truth.
    """

    start: Start
    begun: tuple[Flow, ...]
    trained: tuple[Flow, ...]
    missing: tuple[str, ...]
    truth: bool
    height: int
    width: int
    took: Timed = Timed(0.0)


@dataclass(frozen=True, eq=False)
class Halved:
    """A picture shrunk to the means of squares of `square_px` and enlarged again, as squares and bilinearly.

    Copies are uint8 (H, W, 3), PSNR in dB; infinite for a copy without any error.
    """

    square_px: int
    squares: NDArray[np.uint8]
    squares_db: float
    bilinear: NDArray[np.uint8]
    bilinear_db: float


@dataclass(frozen=True, eq=False)
class ReadBack:
    """What the best linear readout gives back of a picture from the map of X(row, 0) with `channels` channels."""

    row: int
    channels: int
    copy: NDArray[np.uint8]  # (H, W, 3)
    db: float


@dataclass(frozen=True, eq=False)
class Survival:
    """All rows of one net, the top first; `flat_db` is what one single colour would reach, the picture's mean.

    `fitted` counts the pictures that the readouts were fitted on; this one is never among them.
    """

    rows: tuple[ReadBack, ...]
    flat_db: float
    fitted: int
    took: Timed = Timed(0.0)


def seen_by_net(picture: Picture) -> NDArray[np.uint8]:
    """(H, W, 3): the picture as the net receives it, stretched by its levels; what copies are compared with."""
    from unet_demo.core.pictures.normalise import normalise

    return np.rint(normalise(picture.pixels, picture.levels) * 255).astype(np.uint8)
