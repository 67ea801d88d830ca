"""What several masks of one set do not have in common: they have to be read by the same two lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unet_demo.core.pictures.census import Census

MOST_NAMED = 8  # values that are named of one file


@dataclass(frozen=True)
class Apart:
    """How one mask differs: `lacks` are values that another has, `alone` those that no other has; at most MOST_NAMED.

    `kind`, `mode` and `size` say whether the file differs in it from the first.
    """

    lacks: tuple[float, ...]
    alone: tuple[float, ...]
    kind: bool
    mode: bool
    size: bool

    @property
    def is_alike(self) -> bool:
        return not (self.lacks or self.alone or self.kind or self.mode or self.size)


def differences(censuses: Sequence[Census]) -> tuple[Apart, ...]:
    """One record a mask, in their order; values are compared where every mask lists them."""
    listed = all(census.values for census in censuses)
    sets = [{value.number for value in census.values} if listed else set() for census in censuses]
    every = set().union(*sets)
    rows = []
    for at, census in enumerate(censuses):
        others: set[float] = set().union(*(own for index, own in enumerate(sets) if index != at))
        rows.append(
            Apart(
                lacks=tuple(sorted(every - sets[at])[:MOST_NAMED]),
                alone=tuple(sorted(sets[at] - others)[:MOST_NAMED]) if len(sets) > 1 else (),
                kind=census.kind != censuses[0].kind,
                mode=(census.mode, census.bits) != (censuses[0].mode, censuses[0].bits),
                size=(census.height, census.width) != (censuses[0].height, censuses[0].width),
            )
        )
    return tuple(rows)
