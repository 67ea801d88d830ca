"""The header of one page of a TIFF. No number in it is believed: what cannot be is refused as "damaged"."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.pictures.refused import Refused

_TYPES = {1: "u1", 3: "u2", 4: "u4", 13: "u4", 16: "u8", 18: "u8"}  # types of entry that hold whole numbers
_READ = frozenset(
    (256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325, 338, 339, 347)
)


@dataclass(frozen=True, eq=False)
class Header:
    """The entries of one page that are read here, each (type, count, place of its value)."""

    data: bytes
    order: Literal["<", ">"]
    entries: dict[int, tuple[int, int, int]]

    def numbers(self, tag: int, default: int | None = None) -> NDArray[np.int64]:
        """All numbers of an entry; without it, the default alone. Raises Refused."""
        if tag not in self.entries:
            if default is None:
                raise Refused("damaged")
            return np.array([default])
        kind, count, place = self.entries[tag]
        dtype = np.dtype(self.order + _TYPES.get(kind, "V1"))
        if dtype.kind != "u" or count < 1 or place + count * dtype.itemsize > len(self.data):
            raise Refused("damaged")
        values = np.frombuffer(self.data, dtype, count, place).astype(np.uint64)
        return np.minimum(values, 2**40).astype(np.int64)

    def number(self, tag: int, default: int | None = None) -> int:
        """The first number of an entry."""
        kind, count, place = self.entries.get(tag, (0, 0, 0))
        size = int(_TYPES.get(kind, "u0")[1:])
        if not size or count < 1 or place + size > len(self.data):
            return int(self.numbers(tag, default)[0])
        return int.from_bytes(self.data[place : place + size], "little" if self.order == "<" else "big")

    def raw(self, tag: int) -> bytes:
        """An entry as bytes, empty where there is none."""
        _, count, place = self.entries.get(tag, (0, 0, 0))
        return self.data[place : place + count]


def is_tiff(data: bytes) -> bool:
    """Whether the file begins as a classic TIFF or a BigTIFF does."""
    return data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def header_at(data: bytes, offset: int) -> Header:
    """The page header at a place of the file; entries that are not read here are left out. Raises Refused."""
    order, big = format_of(data)
    shape = struct.Struct(order + ("HHQQ" if big else "HHII"))
    start = offset + (8 if big else 2)
    end = start + entries_of(data, offset) * shape.size
    if offset < 8 or end > len(data):
        raise Refused("damaged")
    entries: dict[int, tuple[int, int, int]] = {}
    for at, (tag, kind, count, value) in enumerate(shape.iter_unpack(data[start:end])):
        if tag in _READ and tag not in entries:
            is_here = count * int(_TYPES.get(kind, "u1")[1:]) <= (8 if big else 4)
            entries[tag] = kind, count, start + at * shape.size + (12 if big else 8) if is_here else value
    return Header(data, order, entries)


def format_of(data: bytes) -> tuple[Literal["<", ">"], bool]:
    """The order of bytes, "<" or ">", and whether it is a BigTIFF."""
    return "<" if data[:2] == b"II" else ">", data[2:4] in (b"+\0", b"\0+")


def entries_of(data: bytes, offset: int) -> int:
    """Number of entries of the page header at `offset`."""
    order, big = format_of(data)
    try:
        return int(struct.unpack_from(order + ("Q" if big else "H"), data, offset)[0])
    except struct.error as error:
        raise Refused("damaged") from error
