"""The columns of a table in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from unet_demo.ui.frame.prose import T


def columns_in_words(prefix: str, names: Sequence[str]) -> str:
    """Every column of a table by its own name and what that means, from the table of words `prefix`."""
    each = [T("segment.downloads.one_column", name=name, what=T(f"{prefix}.{name}")) for name in names]
    return reduce(lambda one, two: T("segment.downloads.two_columns", one=one, two=two), each)
