"""Rows of figures out of the lines of a text, in each form that logs come in. A row is {name: number}."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from unet_demo.core.clinic.log.naming import meant

Row = dict[str, float]
SEPARATORS = "\t;,"
WORDS = {"nan", "+nan", "-nan", "inf", "+inf", "-inf", "infinity", "-infinity"}
_NUMBER = r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|nan|inf(?:inity)?)"
_ALONE = re.compile(rf"(?<![\w.]){_NUMBER}(?!\w|\.\d)", re.IGNORECASE)
_NAME = re.compile(
    r"(?P<name>[^\W\d_][\w./]*(?:[ -][^\W\d_][\w./]*){0,3})[)\"']*\s{0,3}[:=：]?\s{0,3}(?:\[|\(|tensor\()?$",
    re.IGNORECASE,
)
MOST_NUMBERS = 60  # of a printed line
_REACH = 60  # characters before a number in which its name is looked for
_PLAIN = re.compile(rf"\s*{_NUMBER}(?:[\s,;]+{_NUMBER}){{0,3}}\s*[,;]?\s*", re.IGNORECASE)


def number_of(text: str) -> float | None:
    """A number as logs write it, NaN and infinity among them; None for what is none."""
    bare = text.strip().strip("\"'").lower()
    bare = bare.removeprefix("tensor(").removesuffix(")")
    if re.fullmatch(r"[+-]?\d+,\d+(?:e[+-]?\d+)?", bare):
        bare = bare.replace(",", ".")
    if bare in WORDS:
        return float(bare)
    return float(bare) if re.fullmatch(_NUMBER, bare) else None


def json_rows(lines: Sequence[str]) -> list[Row]:
    """One object a line; or one object for all, with a list for each name, as Keras' history has it."""
    rows: list[Row] = []
    for held in _objects(lines):
        lists = {name: value for name, value in held.items() if isinstance(value, list)}
        if lists and len(lists) == len(held):
            longest = max(map(len, lists.values()))
            rows += [_row({name: v[at] for name, v in lists.items() if at < len(v)}) for at in range(longest)]
        else:
            rows.append(_row(held))
    return rows


def _objects(lines: Sequence[str]) -> Iterator[Mapping[str, object]]:
    try:
        whole = json.loads("\n".join(lines))
        parts = whole if isinstance(whole, list) else [whole]
    except (ValueError, RecursionError):
        parts = [_loaded(line) for line in lines]
    yield from (part for part in parts if isinstance(part, dict))


def _loaded(line: str) -> object:
    try:
        return json.loads(line.strip().rstrip(",")) if line.strip().startswith("{") else None
    except (ValueError, RecursionError):
        return None


def _row(held: Mapping[str, object]) -> Row:
    row: Row = {}
    for name, value in held.items():
        number = number_of(str(value)) if type(value) in (int, float, str) else None
        if number is not None and (known := meant(name)):
            row.setdefault(known, number)
    return row


def table_rows(lines: Sequence[str], name: str = "") -> list[Row]:
    """A table with a head, separated by tab, semicolon or comma; [] where the first line is no such head.

    TensorBoard's own (Wall time, Step, Value) says in the `name` of its file what the values are.
    """
    head, *cells = _parted(lines)
    if {cell.lower() for cell in head} >= {"step", "value"}:
        known = meant(name)
        columns = ["step" if cell.lower() == "step" else "" for cell in head]
        columns[[cell.lower() for cell in head].index("value")] = known if known and "_" in known else "train_loss"
    else:
        columns = [meant(cell) or "" for cell in head]
    if any(number_of(cell) is not None for cell in head) or not any("_" in column for column in columns):
        return []
    rows = (_cells(columns, each) for each in cells)
    return [row for row in rows if row]


def _parted(lines: Sequence[str]) -> list[list[str]]:
    """The cells of each line; a table without separators has a head of words and numbers alone beneath it."""
    for sign in SEPARATORS:
        if sign in lines[0]:
            head = [cell.strip() for cell in next(csv.reader(lines[:1], delimiter=sign))]
            return [head, *(line.split(sign) for line in lines[1:])]
    if len(lines) > 1 and all(number_of(cell) is not None for cell in lines[1].split()):
        return [line.split() for line in lines]
    return [[]]


def _cells(columns: Sequence[str], cells: Sequence[str]) -> Row:
    row: Row = {}
    for column, cell in zip(columns, cells, strict=False):
        number = number_of(cell)
        if column and number is not None:
            row.setdefault(column, number)
    return row


def plain_rows(lines: Sequence[str]) -> list[Row]:
    """Numbers alone: losses, of training and of other pictures; behind the epoch where whole numbers rise. Else []."""
    if not all(_PLAIN.fullmatch(line) for line in lines):
        return []
    table = [[float(part) for part in re.findall(_NUMBER, line, re.IGNORECASE)] for line in lines]
    counted = all(len(row) > 1 and row[0].is_integer() and row[0] >= at for at, row in enumerate(table))
    names = ("epoch", "train_loss", "val_loss") if counted else ("train_loss", "val_loss")
    return [dict(zip(names, row, strict=False)) for row in table]


def printed_rows(lines: Sequence[str]) -> list[Row]:
    """What a training printed: numbers with a name before each, "Epoch [3/50] loss=0.69, val dice 0.12".

    A line that has an epoch only, as Keras prints it, counts for those that follow.
    """
    rows, epoch = [], None
    for line in lines:
        row: Row = {}
        for name, number in _named(line):
            if known := meant(name):
                row.setdefault(known, number)
        epoch = row.get("epoch", epoch)
        if any("_" in name for name in row):
            rows.append(row if epoch is None else {"epoch": epoch} | row)
    return rows


def _named(line: str) -> Iterator[tuple[str, float]]:
    """Every number that stands behind a name, with it."""
    line, before = re.sub(r"第\s{0,2}(\d+)\s{0,2}轮", r"epoch \1 ", line), 0
    for number in islice(_ALONE.finditer(line), MOST_NUMBERS):
        name = _NAME.search(line[max(before, number.start() - _REACH) : number.start()])
        before = number.end()
        if name:
            yield name["name"], float(number[0])
