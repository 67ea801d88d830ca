"""Masks of one class: what is background, what is object, and which pixels belong to one object."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.nets.tasks import UNKNOWN, Task
from unet_demo.core.pictures.decode import PictureError
from unet_demo.core.pictures.grey_levels import VOID_NUMBER, GreyLevels, grey_levels
from unet_demo.core.pictures.reading_option import Labels, Option
from unet_demo.core.pictures.stored import Stored
from unet_demo.core.pictures.value_counts import border_of, value_counts

HALF_ALPHA, OPAQUE = 128, 255
MAX_OBJECTS = UNKNOWN - 1

Numbers = NDArray[Any]
Choice = Callable[[], NDArray[np.bool_]]


def options_of(stored: Stored, task: Task) -> tuple[list[Option], bool]:
    """The readings, the likeliest first, and whether one has to be chosen since no pixel is 0.

    Raises PictureError for a photograph, and where there are more objects than numbers.
    """
    numbers, opaque = _numbers_of(stored)
    if opaque is not None:
        return [_pieces("alpha", lambda: opaque, task), _pieces("turned", lambda: ~opaque, task)], False
    levels = grey_levels(numbers, stored.lossy, stored.has_tones)
    if levels.is_photograph:
        raise PictureError("truth_photo", colours=int(levels.values.size))
    if levels.values.size <= 2:
        return _of_two(levels, task)
    if levels.values[0] > 0 and not (stored.lossy or levels.has_ghosts):
        return _without_zero(levels, task), True
    return _of_many(levels, task), False


def _numbers_of(stored: Stored) -> tuple[Numbers, NDArray[np.bool_] | None]:
    """(H, W) numbers, 0 where the file is transparent; or where it is opaque, if that alone says what is object."""
    numbers = stored.tones
    if stored.alpha is None:
        return numbers, None
    opaque = stored.alpha >= HALF_ALPHA
    if opaque.all() or not opaque.any():
        return numbers, None
    full = stored.alpha == OPAQUE
    if value_counts(numbers[full if full.any() else opaque][None])[0].size == 1:
        return numbers, opaque
    return np.where(opaque, numbers, 0).astype(numbers.dtype), None


def _of_two(levels: GreyLevels, task: Task) -> tuple[list[Option], bool]:
    """One value or two: with 0 the other is object; without, that has to be asked."""
    numbers, low, high = levels.numbers, levels.values[0], levels.values[-1]
    if low == 0:
        plain = _pieces("pieces", lambda: numbers != 0, task)
        return [plain, _pieces("turned", lambda: numbers == 0, task)], False
    if low == high:
        every = _pieces("pieces", lambda: numbers != 0, task)
        return [every, _pieces("turned", lambda: numbers == 0, task)], True
    values = (("low", f"{low:g}"), ("high", f"{high:g}"))
    one, other = (
        _pieces(id, partial(np.equal, numbers, of), task, values) for id, of in (("high", high), ("low", low))
    )
    return [one, other], True


def _without_zero(levels: GreyLevels, task: Task) -> list[Option]:
    """Three values or more and none is 0: the least, or what lies along the border, may be the background."""
    numbers = levels.numbers
    around, counts = value_counts(border_of(numbers)[None])
    border, least = around[int(counts.argmax())], levels.values[0]
    void = UNKNOWN if levels.has_void else None
    by_least = _numbered("least", numbers, task, background=least, unknown=void, values=(("low", f"{least:g}"),))
    by_border = _numbered("border", numbers, task, background=border, unknown=void)
    plain = _numbered("numbers", numbers, task)
    whole = levels.values.dtype.kind == "u" and levels.values[-1] < 1 << 16
    return [by_least, by_border, plain] if whole else [by_border, by_least, plain]


def _of_many(levels: GreyLevels, task: Task) -> list[Option]:
    """Three values or more with 0 among them: a smooth edge, labels beside "unknown", or a number for each object."""
    numbers, half = levels.numbers, levels.half
    cut = _pieces("half", lambda: numbers > half, task, (("half", f"{half:g}"),))
    numbered = _numbered("numbers", numbers, task)
    turned = _pieces("turned", lambda: numbers == 0, task)
    if levels.lossy or levels.has_ghosts or levels.is_ramp:
        turned = _pieces("turned", lambda: numbers <= half, task)
        return [cut, turned] if levels.lossy or levels.has_ghosts else [cut, turned, numbered]
    pieces = _pieces("pieces", lambda: numbers != 0, task)
    if levels.has_void:
        return [_numbered("void", numbers, task, unknown=UNKNOWN), numbered, pieces, turned]
    return [numbered, pieces, turned, *([cut] if levels.has_range and levels.values.size == 3 else [])]


def _pieces(id: str, where: Choice, task: Task, values: tuple[tuple[str, str], ...] = ()) -> Option:
    return Option(id, lambda: pieces_of(where()), values, task.counted)


def _numbered(
    id: str,
    numbers: Numbers,
    task: Task,
    background: Any = 0,
    unknown: int | None = None,
    values: tuple[tuple[str, str], ...] = (),
) -> Option:
    make = partial(_labels, numbers, background, unknown)
    return Option(id, make, values, task.counted)


def pieces_of(mask: NDArray[np.bool_]) -> Labels:
    """(H, W) a number for every 8-connected piece. Raises PictureError for more than can be told apart."""
    labels, count = ndimage.label(mask, np.ones((3, 3)))
    _check(int(count))
    return np.asarray(labels).astype(np.uint16)


def _labels(numbers: Numbers, background: Any, unknown: int | None) -> Labels:
    """Numbers as labels; those that are no labels, such as colours, are ranked. 255 beside small ones is unknown."""
    values = value_counts(numbers)[0]
    void = numbers == VOID_NUMBER if unknown is not None else None
    inner = values[(values != background) & ((values != VOID_NUMBER) if unknown is not None else True)]
    _check(inner.size)
    if inner.size == 1:
        labels = pieces_of(numbers == inner[0])
    elif numbers.dtype in (np.uint8, np.uint16) and inner.size and inner[-1] <= MAX_OBJECTS:
        labels = np.where(numbers == background, 0, numbers).astype(np.uint16)
    else:
        labels = np.where(numbers == background, 0, np.searchsorted(inner, numbers) + 1).astype(np.uint16)
    if void is not None:
        labels[void] = UNKNOWN
    return labels


def _check(count: int) -> None:
    if count > MAX_OBJECTS:
        raise PictureError("truth_objects", count=count, limit=MAX_OBJECTS)
