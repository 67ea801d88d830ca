"""What a mask file holds, counted before anybody reads a meaning into it, and what that speaks for, with its evidence.

Size, layout, palette and every value are facts. A judgement is what they make likely, and names the figures it rests
on. No torch in here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.pictures.colour_tables import RGB
from unet_demo.core.pictures.decode import MAX_PIXELS, PictureError
from unet_demo.core.pictures.grey_levels import GreyLevels, grey_levels
from unet_demo.core.pictures.judgements import Judgement, judgements_of
from unet_demo.core.pictures.stored import Stored, stored_of
from unet_demo.core.pictures.tiff.choices import choices_of

MOST_VALUES = 256  # listed one by one; of more there is a histogram
BINS = 64
MOST_PLANES = 32  # pages that are looked at together


@dataclass(frozen=True)
class Value:
    """One value that occurs: its number, its colour where the file names one, and how many pixels hold it."""

    number: float
    colour: RGB | None
    pixels: int
    share: float


@dataclass(frozen=True)
class Census:
    """`kind` is the id of the judgement that decides what the numbers are; `judgements` holds it and all others.

    `values` rise and are empty where more than MOST_VALUES occur; `histogram` then holds BINS counts from `low` to
    `high`. `distinct` is how many different values, or colours, there are. `bits` and `samples` are of one pixel.
    """

    format: str
    mode: str
    dtype: str
    width: int
    height: int
    pages: int
    bits: int
    samples: int
    lossy: bool
    alpha: bool
    palette: tuple[RGB, ...]
    distinct: int
    low: float
    high: float
    values: tuple[Value, ...]
    histogram: tuple[int, ...]
    judgements: tuple[Judgement, ...]

    @property
    def kind(self) -> str:
        return self.judgements[0].id

    def judged(self, id: str) -> Judgement | None:
        """The judgement with this id, None where it was not made."""
        return next((each for each in self.judgements if each.id == id), None)


def census(data: bytes) -> Census:
    """Count a mask file. Raises PictureError, and nothing else, for bytes that cannot be taken."""
    return census_of(stored_of(data), data)


def census_of(stored: Stored, data: bytes = b"") -> Census:
    """The same for a file that has been opened; `data` gives its other pages, which may be planes of one mask."""
    head, levels = stored.header, grey_levels(stored.tones, stored.lossy, stored.has_tones)
    listed = levels.values.size <= MOST_VALUES
    height, width = stored.size
    return Census(
        format=head.format,
        mode=head.mode,
        dtype=str(stored.numbers.dtype),
        width=width,
        height=height,
        pages=stored.pages,
        bits=head.bits,
        samples=head.samples,
        lossy=stored.lossy,
        alpha=stored.alpha is not None,
        palette=head.palette,
        distinct=int(levels.values.size),
        low=float(levels.values[0]),
        high=float(levels.values[-1]),
        values=tuple(_values(stored, levels)) if listed else (),
        histogram=() if listed else _histogram(levels),
        judgements=judgements_of(stored, levels, _planes(stored, data)),
    )


def _values(stored: Stored, levels: GreyLevels) -> list[Value]:
    palette, total = stored.header.palette, int(levels.counts.sum())
    rows = []
    for number, pixels in zip(levels.values.tolist(), levels.counts.tolist(), strict=True):
        colour = None
        if palette and number < len(palette):
            colour = palette[int(number)]
        elif not stored.has_tones and stored.numbers.dtype == np.uint8:
            colour = colour_of(int(number))
        rows.append(Value(number, colour, pixels, pixels / total))
    return rows


def colour_of(number: int) -> RGB:
    """Red, green and blue of a colour that `Stored.colours` holds as one number."""
    return number >> 16, number >> 8 & 255, number & 255


def _histogram(levels: GreyLevels) -> tuple[int, ...]:
    counts, _ = np.histogram(levels.values.astype(np.float64), BINS, weights=levels.counts)
    return tuple(int(count) for count in counts)


def _planes(stored: Stored, data: bytes) -> int:
    """How many pages are planes of one mask, of which every pixel is set in exactly one; 0 where they are not."""
    all_px = stored.pages * stored.size[0] * stored.size[1]
    if not data or not 1 < stored.pages <= MOST_PLANES or stored.numbers.ndim != 2 or all_px > MAX_PIXELS:
        return 0
    if any(choice.channel is not None for choice in choices_of(data)):
        return 0
    set_in: NDArray[Any] = np.zeros(stored.size, np.uint8)
    try:
        for page in range(stored.pages):
            numbers = (stored if page == 0 else stored_of(data, page)).numbers
            if numbers.shape != set_in.shape:
                return 0
            set_in += numbers != 0
    except PictureError:
        return 0
    return stored.pages if bool((set_in == 1).all()) else 0
