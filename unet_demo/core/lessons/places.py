"""Where the answers to a question stand, and which question comes next: drawn, and the same for everybody."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def placed(options: Sequence[T], seed: str) -> list[T]:
    """The options in an order drawn from the seed: every place is as likely for the right one as any other."""
    order = list(options)
    random.Random(seed).shuffle(order)
    return order


def turn(count: int, number: int) -> int:
    """Which of `count` things comes at this number, from 0: each once in every round, never one twice running.

    Raises ValueError for a count below one.
    """
    if count < 1:
        raise ValueError(f"Got {count} things; one at least is needed to choose from; give some.")
    rounds, at = divmod(number, count)
    return _round(count, rounds)[at]


def _round(count: int, number: int) -> list[int]:
    order = placed(range(count), f"round {number} of {count}")
    if number and count > 1 and order[0] == _last(count, number - 1):
        order[0], order[1] = order[1], order[0]
    return order


def _last(count: int, number: int) -> int:
    """What a round ends with: of two things the exchange at its beginning moves the end as well."""
    return _round(count, number)[-1] if count == 2 else placed(range(count), f"round {number} of {count}")[-1]


def another(things: Sequence[T], number: int) -> int:
    """The next number after `number` whose thing, counted round and round, differs; the one after it where none does.

    Raises ValueError for no things.
    """
    if not things:
        raise ValueError("Got no things; one at least is needed to go on to; give some.")
    shown = things[number % len(things)]
    return next((n for n in range(number + 1, number + len(things)) if things[n % len(things)] != shown), number + 1)
