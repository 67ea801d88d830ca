"""The last thing made for each slot in this visitor's tab, so that nothing is computed twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from unet_demo.ui.frame import choices

T = TypeVar("T")


def remembered(slot: str, key: Hashable, make: Callable[[], T]) -> T:
    """The last thing made for this slot for this tab, made anew when its key is another.

    The key names by value all that the thing is made from, and is kept with it: a `Subject.key` or a `Run.key` stands
    for pictures and runs, which it must not hold. A slot belongs to one call.
    """
    slots = _slots()
    last = slots.get(slot)
    if last is None or last[0] != key:
        slots[slot] = last = key, make()
    made: T = last[1]
    return made


def forget(slot: str) -> None:
    """Let go of what is kept in this slot."""
    _slots().pop(slot, None)


def is_kept(slot: str, key: Hashable) -> bool:
    """Whether `remembered` would find it without making it anew."""
    last = _slots().get(slot)
    return last is not None and last[0] == key


def _slots() -> dict[str, tuple[Hashable, Any]]:
    slots: dict[str, tuple[Hashable, Any]] = choices.tab().made
    return slots
