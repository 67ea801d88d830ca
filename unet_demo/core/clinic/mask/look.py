"""What is shown of a mask: its census, small copies of the file and its values, and what its two lines make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.clinic.mask.targets import Recipe, ran, shown_target
from unet_demo.core.pictures.census import Census, census_of
from unet_demo.core.pictures.images import display_copy, read_picture
from unet_demo.core.pictures.stored import stored_of

SHOWN_PX = 320  # longest side of a small copy


@dataclass(frozen=True, eq=False)
class Look:
    """`seen` (h, w, 3) uint8 as a viewer shows the file, `tones` (h, w) its values: of every so many-th pixel."""

    census: Census
    seen: NDArray[np.uint8]
    tones: NDArray[Any]


@dataclass(frozen=True, eq=False)
class Made:
    """What the two lines made: type, shape and values of the target, and (h, w) what it says, as a small copy.

    `step`: the lines ran on every so many-th pixel, so that memory stays bounded.
    """

    before_dtype: str
    before_shape: tuple[int, ...]
    dtype: str
    shape: tuple[int, ...]
    values: tuple[float, ...]
    label: NDArray[np.uint8]
    step: int


def look_of(data: bytes) -> Look:
    """Open a mask file and count it. Raises PictureError, and nothing else, for bytes that cannot be taken."""
    stored = stored_of(data)
    counted = census_of(stored, data)
    tones = stored.alpha if counted.kind == "alpha_mask" and stored.alpha is not None else stored.tones
    return Look(counted, display_copy(read_picture(data), SHOWN_PX), small(tones))


def made_of(recipe: Recipe, data: bytes) -> Made:
    """Run the two lines on a file that `look_of` has taken."""
    run = ran(recipe, data)
    return Made(
        str(run.before.dtype),
        run.before.shape,
        str(run.after.dtype),
        run.after.shape,
        run.values,
        small(shown_target(recipe, run)),
        run.step,
    )


def small(numbers: NDArray[Any]) -> NDArray[Any]:
    """(H, W) -> (h, w), at most SHOWN_PX a side: every so many-th pixel, so that no value is made up in between."""
    step = max(1, -(-max(numbers.shape) // SHOWN_PX))
    return np.ascontiguousarray(numbers[::step, ::step])
