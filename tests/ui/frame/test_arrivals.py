"""What is asked of memory and what of the URL: a test for each line of both tables."""

from __future__ import annotations

import itertools

import pytest

from unet_demo.ui.frame.arrivals import LOUD, OWN, Counts, Event, is_whole, picture_after, was_own, what_counts
from unet_demo.ui.frame.choice_table import CHOICES

LINK = {"depth": "2"}
WHOLE = {"lang": "en", "depth": "2", "threshold": "0.5", "overlay": "0.6", "task": "nuclei", "picture": "big"}
OWNS = {name: text for name, text in WHOLE.items() if name != "picture"}
OTHER = WHOLE | {"depth": "3"}
KNOWN = [WHOLE, OWNS, LINK]


@pytest.mark.parametrize(
    ("event", "query", "counts"),
    [
        ("arrival", {}, "memory"),
        ("arrival", LINK, "names"),
        ("arrival", WHOLE, "whole"),
        ("arrival", OWNS, "whole"),
        ("reload", {}, "memory"),
        ("reload", WHOLE, "memory"),
        ("reload", LINK, "memory"),
        ("reload", OTHER, "whole"),
        ("reload", {"depth": "1"}, "names"),
        ("again", {}, "memory"),
        ("again", WHOLE, "memory"),
        ("again", OTHER, "memory"),
        ("history", {}, "memory"),
        ("history", LINK, "names"),
        ("history", WHOLE, "whole"),
        ("history", OWNS, "whole"),
        ("page", {}, "memory"),
        ("page", LINK, "names"),
        ("page", WHOLE, "names"),
        ("rerun", {}, "memory"),
        ("rerun", WHOLE, "memory"),
        ("rerun", LINK, "memory"),
        ("rerun", OTHER, "names"),
    ],
)
def test_each_line_of_the_first_table(event: Event, query: dict[str, str], counts: Counts) -> None:
    assert what_counts(event, query, KNOWN) == counts


@pytest.mark.parametrize(
    ("event", "in_view", "stays", "query", "held", "then"),
    [
        ("history", OWN, True, WHOLE, True, OWN),
        ("history", OWN, True, OWNS, True, OWN),
        ("history", "nuclei~9", True, WHOLE, False, "nuclei~9"),
        ("history", "nuclei~9", True, OWNS, True, "nuclei~9"),
        ("history", "coins", False, WHOLE, True, "big"),
        ("history", "coins", False, OWNS, True, OWN),
        ("history", "coins", False, OWNS, False, "coins"),
        ("history", "coins", False, LINK, True, "coins"),
        ("page", OWN, True, {"picture": "cell"}, True, "cell"),
        ("page", OWN, True, LINK, True, OWN),
        ("rerun", "nuclei~9", True, {"picture": "cell"}, False, "cell"),
        ("arrival", OWN, True, WHOLE, True, "big"),
        ("arrival", "big", False, OWNS, True, OWN),
        ("arrival", "big", False, OWNS, False, "big"),
        ("arrival", OWN, True, LINK, True, OWN),
    ],
)
def test_each_line_of_the_second_table(
    event: Event, in_view: str, stays: bool, query: dict[str, str], held: bool, then: str
) -> None:
    assert picture_after(event, in_view, stays, query, held) == then


def test_a_whole_query_has_every_name_that_is_always_written() -> None:
    written = {name for name, choice in CHOICES.items() if not choice.quiet}
    assert written == {*LOUD, "picture"}
    assert is_whole(WHOLE)
    assert was_own(OWNS)
    assert not was_own(WHOLE)
    for some in itertools.combinations(LOUD, len(LOUD) - 1):
        assert not is_whole({name: WHOLE[name] for name in some})
