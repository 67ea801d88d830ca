"""Tables of figures, put together in one place: as Markdown, and their columns in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from unet_demo.ui.frame.prose import T

_RULES = {"l": "---", "r": "---:", "c": ":---:"}


def md_table(head: Iterable[str], rows: Iterable[Sequence[str]], left: int = 1, align: str = "") -> str:
    """A table as Markdown: the first `left` columns to the left, the others, which hold figures, to the right.

    `align` says it for every column instead, a letter each: "lrl" (l, r or c). A pipe in a cell stands for itself.
    Raises ValueError for a row, or an `align`, of another length than the head.
    """
    names = list(head)
    columns = align or "l" * min(left, len(names)) + "r" * (len(names) - left)
    lines = [[_RULES[each] for each in columns], *rows]
    if wrong := [line for line in lines if len(line) != len(names)]:
        raise ValueError(f"Got {wrong[0]}; a row of {len(names)} cells is needed; give one for each column.")
    first, rule, *rest = ([_in_a_cell(cell) for cell in line] for line in (names, *lines))
    return "\n".join([f"| {' | '.join(first)} |", f"|{'|'.join(rule)}|", *(f"| {' | '.join(row)} |" for row in rest)])


def _in_a_cell(text: str) -> str:
    """On one line, its pipes told from those between the cells."""
    return text.replace("|", r"\|").replace("\n", " ")


def columns_in_words(prefix: str, names: Sequence[str]) -> str:
    """Every column of a table by its own name and what that means, from the table of words `prefix`."""
    each = [T("segment.downloads.one_column", name=name, what=T(f"{prefix}.{name}")) for name in names]
    return reduce(lambda one, two: T("segment.downloads.two_columns", one=one, two=two), each)
