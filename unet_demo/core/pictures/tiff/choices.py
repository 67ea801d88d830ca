"""What can be looked at in a TIFF: its pages, and the channels of a page that is no grey or colour picture."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from unet_demo.core.pictures.refused import Refused
from unet_demo.core.pictures.tiff.header import entries_of, format_of, header_at
from unet_demo.core.pictures.tiff.layout import MAX_SAMPLES, RGB, colour_samples, layout_of

MAX_CHOICES = 10_000  # a longer (or endless) chain of pages is cut here
MAX_TAGS = 200_000  # header entries walked in one file


class Choice(NamedTuple):
    """What can be looked at: the page whose header lies at `offset`, as a whole or one of its channels."""

    offset: int
    channel: int | None = None


def choices_of(data: bytes) -> list[Choice]:
    """Everything that can be chosen, at least one: pages, or the channels of a page that is no grey or colour picture.

    Found by walking the chain of page headers, no pixel is read; a broken or looping link ends it.
    """
    choices: list[Choice] = []
    for offset in _offsets(data):
        choices += (Choice(offset, channel) for channel in _channels(data, offset))
        if len(choices) >= MAX_CHOICES:
            break
    return choices[:MAX_CHOICES] or [Choice(0)]


def _offsets(data: bytes) -> Iterator[int]:
    order, big = format_of(data)
    link = order + ("Q" if big else "I")
    seen: set[int] = set()
    tags = 0
    try:
        (offset,) = struct.unpack_from(link, data, 8 if big else 4)
        while offset and offset not in seen and tags < MAX_TAGS:
            entries = entries_of(data, offset)
            seen.add(offset)
            tags += entries + 1
            yield offset
            (offset,) = struct.unpack_from(link, data, offset + (8 + 20 * entries if big else 2 + 12 * entries))
    except (struct.error, OverflowError, Refused):
        return


def _channels(data: bytes, offset: int) -> list[int | None]:
    """None for a page as a whole; a number for each of its samples that stands alone."""
    try:
        header = header_at(data, offset)
        if header.number(277, 1) == 1:  # of thousands of pages nothing more is asked
            return [None]
        layout = layout_of(header)
    except Refused:
        return [None]
    samples, needed, extra = layout.samples, colour_samples(layout.colours, layout.samples), layout.extra
    if samples == needed or samples > MAX_SAMPLES:
        return [None]
    if needed == 1 or (layout.is_planar and layout.colours == RGB):  # tifffile calls planes RGB and alpha
        is_alpha = samples == 2 and not layout.is_planar and extra[:1] in ((1,), (2,))
        return [None] if is_alpha else list(range(samples))
    loose = (needed + at for at in range(samples - needed) if extra[at : at + 1] not in ((1,), (2,)))
    return [None, *loose]
