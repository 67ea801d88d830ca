"""Things kept for a limited time: by key, within so many bytes, and no longer than a time after they were last seen."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Entry(Generic[T]):
    value: T
    seen: float


class Store(Generic[T]):
    """A thread-safe store. The least recently seen goes first when the whole would pass `most_bytes`.

    `size_of` gives a value's bytes, asked anew each time, since a value may grow; `on_drop` hears of each value that
    goes, whatever the reason, after it has gone. `now` is a clock in seconds.
    """

    def __init__(
        self,
        keep_s: float,
        most_bytes: int,
        size_of: Callable[[T], int],
        on_drop: Callable[[T], None] = lambda _: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.keep_s, self.most_bytes = keep_s, most_bytes
        self._size_of, self._on_drop, self._now = size_of, on_drop, now
        self._entries: OrderedDict[str, _Entry[T]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, key: str, value: T) -> None:
        """Keep `value` under `key`, seen now, in place of what stood there."""
        with self._lock:
            before = self._entries.pop(key, None)
            self._entries[key] = _Entry(value, self._now())
        if before is not None and before.value is not value:
            self._on_drop(before.value)
        self.fit()

    def get(self, key: str) -> T | None:
        """The value, seen now; None where there is none or its time is over."""
        self.sweep()
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._see(key, entry)
            return entry.value

    def drop(self, key: str) -> None:
        """Let go of one value."""
        with self._lock:
            entry = self._entries.pop(key, None)
        if entry is not None:
            self._on_drop(entry.value)

    def sweep(self, is_seen: Callable[[T], bool] = lambda _: False) -> None:
        """Count every value for which `is_seen` holds as seen now, and let go of those whose time is over."""
        with self._lock:
            for key, entry in list(self._entries.items()):
                if is_seen(entry.value):
                    self._see(key, entry)
            ends = self._now() - self.keep_s
            gone = [self._entries.pop(key).value for key, entry in list(self._entries.items()) if entry.seen < ends]
        for value in gone:
            self._on_drop(value)

    def fit(self) -> None:
        """Let go of the least recently seen, the newest never, until the rest fits; call it when a value has grown."""
        with self._lock:
            sizes = {key: self._size_of(entry.value) for key, entry in self._entries.items()}
            total, gone = sum(sizes.values()), []
            for key in list(self._entries)[:-1]:
                if total <= self.most_bytes:
                    break
                if sizes[key]:
                    total -= sizes[key]
                    gone.append(self._entries.pop(key).value)
        for value in gone:
            self._on_drop(value)

    def bytes(self) -> int:
        """Of all values together."""
        with self._lock:
            return sum(self._size_of(entry.value) for entry in self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def _see(self, key: str, entry: _Entry[T]) -> None:
        entry.seen = self._now()
        self._entries.move_to_end(key)
