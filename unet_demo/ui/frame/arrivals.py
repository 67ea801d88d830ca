"""What is asked of the tab's memory and what of the URL: the one place that decides it.

Memory is what the visitor chose last. The URL is written from it and read in three cases only: when the visitor comes
in, goes back or forward, or follows a link that says what it is about. No part of Streamlit or of a browser in here.

| the run                              | its query             | what counts             |
|--------------------------------------|-----------------------|-------------------------|
| the visitor arrives by a link        | none                  | memory                  |
|                                      | some names            | these, the rest memory  |
|                                      | as we write it, whole | the query as it stands  |
| the tab is loaded anew               | one that we wrote     | memory                  |
|                                      | another               | as on arrival           |
| the connection was lost              | any                   | memory                  |
| Back or Forward                      | none                  | memory                  |
|                                      | some names            | these, the rest memory  |
|                                      | as we write it, whole | the query as it stands  |
| another page, by a link of our own   | none                  | memory                  |
|                                      | some names            | these, the rest memory  |
| the same page again                  | one that we wrote     | memory (an echo)        |
|                                      | another               | these, the rest memory  |

A query as we write it, whole, has every name of `LOUD`; names that it leaves out stand at their default, and where it
names no picture the visitor's own was in view. Of the picture, these cases:

| the run                  | in view             | the query names       | what is in view then                  |
|--------------------------|---------------------|-----------------------|---------------------------------------|
| Back, Forward            | own, or a scene     | any, none             | the same: it stays until another is taken |
|                          | of the gallery      | another               | that one                              |
|                          | of the gallery      | none (own, then)      | own if it is still held, else the same |
| a link, from wherever    | any                 | one                   | that one                              |
|                          | any                 | none                  | the same                              |
| a link written whole     | any                 | none (own, then)      | own if it is held, else lost          |
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

Event = Literal["arrival", "reload", "again", "history", "page", "rerun"]
Counts = Literal["memory", "names", "whole"]

LOUD = ("lang", "depth", "threshold", "overlay", "task")  # always in a query that we wrote; `picture` unless it is own
OWN = "own"  # the visitor's picture, where a gallery picture or a scene would have its id


def what_counts(event: Event, query: Mapping[str, str], known: Collection[Mapping[str, str]]) -> Counts:
    """Whether memory counts, the names in the query, or the query whole; `known` are the queries that we wrote."""
    if not query or event == "again" or (event in ("reload", "rerun") and query in known):
        return "memory"
    if event in ("arrival", "reload", "history") and is_whole(query):
        return "whole"
    return "names"


def is_whole(query: Mapping[str, str]) -> bool:
    """Whether a query has every name that we always write."""
    return all(name in query for name in LOUD)


def was_own(query: Mapping[str, str]) -> bool:
    """Whether the visitor's own picture was in view when we wrote this query."""
    return is_whole(query) and "picture" not in query


def picture_after(event: Event, in_view: str, stays: bool, query: Mapping[str, str], held: bool) -> str:
    """The id of the picture in view after a query that counts, or OWN.

    `in_view` is what was there, `stays` whether it is brought or drawn to order for the task that the query asks for,
    `held` whether an own picture is still here.
    """
    if event == "history" and stays:
        return in_view
    if "picture" in query:
        return query["picture"]
    return OWN if held and was_own(query) else in_view
