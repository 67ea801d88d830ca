"""Where in the visitor's own code an error came up, read from the lines of a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from unet_demo.core.errors.records import Place

_PYTHON = re.compile(r'File "(?P<file>[^"]{1,300})", line (?P<line>\d{1,7})(?:, in (?P<function>[\w.<>]{1,80}))?')
_NOTEBOOK = re.compile(r"File (?P<file>[^\s\"]{1,300}?):(?P<line>\d{1,7}), in (?P<function>[\w.<>]{1,80})")
_RICH = re.compile(r"^(?P<file>\S{1,300}\.py):(?P<line>\d{1,7}) in (?P<function>[\w.<>]{1,80})")
_OLD = re.compile(r"^(?P<file><ipython-input-[^>]{1,60}>|\S{1,300}\.py) in (?P<function>[\w.<>]{1,80})")
_ARROW = re.compile(r"^(?:-{2,}>|❱)\s*(?P<line>\d{1,7})\s*[│|]?\s?(?P<code>.*)")
_FOREIGN = re.compile(
    r"site-packages|dist-packages|[/\\]lib[/\\]python\d|<frozen|<string>|[/\\]torch[/\\]|[/\\]numpy[/\\]|[/\\]keras[/\\]|"
    r"[/\\]tensorflow[/\\]|pytorch_lightning|runpy\.py|multiprocessing[/\\]"
)
_LAYER = re.compile(r"self\.([A-Za-z_]\w{0,40}(?:\[[\w\-+ ]{1,20}\])?)\(")
CODE_CHARS = 200


def place_of(lines: Sequence[str]) -> Place | None:
    """The last place of the visitor's own code that these lines name; None where they name none."""
    own = [place for place in _places(lines) if not _FOREIGN.search(place.file.replace("\\", "/"))]
    if not own:
        return None
    place = own[-1]
    name = re.split(r"[/\\]", place.file)[-1][:80]
    layer = _LAYER.search(place.code)
    return Place(name, place.line, place.function, place.code[:CODE_CHARS], layer[1] if layer else "")


def _places(lines: Sequence[str]) -> Iterator[Place]:
    for number, line in enumerate(lines):
        for pattern in (_PYTHON, _NOTEBOOK, _RICH, _OLD):
            if match := pattern.search(line):
                groups = match.groupdict()
                at, code = _code(lines[number + 1 : number + 12], pattern is _PYTHON)
                yield Place(groups["file"], int(groups.get("line") or at), groups.get("function") or "", code)
                break


def _code(after: Sequence[str], is_plain: bool) -> tuple[int, str]:
    """(line, code) of a place from the lines below it: the next one, or the one that an arrow points to."""
    if is_plain:
        code = after[0].strip() if after else ""
        return 0, "" if _PYTHON.search(code) or re.match(r"[\w.]{1,60}(?:Error|Exception)\b", code) else code
    for line in after:
        if match := _ARROW.match(line):
            return int(match["line"]), match["code"].strip()
        if any(pattern.search(line) for pattern in (_NOTEBOOK, _RICH, _OLD)):
            break
    return 0, ""
