"""What the facts of a mask file speak for. Each judgement names the figures that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.pictures.colour_tables import RGB, TABLES
from unet_demo.core.pictures.grey_levels import VOID_NUMBER, GreyLevels
from unet_demo.core.pictures.stored import Stored
from unet_demo.core.pictures.value_counts import unlike_neighbour

MOST_COLOURS = 256  # of a colour-coded mask
MORE_THAN_HALF, WHOLE_BORDER, MOST_UNLIKE = 0.5, 0.9, 0.5
INSTANCES, ONE_PIECE = 3, 0.9  # numbers at least, and the share of them that are one piece each
LOOKED_AT_PX, LOOKED_AT_NUMBERS = 1 << 20, 64  # pieces are counted on the nearest pixels of a smaller copy


@dataclass(frozen=True)
class Judgement:
    """`values` fill the words of the prose id `<room's file>.judged.<id>`; each is a figure or a name."""

    id: str
    values: tuple[tuple[str, str], ...] = ()


def judgements_of(stored: Stored, levels: GreyLevels, planes: int = 0) -> tuple[Judgement, ...]:
    """The one that says what the numbers are, then everything else to know of them."""
    first = _judged("planes", pages=str(planes)) if planes else _kind(stored, levels)
    return first, *_remarks(stored, levels, first.id)


def _kind(stored: Stored, levels: GreyLevels) -> Judgement:
    size, low, high = levels.values.size, levels.values[0], levels.values[-1]
    if _alpha_decides(stored, levels):
        return _judged("alpha_mask", share=_percent(_clear(stored)))
    if not stored.has_tones:
        return _of_colours(stored, levels)
    if size == 1:
        return _judged("flat", value=f"{low:g}")
    if size == 2:
        id = "binary" if low == 0 else "one_two"
        return _judged(id, low=f"{low:g}", high=f"{high:g}", share=_percent(levels.share(levels.values == high)))
    if levels.has_ghosts:
        between = int(np.count_nonzero(levels.between))
        return _judged("ghosts", count=str(between), share=_percent(levels.near_share), top=f"{high:g}")
    if levels.is_ramp:
        count, share = int(np.count_nonzero(levels.between)), levels.share(levels.between)
        return _judged("ramp", count=str(count), share=_percent(share), flat=_percent(levels.flat_share))
    if levels.is_photograph or stored.lossy:
        return _photograph(levels)
    if levels.has_void:
        return _void(levels)
    return _of_numbers(levels)


def _of_colours(stored: Stored, levels: GreyLevels) -> Judgement:
    if levels.values.size > MOST_COLOURS and unlike_neighbour(levels.numbers) > MOST_UNLIKE:
        return _photograph(levels)
    if stored.numbers.dtype == np.uint8 and levels.values.size <= MOST_COLOURS:
        colours = {(each >> 16, each >> 8 & 255, each & 255) for each in map(int, levels.values)}
        for name, table in TABLES.items():
            if table.keys() >= colours:
                return _judged("table", table=name, count=str(len(colours)), of=str(len(table)))
    ones = np.count_nonzero(stored.numbers, axis=2) if levels.values.size <= 3 else np.zeros(1)
    if bool((ones == 1).all()) and np.unique(stored.numbers).size == 2:
        return _judged("one_hot", count="3", value=f"{stored.numbers.max():g}")
    return _judged("colours", count=str(levels.values.size))


def _of_numbers(levels: GreyLevels) -> Judgement:
    """Small numbers: one for each object where nearly every number is in one piece, else one for each class."""
    pieces = _pieces(levels)
    single = sum(count == 1 for count in pieces)
    low, high = f"{levels.values[0]:g}", f"{levels.values[-1]:g}"
    if len(pieces) >= INSTANCES and single >= ONE_PIECE * len(pieces):
        return _judged("instances", count=str(levels.values.size - int(levels.values[0] == 0)), single=str(single),
                       of=str(len(pieces)), high=high)  # fmt: skip
    mean = sum(pieces) / max(1, len(pieces))
    return _judged("classes", count=str(levels.values.size), low=low, high=high, pieces=f"{mean:.1f}")


def _void(levels: GreyLevels) -> Judgement:
    others = levels.values[levels.values != VOID_NUMBER]
    share = levels.share(levels.values == VOID_NUMBER)
    figures = {"low": f"{others[0]:g}", "high": f"{others[-1]:g}", "gap": f"{others[-1] + 1.0:g}"}
    return _judged("void", count=str(others.size), share=_percent(share), **figures)


def _photograph(levels: GreyLevels) -> Judgement:
    return _judged("photograph", count=str(levels.values.size), share=_percent(unlike_neighbour(levels.numbers)))


def _remarks(stored: Stored, levels: GreyLevels, kind: str) -> list[Judgement]:
    told = []
    if stored.lossy:
        told.append(_judged("lossy", format=stored.header.format))
    if stored.header.palette and len(levels.values) > 1:
        told.append(_judged("palette", **_palette(stored, levels)))
    if stored.header.white_is_zero:
        told.append(_judged("white_is_zero"))
    if stored.alpha is not None and kind != "alpha_mask":
        told.append(_judged("alpha", share=_percent(_clear(stored))))
    if stored.header.bits < 8:
        told.append(_judged("few_bits", bits=str(stored.header.bits)))
    if kind in ("one_two", "classes", "instances", "colours") and levels.values[0] > 0:
        told.append(_judged("no_zero", low=f"{levels.values[0]:g}"))
    share = 1 - levels.share(levels.values == 0)
    if kind in ("binary", "instances", "ghosts", "ramp"):
        share = 1 - levels.share(levels.values <= (levels.half if kind in ("ghosts", "ramp") else 0))
        if share > MORE_THAN_HALF and levels.border_share >= WHOLE_BORDER:
            told.append(_judged("inverted", share=_percent(share), border=_percent(levels.border_share)))
    return told


def _palette(stored: Stored, levels: GreyLevels) -> dict[str, str]:
    palette = stored.header.palette
    used: set[RGB] = {palette[int(index)] for index in levels.values if int(index) < len(palette)}
    table = next((name for name, table in TABLES.items() if table.keys() >= used), "none")
    return {"count": str(levels.values.size), "table": table}


def _alpha_decides(stored: Stored, levels: GreyLevels) -> bool:
    """Whether all that is opaque has one colour: then only the transparency says what is object."""
    if stored.alpha is None or stored.header.palette:
        return False
    opaque, numbers = stored.alpha == 255, levels.numbers
    return bool(opaque.any()) and bool((numbers == numbers.ravel()[int(opaque.argmax())]).all(where=opaque))


def _clear(stored: Stored) -> float:
    return 0.0 if stored.alpha is None else float((stored.alpha < 128).mean())


def _pieces(levels: GreyLevels) -> list[int]:
    """How many 8-connected pieces each number but 0 has, of the first ones."""
    step = max(1, int(np.ceil(np.sqrt(levels.numbers.size / LOOKED_AT_PX))))
    small: NDArray[Any] = np.ascontiguousarray(levels.numbers[::step, ::step])
    numbers = [value for value in levels.values.tolist() if value][:LOOKED_AT_NUMBERS]
    ranked = np.searchsorted(np.asarray(numbers), small).astype(np.int32)
    ranked = np.where(np.isin(small, numbers), ranked + 1, 0)
    places = ndimage.find_objects(ranked, len(numbers))
    return [int(ndimage.label(ranked[place] == at + 1, np.ones((3, 3)))[1]) for at, place in enumerate(places) if place]


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _judged(id: str, **values: str) -> Judgement:
    return Judgement(id, tuple(values.items()))
