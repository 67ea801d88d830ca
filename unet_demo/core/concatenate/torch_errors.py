"""PyTorch's shape errors read back: which axis, what was expected, what came, and which mistake is behind it.

The patterns are those of torch 2.13 (docs/facts.md, section 3), and a little older ones that circulate.
No torch in here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Kind = str
PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        "cat_sizes",
        r"Sizes of tensors must match except in dimension (?P<dim>\d+)\. Expected size (?P<expected>\d+) but got size "
        r"(?P<got>\d+) for tensor number (?P<tensor>\d+)",
    ),
    (
        "cat_sizes",
        r"Sizes of tensors must match except in dimension (?P<dim>\d+)\. Expected (?P<expected>\d+) in dimension "
        r"(?P<axis>\d+) but got (?P<got>\d+) for tensor number (?P<tensor>\d+)",
    ),
    (
        "cat_sizes",
        r"Sizes of tensors must match except in dimension (?P<dim>\d+)\. Got (?P<expected>\d+) and (?P<got>\d+) in "
        r"dimension (?P<axis>\d+)",
    ),
    ("cat_ranks", r"Tensors must have same number of dimensions: got (?P<expected>\d+) and (?P<got>\d+)"),
    (
        "dim_range",
        r"Dimension out of range \(expected to be in range of \[(?P<low>-?\d+), (?P<high>-?\d+)\], "
        r"but got (?P<got>-?\d+)\)",
    ),
    (
        "conv_channels",
        r"weight of size \[(?P<weight>[\d, ]+)\], expected input\[(?P<input>[\d, ]+)\] to have (?P<expected>\d+) "
        r"channels, but got (?P<got>\d+) channels",
    ),
    (
        "add_sizes",
        r"The size of tensor a \((?P<expected>\d+)\) must match the size of tensor b \((?P<got>\d+)\) at non-singleton "
        r"dimension (?P<axis>\d+)",
    ),
    (
        "conv_small",
        r"Calculated padded input size per channel: \((?P<input>[\d x]+)\)\. Kernel size: \((?P<kernel>[\d x]+)\)",
    ),
    ("pool_small", r"Given input size: \((?P<input>[\dx]+)\)\. Calculated output size: \((?P<output>[\dx]+)\)"),
    ("dtype", r"Input type \((?P<got>[\w.]+)\) and (?:weight|bias) type \((?P<expected>[\w.]+)\) should be the same"),
    ("dtype", r"expected scalar type (?P<expected>\w+) but found (?P<got>\w+)"),
    (
        "numpy_sizes",
        r"along dimension (?P<axis>\d+), the array at index 0 has size (?P<expected>\d+) and the array at index "
        r"(?P<tensor>\d+) has size (?P<got>\d+)",
    ),
    ("keras_shapes", r"Concatenate` layer requires inputs with matching shapes except for the concatenation axis"),
)
LONGEST = 20_000  # characters of a pasted text that are looked at


@dataclass(frozen=True)
class Found:
    """What an error says. `numbers` holds its figures by name; `cause` and `cure` are prose ids of the lesson."""

    kind: Kind
    text: str
    numbers: dict[str, str]

    @property
    def cause(self) -> str:
        """Which mistake is the likely one behind it."""
        if self.kind == "cat_sizes":
            return self._cause_of_sizes()
        if self.kind == "conv_channels":
            got, expected = int(self.numbers["got"]), int(self.numbers["expected"])
            if expected == 2 * got:
                return "conv_forgot_cat"
            return "conv_not_widened" if got > expected else "conv_channels"
        return self.kind

    def _cause_of_sizes(self) -> str:
        dim, expected, got = (int(self.numbers[name]) for name in ("dim", "expected", "got"))
        if dim != 1:
            return "cat_wrong_dim" if dim else "cat_forgot_dim"
        if abs(expected - got) == 1:
            return "cat_odd"
        if expected == 2 * got or got == 2 * expected:
            return "cat_level"
        if (expected - got) % 2 == 0 and abs(expected - got) >= 4:
            return "cat_unpadded"
        return "cat_sizes"


def read_error(text: str) -> Found | None:
    """The last shape error in a pasted text, a whole traceback for instance; None when there is none we know."""
    looked = " ".join(text[-LONGEST:].split())
    best: tuple[int, Kind, re.Match[str]] | None = None
    for kind, pattern in PATTERNS:
        for match in re.finditer(pattern, looked):
            if best is None or match.start() > best[0]:
                best = match.start(), kind, match
    if best is None:
        return None
    numbers = {name: value for name, value in best[2].groupdict().items() if value is not None}
    return Found(best[1], best[2].group(0), numbers)
