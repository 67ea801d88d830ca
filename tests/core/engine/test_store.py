"""The store: what is not seen for a time goes, so does the least recently seen when it is full, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from unet_demo.core.engine.store import Store, stores, sweep_all


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def store_of(clock: Clock, most: int = 10) -> tuple[Store[str, str], list[str]]:
    """Texts, as large as they are long, kept for ten seconds; and what has been dropped."""
    dropped: list[str] = []
    return Store(10.0, most, len, dropped.append, clock), dropped


def test_what_is_seen_stays_and_what_is_not_goes_when_its_time_is_over(clock: Clock) -> None:
    store, dropped = store_of(clock)
    store.put("a", "aa")
    store.put("b", "bb")
    clock.now = 9.0
    assert store.get("a") == "aa"
    clock.now = 10.5
    assert (store.get("b"), dropped) == (None, ["bb"])
    clock.now = 19.0
    assert store.get("a") == "aa"
    clock.now = 29.5
    assert (store.get("a"), dropped, len(store)) == (None, ["bb", "aa"], 0)


def test_a_sweep_sees_what_it_is_told_is_seen(clock: Clock) -> None:
    dropped: list[str] = []
    store = Store[str, str](10.0, 10, len, dropped.append, clock, is_seen=lambda text: text == "aa")
    store.put("a", "aa")
    store.put("b", "bb")
    for clock.now in (9.0, 18.0, 27.0):
        store.sweep()
    assert dropped == ["bb"]
    assert store.get("a") == "aa"


def test_the_least_recently_seen_goes_when_the_bytes_run_out_and_the_newest_never(clock: Clock) -> None:
    store, dropped = store_of(clock)
    store.put("a", "aaaa")
    store.put("b", "bbbb")
    assert store.get("a")
    store.put("empty", "")
    store.put("c", "cccc")
    assert dropped == ["bbbb"]
    assert store.bytes() == 8
    store.put("d", "d" * 99)
    assert set(dropped) == {"bbbb", "aaaa", "cccc"}
    assert store.get("d")
    assert store.get("empty") == ""


def test_a_value_that_grew_is_counted_anew(clock: Clock) -> None:
    dropped: list[bytearray] = []
    store = Store[str, bytearray](10.0, 10, len, dropped.append, clock)
    first, second = bytearray(4), bytearray(4)
    store.put("a", first)
    store.put("b", second)
    second.extend(b"12345")
    store.fit()
    assert dropped == [first]


def test_putting_the_same_again_drops_nothing_and_another_drops_the_first(clock: Clock) -> None:
    store, dropped = store_of(clock)
    store.put("a", "aa")
    store.put("a", "aa")
    assert dropped == []
    store.put("a", "xx")
    assert dropped == ["aa"]
    store.drop("a")
    store.drop("a")
    assert dropped == ["aa", "xx"]


def test_the_least_recently_seen_goes_when_there_are_too_many(clock: Clock) -> None:
    dropped: list[str] = []
    store = Store[tuple[str, int], str](10.0, on_drop=dropped.append, now=clock, most=2)
    store.put(("a", 1), "one")
    store.put(("a", 2), "two")
    assert store.get(("a", 1)) == "one"
    store.put(("a", 3), "three")
    assert (dropped, len(store)) == (["two"], 2)
    store.clear()
    assert (dropped, len(store)) == (["two", "one", "three"], 0)


def test_what_is_kept_is_not_made_again_and_what_fails_is_not_kept(clock: Clock) -> None:
    store, made = Store[str, list[int]](10.0, now=clock), list[float]()

    def make() -> list[int]:
        made.append(clock.now)
        if len(made) == 1:
            raise ValueError("not yet")
        return []

    with pytest.raises(ValueError, match="not yet"):
        store.get_or_make("a", make)
    assert store.get_or_make("a", make) is store.get_or_make("a", make)
    clock.now = 10.5
    store.get_or_make("a", make)
    assert made == [0.0, 0.0, 10.5]


def test_one_call_sweeps_every_store_in_use(clock: Clock) -> None:
    first, second = (Store[str, str](keep_s, now=clock) for keep_s in (5.0, 20.0))
    for each in (first, second):
        each.put("a", "aa")
    clock.now = 6.0
    sweep_all()
    assert (len(first), len(second)) == (0, 1)
    assert {first, second} <= set(stores())
    known = len(stores())
    del first
    assert len(stores()) == known - 1


def test_what_is_lightened_stays_and_weighs_nothing(clock: Clock) -> None:
    store: Store[str, list[int]] = Store(10.0, 10, len, now=clock, lighten=list.clear)
    first, second = [1] * 8, [2] * 8
    store.put("a", first)
    store.put("b", second)
    assert (store.get("a"), store.get("b"), store.bytes()) == ([], second, 8)
