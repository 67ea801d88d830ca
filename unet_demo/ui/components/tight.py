"""A line of JavaScript without what only people need: indentation, comments, spaces that part nothing.

Every element on a page carries its component's script along, each time the page is drawn: it is worth sending less.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
    (?P<gap> \s+ | //.* )
  | (?P<text> "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | `(?:[^`\\$]|\\.|\$(?!\{)|\$\{[^{}`]*\})*` )
  | (?P<word> [\w$\#]+ )
  | (?P<pattern> /(?![/*])(?:[^/\\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/\w* )
  | (?P<sign> [^"'`\s] )
    """,
    re.VERBOSE,
)
_SLASH = re.compile("/")
# What a value may follow; after anything else a slash divides.
_BEFORE_A_VALUE = re.compile(
    r"(?:^|[(,=:\[!&|?{};<>+*%~^-]|(?<![\w$.])(?:return|typeof|case|in|of|void|yield|await))\Z"
)
_APART = frozenset({"++", "--", "//", "/*", "?."})  # with a space between them two signs, without it one, or none


def tight(line: str) -> str:
    """The line with the same words and signs, and of its spaces only those that keep two of them apart.

    Raises ValueError where it has a block comment, or a literal that does not end on it or holds another one.
    """
    out, gap, at = "", False, 0
    while at < len(line):
        found = _TOKEN.match(line, at)
        if found and found.lastgroup == "pattern" and not _BEFORE_A_VALUE.search(out):
            found = _SLASH.match(line, at)
        if not found or line.startswith("/*", at):
            raise ValueError(f'"{line.strip()}" has a literal that does not end there, or a block comment')
        at = found.end()
        if found.lastgroup == "gap":
            gap = True
            continue
        if gap and out and _merge(out[-1], found[0][0]):
            out += " "
        out, gap = out + found[0], False
    return out


def _merge(one: str, other: str) -> bool:
    """Whether two characters would be read as one word or as one sign."""
    return one + other in _APART or all(each.isalnum() or each in "_$#" for each in (one, other))
