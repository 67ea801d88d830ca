"""Things kept for a limited time: by key, so many of them or of their bytes, no longer than a time after the last look.

Every store in use is known here, so that one call sweeps them all and a new one cannot be forgotten.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_stores: weakref.WeakSet[Store[Any, Any]] = weakref.WeakSet()
_stores_lock = threading.Lock()


@dataclass
class _Entry(Generic[T]):
    value: T
    seen: float


class Store(Generic[K, T]):
    """A thread-safe store. The least recently seen goes first when there are more than `most`, or too many bytes.

    With `lighten`, which makes a value give up its bytes, one of too many bytes stays, lightened.

    `size_of` gives a value's bytes, asked anew each time, since a value may grow; `on_drop` hears of each value that
    goes, whatever the reason, after it has gone. A sweep counts as seen whatever `is_seen` holds for. `now` is a clock
    in seconds.
    """

    def __init__(
        self,
        keep_s: float,
        most_bytes: float = float("inf"),
        size_of: Callable[[T], int] = lambda _: 0,
        on_drop: Callable[[T], None] = lambda _: None,
        now: Callable[[], float] = time.monotonic,
        *,
        most: float = float("inf"),
        is_seen: Callable[[T], bool] = lambda _: False,
        lighten: Callable[[T], None] | None = None,
    ) -> None:
        self._lighten = lighten
        self.keep_s, self.most_bytes, self.most = keep_s, most_bytes, most
        self._size_of, self._on_drop, self._is_seen, self._now = size_of, on_drop, is_seen, now
        self._entries: OrderedDict[K, _Entry[T]] = OrderedDict()
        self._lock = threading.Lock()
        with _stores_lock:
            _stores.add(self)

    def put(self, key: K, value: T) -> None:
        """Keep `value` under `key`, seen now, in place of what stood there."""
        with self._lock:
            before = self._entries.pop(key, None)
            self._entries[key] = _Entry(value, self._now())
        if before is not None and before.value is not value:
            self._on_drop(before.value)
        self.fit()

    def get(self, key: K) -> T | None:
        """The value, seen now; None where there is none or its time is over."""
        self._let_go()
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._see(key, entry)
            return entry.value

    def get_or_make(self, key: K, make: Callable[[], T]) -> T:
        """The value, seen now; made and kept where there is none. Raises what `make` raises, and keeps nothing then.

        Other keys are served meanwhile; two who ask for the same at once may both make it.
        """
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def drop(self, key: K) -> None:
        """Let go of one value."""
        with self._lock:
            entry = self._entries.pop(key, None)
        if entry is not None:
            self._on_drop(entry.value)

    def clear(self) -> None:
        """Let go of everything."""
        for key in list(self._entries):
            self.drop(key)

    def sweep(self) -> None:
        """Count every value for which `is_seen` holds as seen now, and let go of those whose time is over."""
        with self._lock:
            for key, entry in list(self._entries.items()):
                if self._is_seen(entry.value):
                    self._see(key, entry)
        self._let_go()

    def fit(self) -> None:
        """Let go of the least recently seen, the newest never, until the rest fits; call it when a value has grown.

        What has no bytes never goes for the sake of bytes.
        """
        with self._lock:
            sizes = {key: self._size_of(entry.value) for key, entry in self._entries.items()}
            total = sum(sizes.values())
            gone: list[T] = []
            heavy: list[T] = []
            for key in list(self._entries)[:-1]:
                if len(self._entries) > self.most:
                    gone.append(self._entries.pop(key).value)
                elif total > self.most_bytes and sizes[key]:
                    heavy.append(self._entries[key].value if self._lighten else self._entries.pop(key).value)
                else:
                    continue
                total -= sizes[key]
        for value in gone:
            self._on_drop(value)
        for value in heavy:
            (self._lighten or self._on_drop)(value)

    def bytes(self) -> int:
        """Of all values together."""
        with self._lock:
            return sum(self._size_of(entry.value) for entry in self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def _let_go(self) -> None:
        with self._lock:
            ends = self._now() - self.keep_s
            gone = [self._entries.pop(key).value for key, entry in list(self._entries.items()) if entry.seen < ends]
        for value in gone:
            self._on_drop(value)

    def _see(self, key: K, entry: _Entry[T]) -> None:
        entry.seen = self._now()
        self._entries.move_to_end(key)


def stores() -> list[Store[Any, Any]]:
    """Every store in use."""
    with _stores_lock:
        return list(_stores)


def sweep_all() -> None:
    """Sweep every store in use."""
    for each in stores():
        each.sweep()
