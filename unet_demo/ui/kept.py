"""The last thing made for each slot in this visitor's tab, so that nothing is computed twice."""

from __future__ import annotations

from typing import Any

from unet_demo.ui import choices


def remembered(slot: str, owner: object, a: Any, b: Any, make: Any) -> Any:
    """The last thing made for this slot for this tab, made anew when what it was made from changes.

    `owner` and `a` are known by identity, or `a` by being equal text; `b` by being equal.
    """
    slots = _slots()
    last = slots.get(slot)
    same = last is not None and last[0] is owner and last[2] == b
    if last is None or not same or not (last[1] is a or (isinstance(a, str) and last[1] == a)):
        slots[slot] = last = (owner, a, b, make())
    return last[3]


def forget(slot: str) -> None:
    """Let go of what is kept in this slot."""
    _slots().pop(slot, None)


def owner_of(slot: str) -> object:
    """What the thing kept in this slot was made from, None while nothing is."""
    return _slots().get(slot, (None,))[0]


def is_kept(slot: str, owner: object, a: object, b: object) -> bool:
    """Whether `remembered` would find it without making it anew."""
    last = _slots().get(slot)
    return last is not None and last[0] is owner and last[1:3] == (a, b)


def _slots() -> dict[str, tuple[Any, Any, Any, Any]]:
    slots: dict[str, tuple[Any, Any, Any, Any]] = choices.tab().made
    return slots
