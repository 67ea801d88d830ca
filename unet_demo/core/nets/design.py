"""What the controls of a map decide: the net, how it upsamples, whether it pads, and the picture it gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unet_demo.core.nets.grid import Architecture

Up = Literal["transposed", "bilinear", "nearest"]


Fit = Literal["as_is", "pad", "crop", "resize"]


@dataclass(frozen=True)
class Design:
    """What the controls of the map decide: the net, how it upsamples, whether it pads, and the picture it gets."""

    architecture: Architecture
    height: int
    width: int
    up: Up = "transposed"
    padding: int = 1  # zeros on every side before each convolution; 0 in the paper of 2015
    fit: Fit = "as_is"  # what is done to a picture whose sides do not suit
    kernel: int = 3  # side of the convolutions' window
    pool: int = 2  # side and stride of the poolings, and how many times larger the upsampling makes a map

    def __post_init__(self) -> None:
        if self.kernel < 1 or self.padding < 0 or self.pool < 2:
            raise ValueError(
                f"Design got kernel={self.kernel}, padding={self.padding}, pool={self.pool}; it needs a kernel of at "
                "least 1, a padding of at least 0 and a pooling of at least 2; choose larger ones."
            )

    @property
    def lost(self) -> int:
        """Pixels that one convolution takes off a side; below 0 it adds some."""
        return self.kernel - 1 - 2 * self.padding

    @property
    def padded(self) -> bool:
        """Whether convolutions leave the size of a map as it is."""
        return self.lost == 0
