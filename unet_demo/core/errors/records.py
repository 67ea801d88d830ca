"""What a pasted error says, and what follows from it, as plain records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from unet_demo.core.errors.trials import Trial

Shape = tuple[int, ...]


class Parts:
    """The named parts of a message. A part that this wording lacks is None as number and shape, and "" as text.

    `above` is what stands before the message in its traceback: which call it came from.
    """

    def __init__(self, texts: Mapping[str, str | None], above: str = "") -> None:
        self.above = above
        self.texts = {name: text.strip() for name, text in texts.items() if text is not None}

    def text(self, name: str) -> str:
        """A part as it stands in the message; "" where there is none."""
        return self.texts.get(name, "")

    def number(self, name: str) -> int | None:
        """A part as a whole number."""
        text = self.texts.get(name)
        return None if text is None or not re.fullmatch(r"-?\d{1,9}", text) else int(text)

    def shape(self, name: str) -> Shape | None:
        """A part such as "1, 3, 64, 64", "3x1x1" or "(None, 14, 14, 512)" as sizes; what is not given is −1."""
        text = self.texts.get(name)
        if text is None:
            return None
        sizes = re.findall(r"\d+|None|\?", text)
        return tuple(int(size) if size.isdigit() else -1 for size in sizes[:8])


@dataclass(frozen=True)
class Wording:
    """One way in which one kind of error is worded. `hint` stands in every such text: it is looked for first.

    The pattern is compiled when its hint is met, so that opening the page waits for none.
    A `weak` wording counts only where no other is there: it says less than what was written before it.
    """

    kind: str
    hint: str
    pattern: str
    weak: bool = False


@dataclass(frozen=True)
class Change:
    """Lines to be changed: as they stand, and as they should."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def diff(self) -> str:
        """As a diff is written, with - and + in front."""
        return "\n".join([*(f"- {line}" for line in self.before), *(f"+ {line}" for line in self.after)])


@dataclass(frozen=True)
class Said:
    """One part of the message explained: `said.<id>` with its values."""

    id: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cause:
    """A likely cause: `cause.<id>.why`, `.tell`, `.do` with these values, the change, a program that shows it."""

    id: str
    change: Change
    values: Mapping[str, str] = field(default_factory=dict)
    trial: Trial | None = None


@dataclass(frozen=True)
class Place:
    """Where in the visitor's own code it happened; `code` and `layer` are "" where the text does not say."""

    file: str
    line: int
    function: str
    code: str = ""
    layer: str = ""


@dataclass(frozen=True)
class Reading:
    """A pasted error as read. `causes` are the likeliest first, and empty where nothing safe can be said.

    `message` is the part that was recognised, `others` how many other errors stand in the text.
    """

    family: str
    kind: str
    message: str
    others: int
    said: tuple[Said, ...]
    causes: tuple[Cause, ...]
    place: Place | None

    @property
    def trial(self) -> Trial | None:
        """The program of the first cause, if it has one."""
        return self.causes[0].trial if self.causes else None


@dataclass(frozen=True)
class Family:
    """Errors of one sort: how they are worded, and what their numbers say: `explain(kind, parts)`."""

    name: str
    wordings: tuple[Wording, ...]
    explain: Callable[[str, Parts], tuple[Cause, ...]]


def wording(kind: str, hint: str, pattern: str, weak: bool = False) -> Wording:
    """A wording from its pattern; a space in it stands for one space."""
    return Wording(kind, hint, pattern, weak)


def cause(id: str, before: str, after: str, trial: Trial | None = None, /, **values: object) -> Cause:
    """A cause from its lines, parted by line ends; values become text."""
    change = Change(tuple(before.splitlines()), tuple(after.splitlines()))
    return Cause(id, change, {name: str(value) for name, value in values.items()}, trial)
