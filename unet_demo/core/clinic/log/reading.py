"""Reads the log of a training from what a visitor pastes or uploads: tables, JSON, printed lines, numbers alone."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from unet_demo.core.clinic.log.log import NAMES, Axis, Curve, Log, LogError
from unet_demo.core.clinic.log.rows import Row, json_rows, plain_rows, printed_rows, table_rows

MOST_LINES = 20_000  # the last of a text
MOST_CHARS, MOST_CHARS_JSON = 1_000, 500_000  # the beginning of each line; one alone may hold a whole history
_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]+")


def read_log(text: str, name: str = "") -> Log:
    """The log that a text holds; `name` is that of its file, which may say what the values are.

    Raises LogError, which says what was got, what is needed and what to do.
    """
    lines, cut = lines_of(text)
    if not lines:
        raise LogError("empty", "Got no line with a word in it; the log of a training is needed; paste its lines.")
    rows = _rows(lines, name)
    if not rows:
        raise LogError(
            "unread", "Got a text without a loss or score; lines such as “epoch=3 loss=0.69” are needed; paste those."
        )
    rows, runs = last_run(rows)
    curves = {each: _curve(rows, each) for each in NAMES if any(each in row for row in rows)}
    return Log({key: curve for key, (curve, _) in curves.items()}, next(iter(curves.values()))[1], runs, cut)


def read_logs(files: Sequence[tuple[str, str]]) -> Log:
    """One log out of several files, (name, text) each, as TensorBoard exports one for each curve.

    Raises LogError where one of them cannot be read, and where two hold the same curve.
    """
    logs = [read_log(text, name) for name, text in files]
    names = [name for log in logs for name in log.curves]
    if len(set(names)) < len(names):
        raise LogError(
            "twice", "Got the same curve from two files; one file for each curve is needed; name what it holds in each."
        )
    curves = {name: curve for log in logs for name, curve in log.curves.items()}
    return Log(curves, logs[0].axis, max(log.runs for log in logs), sum(log.cut for log in logs))


def lines_of(text: str) -> tuple[list[str], int]:
    """The lines with something in them, and how many were left out: of many the first, maybe a head, and the last.

    Colours of a terminal go; of what was written over with carriage returns or backspaces the last remains.
    """
    bare = _ANSI.sub("", text.removeprefix("\ufeff")).replace("\r\n", "\n")
    if "\n" not in bare:
        bare = bare.replace("\r", "\n")
    bare = re.sub(r"\x08+", "\r", bare)
    shown = (next((part for part in reversed(line.split("\r")) if part.strip()), "") for line in bare.split("\n"))
    lines = [line for line in map(_bare, shown) if line]
    cut = max(0, len(lines) - MOST_LINES)
    return (lines[:1] + lines[cut + 1 :] if cut else lines), cut


def _bare(line: str) -> str:
    """A line without signs that are not shown, and not longer than one may be."""
    line = _CONTROL.sub("", line).strip()
    return line[: MOST_CHARS_JSON if line[:1] in ("{", "[") else MOST_CHARS]


def _rows(lines: Sequence[str], name: str) -> list[Row]:
    """By the first of the forms that finds something with a figure in it."""
    if lines[0][0] in "{[" and (rows := [row for row in json_rows(lines) if any("_" in key for key in row)]):
        return rows
    return table_rows(lines, name) or plain_rows(lines) or printed_rows(lines)


def last_run(rows: Sequence[Row]) -> tuple[list[Row], int]:
    """The rows of the last training in a log to which several were appended, and how many there were.

    A new one begins where the epoch, or without epochs the step, falls back to 1 or below.
    """
    place = "epoch" if any("epoch" in row for row in rows) else "step"
    begun, runs, before = 0, 1, -math.inf
    for index, row in enumerate(rows):
        at = row.get(place, before)
        if at < before and at <= 1:
            begun, runs = index, runs + 1
        before = at
    return list(rows[begun:]), runs


def _curve(rows: Sequence[Row], name: str) -> tuple[Curve, Axis]:
    """A curve over epochs where they rise from value to value, else over steps, else over the number of the value."""
    held = [row for row in rows if name in row]
    values = tuple(row[name] for row in held)
    for place in ("epoch", "step"):
        at = [row[place] for row in held if place in row]
        if len(at) == len(held) and all(math.isfinite(each) for each in at) and _rises(at):
            return Curve(name, tuple(at), values), "epoch" if place == "epoch" else "step"
    return Curve(name, tuple(float(number + 1) for number in range(len(held))), values), "row"


def _rises(at: Sequence[float]) -> bool:
    return all(a < b for a, b in zip(at, at[1:], strict=False))
