"""What the copies of a picture allow to be said, from their PSNR in dB alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf
from typing import Literal

from unet_demo.core.nets.grid import Architecture, Node, shape_of

ALIKE_DB = 1.0  # copies nearer to one another than this are called alike
Nearer = Literal["mean", "map", "alike"]
NEARER: tuple[Nearer, ...] = ("mean", "map", "alike")


def nearer(map_db: float, mean_db: float) -> Nearer:
    """Which copy of a square comes nearer to it: the one read from a map, or its mean colour."""
    if map_db == mean_db or abs(map_db - mean_db) < ALIKE_DB:
        return "alike"
    return "map" if map_db > mean_db else "mean"


def costs_db(copies_db: Sequence[float]) -> tuple[float, float] | None:
    """(least, most) dB that one more halving costs; None where a copy is perfect."""
    if len(copies_db) < 2 or any(isinf(each) for each in copies_db):
        return None
    steps = [before - after for before, after in zip(copies_db[:-1], copies_db[1:], strict=True)]
    return min(steps), max(steps)


def against_means(rows_db: Sequence[float], means_db: Sequence[float]) -> dict[Nearer, tuple[int, ...]]:
    """Rows below the top by what comes nearer; `rows_db` from row 0, `means_db` from squares of 2 pixels, row 1."""
    pairs = list(enumerate(zip(rows_db[1:], means_db, strict=True), start=1))
    return {id: tuple(row for row, (one, mean) in pairs if nearer(one, mean) == id) for id in NEARER}


def said_of_rows(rows_db: Sequence[float], means_db: Sequence[float], flat_db: float) -> list[str]:
    """Prose ids of the sentences that these figures carry, most telling first."""
    by, found = against_means(rows_db, means_db), []
    lower = len(rows_db) - 1
    found.append("behind" if len(by["mean"]) == lower else "ahead" if len(by["map"]) == lower else "mixed")
    strange = below(rows_db, flat_db)
    if lower not in strange:  # of a readout that knows nothing of such pictures no difference means anything
        found.append("falls" if rows_db[0] - rows_db[-1] >= ALIKE_DB else "stays")
    if nearer(rows_db[0], means_db[0]) == "mean":
        found.append("no_copy")
    return ["unlike", *found] if strange else found


def below(rows_db: Sequence[float], flat_db: float) -> tuple[int, ...]:
    """Rows that give back less than one single colour would: the readout does not fit such a picture."""
    return tuple(row for row, db in enumerate(rows_db) if db < flat_db)


def crowd(net: Architecture, height: int, width: int) -> tuple[int, int, int]:
    """How many numbers the deepest map holds, the picture, and all maps together that cross over skips from X(i, 0)."""
    sizes = [
        channels * rows * cols
        for channels, rows, cols in (shape_of(net, Node(row, 0), height, width) for row in range(net.depth + 1))
    ]
    return sizes[-1], 3 * height * width, sum(sizes[:-1])
