"""A pasted text made readable: its last lines without colours, quotation marks, boxes, timestamps and other fringe."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINES = 400  # the last ones that are looked at
LINE_CHARS = 4000  # of each
CHARS = 240_000  # of the whole text, from its end

_ANSI = re.compile(r"\x1b(?:\[[0-9;?]{0,20}[ -/]?[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|[@-Z\\-_])")
_LOST_ANSI = re.compile(r"\[(?:\d{1,3};){0,4}\d{0,3}m")  # where the escape itself did not survive the copy
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\u200b\ufeff]")
_BOX = "│┃║|╭╮╰╯─━┌┐└┘┏┓┗┛═ "
_STAMP = r"\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?"
_LEVEL = r"(?:\[?(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL|stderr|stdout)\]?(?::[\w.]{1,40})?:?)"
_FRINGE = re.compile(
    rf"(?:[>＞]\s?|{_STAMP}[ ,:\-–|]*|{_LEVEL}\s+(?=\S)|\[(?:default)?\d{{0,3}}\]:|\[rank\d+\]:|\(\w{{1,20}} pid=\d+\)|"
    r"E {3,}|#\d{1,3} [\d.]{1,9} )"
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Cleaned:
    """The lines that are looked at; `text` is all of them in one, a space between, and `starts` where each begins."""

    lines: tuple[str, ...]
    text: str
    starts: tuple[int, ...]

    def line_at(self, position: int) -> int:
        """Which line a position of `text` lies in."""
        return max((number for number, start in enumerate(self.starts) if start <= position), default=0)


def is_binary(text: str) -> bool:
    """Whether this is no text at all: it holds a zero, or many signs that no text has."""
    head = text[-8000:]
    odd = len(_CONTROL.findall(head)) + head.count("\ufffd")
    return "\0" in head or odd * 10 > len(head) > 0


def cleaned(text: str) -> Cleaned:
    """The last lines of a text, each without its fringe. Binary data gives no lines."""
    lines = [_bare(line) for line in _last(text)]
    return _joined(lines, [" "] * len(lines))


def rejoined(text: str) -> Cleaned:
    """The same, where a terminal has cut lines at its width: those as wide as the widest go on without a space."""
    raw = [_unboxed(_fringed(line)) for line in _last(text)]
    widths = sorted(len(line) for line in raw)
    width = widths[-1] if widths else 0
    gaps = ["" if len(line) >= max(20, width) else " " for line in raw]
    return _joined([line if gap == "" else line.rstrip() for line, gap in zip(raw, gaps, strict=True)], gaps)


def _last(text: str) -> list[str]:
    if is_binary(text):
        return []
    text = _LOST_ANSI.sub("", _ANSI.sub("", text[-CHARS:])).replace("\r\n", "\n").replace("\r", "\n")
    return [_CONTROL.sub("", line)[:LINE_CHARS] for line in text.split("\n")[-LINES:]]


def _joined(lines: list[str], gaps: list[str]) -> Cleaned:
    starts, parts, at = [], [], 0
    for line, gap in zip(lines, gaps, strict=True):
        part = _SPACE.sub(" ", line) + gap
        starts.append(at)
        parts.append(part)
        at += len(part)
    return Cleaned(tuple(lines), "".join(parts), tuple(starts))


def _bare(line: str) -> str:
    return _unboxed(_fringed(line)).strip()


def _fringed(line: str) -> str:
    """Without what a mail, a log or a test runner has put in front; several of them may stand there."""
    line = line.lstrip() if _FRINGE.match(line.lstrip()) else line
    for _ in range(6):
        match = _FRINGE.match(line)
        if not match:
            break
        line = line[match.end() :]
    return line


def _unboxed(line: str) -> str:
    """Without the sides of a box, and without a line that only draws one."""
    bare = line.strip()
    if not bare or bare[0] not in _BOX:
        return line
    return bare.strip("│┃║|╭╮╰╯─━┌┐└┘┏┓┗┛═").removeprefix(" ").rstrip()
