"""Label pictures of several classes: raw numbers, palette indices, or the colours of an official table."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.nets.tasks import Task
from unet_demo.core.pictures.colour_tables import RGB, STREET
from unet_demo.core.pictures.decode import PictureError
from unet_demo.core.pictures.grey_levels import VOID_NUMBER
from unet_demo.core.pictures.reading_option import Labels, Option
from unet_demo.core.pictures.stored import Stored
from unet_demo.core.pictures.value_counts import value_counts

HALF_ALPHA = 128
MAX_NUMBER = 65535
ENOUGH_COLOURS = 2  # of a palette, to be told from any other by its colours


def options_of(stored: Stored, task: Task) -> tuple[list[Option], bool]:
    """The readings, the likeliest first, and whether one has to be chosen.

    Raises PictureError where no number of a class stands at a pixel, or one that the task does not have.
    """
    if stored.lossy:
        raise _no_numbers(task)
    colours = _colours_used(stored)
    table = table_of(colours) if task.id == "street" else ""
    by_colour = [Option("table", partial(_by_table, stored, table), (("table", table),))] if table else []
    numbers = _whole_numbers(stored)
    if numbers is None:
        if by_colour:
            return by_colour, False
        raise _no_numbers(task)
    by_number = _by_number(numbers, stored, task)
    if by_number is None:
        if by_colour:
            return by_colour, False
        raise _foreign(numbers, task)
    told_by_colour = bool(by_colour and stored.header.palette and len(colours) >= ENOUGH_COLOURS)
    if not told_by_colour or bool((by_colour[0].make() == by_number.make()).all()):
        return [by_number], False
    return [*by_colour, by_number], True  # indices that are classes, and colours that say otherwise


def table_of(colours: tuple[RGB, ...]) -> str:
    """The id of the table of street classes that has all of these colours; "" where none has."""
    return next((name for name, table in STREET.items() if colours and table.keys() >= set(colours)), "")


def _colours_used(stored: Stored) -> tuple[RGB, ...]:
    """The colours that occur, of a palette or of three channels of 8 bits; () for grey and for more than 64."""
    if palette := stored.header.palette:
        indices = value_counts(stored.numbers)[0]
        return tuple(palette[int(index)] for index in indices if int(index) < len(palette))
    if stored.numbers.ndim == 2 or stored.numbers.dtype != np.uint8:
        return ()
    packed = value_counts(stored.colours)[0]
    if packed.size > 64:
        return ()
    return tuple((int(each) >> 16, int(each) >> 8 & 255, int(each) & 255) for each in packed)


def _by_table(stored: Stored, name: str) -> Labels:
    """The class that a table gives to the colour of every pixel."""
    table = STREET[name]
    if palette := stored.header.palette:
        classes = np.array([table.get(colour, 0) for colour in palette], np.uint16)
        return np.asarray(classes[stored.numbers])
    keys = np.array([(red << 16) | (green << 8) | blue for red, green, blue in table])
    order = np.argsort(keys)
    numbers = np.array(list(table.values()), np.uint16)[order]
    return np.asarray(numbers[np.searchsorted(keys[order], stored.colours)])


def _whole_numbers(stored: Stored) -> NDArray[Any] | None:
    """(H, W) the numbers in the file, None where they are colours or fractions, or leave 0 to 65535."""
    grey = stored.grey
    if grey is None or grey.dtype.kind == "u":
        return grey
    return grey if bool((grey == np.clip(np.rint(grey), 0, MAX_NUMBER)).all()) else None


def _by_number(numbers: NDArray[Any], stored: Stored, task: Task) -> Option | None:
    """The numbers as classes; 255 beside others, and what is transparent, is left out. None for foreign numbers."""
    clear = None if stored.alpha is None or stored.header.palette else stored.alpha < HALF_ALPHA
    shown = numbers if clear is None else numbers[~clear]
    values = set(map(int, value_counts(shown[None] if shown.ndim == 1 else shown)[0])) if shown.size else set()
    allowed = {*(task.labels or ()), task.void}
    with_void = values - allowed == {VOID_NUMBER} and bool(values - {VOID_NUMBER, 0})
    if not (values <= allowed or with_void):
        return None
    id = "alpha" if clear is not None else "void" if with_void else "numbers"
    void = (("void", str(task.void)),)
    return Option(id, partial(_classes, numbers, clear, with_void, task.void), void)


def _classes(numbers: NDArray[Any], clear: NDArray[np.bool_] | None, with_void: bool, void: int) -> Labels:
    labels = numbers.astype(np.uint16)
    if with_void:
        labels[numbers == VOID_NUMBER] = void
    if clear is not None:
        labels[clear] = void
    return labels


def _foreign(numbers: NDArray[Any], task: Task) -> PictureError:
    allowed = {*(task.labels or ()), task.void}
    foreign = [int(value) for value in value_counts(numbers)[0] if int(value) not in allowed]
    named = ", ".join(map(str, foreign[:5]))
    return PictureError("truth_classes", foreign=named, classes=task.outputs - 1, void=task.void)


def _no_numbers(task: Task) -> PictureError:
    return PictureError("truth_numbers", classes=task.outputs - 1)
