"""A pasted text read: which error counts, what its parts mean, which causes remain, and where it happened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from unet_demo.core.errors import (
    added,
    batch,
    channels,
    device,
    dtypes,
    join,
    memory,
    nan,
    outputs,
    ranges,
    rank,
    small,
    stored,
    target,
)
from unet_demo.core.errors.clean import Cleaned, cleaned, rejoined
from unet_demo.core.errors.place import place_of
from unet_demo.core.errors.records import Family, Parts, Reading, Said, Wording

# in the order in which a text is tried against them
_MODULES = (join, added, channels, rank, small, batch, target, ranges, dtypes, device, outputs, stored, memory, nan)
FAMILIES = tuple(module.FAMILY for module in _MODULES)
SAID = (
    "dim",
    "first",
    "second",
    "tensor",
    "axes_first",
    "axes_second",
    "low",
    "given",
    "need",
    "got",
    "need_axes",
    "got_axes",
    "weight",
    "input",
    "shape_first",
    "shape_second",
    "kernel",
    "padded",
    "pooled",
    "target",
    "output",
    "label",
    "classes",
    "need_type",
    "got_type",
    "layer_type",
    "device_first",
    "device_second",
    "argument",
    "element",
    "attribute",
    "param",
    "saved",
    "model",
    "asked",
    "function",
    "need_size",
    "got_size",
)
AXES = 5  # that have a name of their own
MESSAGE_CHARS = 600
_CAUSED = re.compile(r"The above exception was the direct cause of the following exception")
_CHAINED = re.compile(r"During handling of the above exception|The above exception was the direct cause")
_RAISED = re.compile(
    r"^(?:[\w]{1,40}\.){0,8}(?P<name>[A-Z]\w{0,60}(?:Error|Exception|Exit|Interrupt|Fault)|OutOfMemoryError)(?::|$)"
)
_LAUNCHERS = {
    "CalledProcessError",
    "ChildFailedError",
    "SystemExit",
    "ProcessRaisedException",
    "KeyboardInterrupt",
    "ProcessExitedException",
    "RayTaskError",
}


@dataclass(frozen=True)
class _Hit:
    """A message that was recognised, from `start` to `end` of the joined text."""

    start: int
    end: int
    family: Family
    wording: Wording
    match: re.Match[str]


def read_error(text: str) -> Reading | None:
    """The error that counts in a pasted text, a whole log for instance; None when there is none that we know."""
    page, hits, hit = _read(cleaned(text))
    if hit is None or _may_be_cut(page, hit):
        again = _read(rejoined(text))
        if again[2] is not None and (not hits if hit is None else again[2].wording is hit.wording):
            page, hits, hit = again
    if hit is None:
        return None
    above = _above(page, hit)
    parts = Parts(hit.match.groupdict(), "\n".join(above))
    others = {other.match[0][:MESSAGE_CHARS] for other in hits} - {hit.match[0][:MESSAGE_CHARS]}
    return Reading(
        family=hit.family.name,
        kind=hit.wording.kind,
        message=hit.match[0][:MESSAGE_CHARS].strip(),
        others=len(others),
        said=_said(parts),
        causes=hit.family.explain(hit.wording.kind, parts)[:3],
        place=place_of(above),
    )


def _read(page: Cleaned) -> tuple[Cleaned, list[_Hit], _Hit | None]:
    """A page, all messages in it, and the one that counts."""
    hits = _hits(page.text)
    return page, hits, _counting(page, hits) if hits else None


def _may_be_cut(page: Cleaned, hit: _Hit) -> bool:
    """Whether a message goes over several lines, where a terminal may have cut a number in two."""
    return "rest" not in hit.match.groupdict() and page.line_at(hit.start) != page.line_at(hit.end - 1)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _hits(text: str) -> list[_Hit]:
    """Every message that is recognised, in its order; of two that overlap the one that begins first."""
    every = [
        _Hit(match.start(), match.end(), family, wording, match)
        for family in FAMILIES
        for wording in family.wordings
        if wording.hint in text
        for match in _compiled(wording.pattern).finditer(text)
    ]
    apart: list[_Hit] = []
    for hit in sorted(every, key=lambda hit: (hit.start, hit.wording.weak)):
        if not apart or hit.start >= apart[-1].end:
            apart.append(hit)
    return apart


def _counting(page: Cleaned, hits: list[_Hit]) -> _Hit | None:
    """The last error, or the one that it was directly caused by; none where the last is one that we do not know."""
    strong = [hit for hit in hits if not hit.wording.weak] or hits
    last = strong[-1]
    for caused in reversed(list(_CAUSED.finditer(page.text))):
        if earlier := [hit for hit in strong if hit.start < caused.start() <= last.start]:
            last = earlier[-1]
    return None if _is_followed(page, last, hits) else last


def _is_followed(page: Cleaned, hit: _Hit, hits: list[_Hit]) -> bool:
    """Whether another error that we do not know came after this one, on its own account."""
    end = hit.end if "rest" not in hit.match.groupdict() else hit.start + 1
    if _CHAINED.search(page.text, end):
        return False
    at = page.line_at(end - 1)
    known = {page.line_at(other.start) for other in hits}
    for number, line in enumerate(page.lines[at + 1 :], start=at + 1):
        match = _RAISED.match(line)
        if match and match["name"] not in _LAUNCHERS and number not in known:
            return hit.match[0][:40] not in line
    return False


def _above(page: Cleaned, hit: _Hit) -> tuple[str, ...]:
    """The lines of the traceback that ends in this message."""
    lines = page.lines[: page.line_at(hit.start) + 1]
    begins = [number for number, line in enumerate(lines) if line.startswith("Traceback (most recent")]
    return lines[begins[-1] :] if begins else lines


def _said(parts: Parts) -> tuple[Said, ...]:
    said = [Said(name, {"value": parts.text(name)}) for name in SAID if parts.text(name)]
    axis = parts.number("axis")
    if axis is not None and axis < AXES:
        said.append(Said(f"axis_{axis}", {"value": str(axis)}))
    return tuple(said)
