"""How the samples of a TIFF page lie in its file, and how many of them make a grey or a colour."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from unet_demo.core.pictures.refused import Refused
from unet_demo.core.pictures.tiff.header import Header

MAX_SAMPLES = 64  # of one pixel
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, MASK, INKS, YCBCR = range(7)
JPEG = 7  # a compression; the others stand in parts.py
_COLOUR_SAMPLES = {WHITE_IS_ZERO: 1, BLACK_IS_ZERO: 1, RGB: 3, PALETTE: 1, MASK: 1, INKS: 4, YCBCR: 3}


@dataclass(frozen=True)
class Layout:
    """How the samples of a page are stored. Strips are tiles as wide as the picture."""

    width: int
    height: int
    tile_width: int
    tile_height: int
    samples: int  # of one pixel
    bits: int  # of one sample
    kind: str  # numpy's: "u", "i" or "f"
    colours: int
    compression: int
    is_planar: bool
    is_tiled: bool
    predictor: int
    is_reversed: bool  # the first pixel in the lowest bit of a byte
    extra: tuple[int, ...]  # what the samples beyond the colour are: 1 and 2 are alpha, 0 anything

    @property
    def across(self) -> int:
        return ceil(self.width / self.tile_width)

    @property
    def down(self) -> int:
        return ceil(self.height / self.tile_height)

    @property
    def rows(self) -> int:
        """Rows that are stored: the last tiles are filled up, the last strip is not."""
        return self.down * self.tile_height if self.is_tiled else self.height

    @property
    def per_part(self) -> int:
        """Samples of one pixel that lie together in a part."""
        return 1 if self.is_planar else self.samples

    @property
    def row_bytes(self) -> int:
        """Of one row of a part."""
        return ceil(self.tile_width * self.per_part * self.bits / 8)


def layout_of(header: Header) -> Layout:
    """The layout of a page. Raises Refused, also for samples of different depth and for complex numbers."""
    width, height, samples = header.number(256), header.number(257), header.number(277, 1)
    bits, kinds = header.numbers(258, 1), header.numbers(339, 1)
    if width < 1 or height < 1 or not 1 <= samples <= MAX_SAMPLES:
        raise Refused("damaged")
    layout = Layout(
        width=width,
        height=height,
        tile_width=header.number(322, width),
        tile_height=header.number(323, 0) or min(header.number(278, height), height),
        samples=samples,
        bits=int(bits[0]),
        kind={1: "u", 2: "i", 3: "f", 4: "u"}.get(int(kinds[0]), "c"),
        colours=header.number(262, RGB if samples >= 3 else BLACK_IS_ZERO),
        compression=header.number(259, 1),
        is_planar=samples > 1 and header.number(284, 1) == 2,
        is_tiled=322 in header.entries,
        predictor=header.number(317, 1),
        is_reversed=header.number(266, 1) == 2,
        extra=_extra(header),
    )
    if layout.tile_width < 1 or layout.tile_height < 1 or layout.bits < 1:
        raise Refused("damaged")
    if layout.kind == "c" or any((numbers[:samples] != numbers[0]).any() for numbers in (bits, kinds)):
        raise unusual(layout)
    return layout


def unusual(layout: Layout) -> Refused:
    """What names a kind of page that is not read; numbers as in the TIFF standard."""
    return Refused(
        "unusual",
        compression=layout.compression,
        colours=layout.colours,
        samples=layout.samples,
        bits=layout.bits,
    )


def colour_samples(colours: int, samples: int) -> int:
    """How many of a pixel's samples make its grey or colour."""
    return min(samples, _COLOUR_SAMPLES.get(colours, samples))


def _extra(header: Header) -> tuple[int, ...]:
    return tuple(header.numbers(338)[:MAX_SAMPLES].tolist()) if 338 in header.entries else ()
