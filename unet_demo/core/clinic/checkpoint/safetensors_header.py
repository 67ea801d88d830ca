"""The header of a safetensors file: eight bytes of length, then JSON; no number of a tensor is read.

Gives what the browser sends (ui/components/checkpoint/safetensors.js), held equal by a test.
"""

from __future__ import annotations

import json
import re
from math import prod
from typing import Any, BinaryIO, TypeGuard

from unet_demo.core.clinic.checkpoint.records import (
    AXES,
    BITS,
    HEADER_BYTES,
    NAME_CHARS,
    NOTE_CHARS,
    NOTES,
    SAFE,
    TENSORS,
)  # fmt: skip
from unet_demo.core.clinic.checkpoint.refusal import HeaderError

_LONE = re.compile("[\ud800-\udfff]")
_SHOWN = 80  # characters of a name in an error


def read_safetensors(file: BinaryIO, size: int) -> dict[str, Any]:
    """The header as the page sends it. Raises HeaderError: cut, long, json, entry, dtype, places, many."""
    file.seek(0)
    length = int.from_bytes(file.read(8), "little")
    if length > size - 8:
        raise HeaderError("cut", got=size, need=min(length + 8, SAFE))
    if length > HEADER_BYTES:
        raise HeaderError("long", got=length, most=HEADER_BYTES)
    entries = _object(file.read(length))
    notes = entries.pop("__metadata__", {})
    if not isinstance(notes, dict) or not all(isinstance(text, str) for text in notes.values()):
        raise HeaderError("json")
    if len(entries) > TENSORS:
        raise HeaderError("many", what="tensors", most=TENSORS)
    placed = [(*_entry(name, entry), name) for name, entry in entries.items()]
    placed.sort(key=lambda each: (each[0], each[1], each[-1].encode("utf-16-be", "surrogatepass")))
    _check_places(placed, size - 8 - length)
    tensors = [[plain(name), dtype, shape] for *_, dtype, shape, name in placed]
    return {"format": "safetensors", "bytes": size, "tensors": tensors, "metadata": noted(notes.items())}


def plain(text: str) -> str:
    """Text that can travel: half a pair of UTF-16 becomes a mark."""
    return _LONE.sub("\ufffd", text)


def noted(pairs: Any) -> dict[str, str]:
    """The first NOTES of what a file says of itself, each cut to NOTE_CHARS."""
    cut = [(plain(key[:NAME_CHARS]), plain(text[:NOTE_CHARS])) for key, text in list(pairs)[:NOTES]]
    return dict(cut)


def _object(text: bytes) -> dict[str, Any]:
    """A JSON object, with whole numbers whole however they are written. Raises HeaderError."""
    try:
        made = json.loads(text.decode("utf-8"), parse_constant=_refused, parse_float=_number, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise HeaderError("json") from error
    if not isinstance(made, dict):
        raise HeaderError("json")
    return made


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) <= SAFE else number


def _refused(text: str) -> float:
    raise ValueError(text)


def _entry(name: str, entry: Any) -> tuple[int, int, str, list[int]]:
    """(begin, end, type, shape) of one tensor. Raises HeaderError."""
    shown = plain(name[:_SHOWN])
    if not isinstance(entry, dict) or len(name) > NAME_CHARS:
        raise HeaderError("entry", name=shown)
    dtype, shape, places = (entry.get(key) for key in ("dtype", "shape", "data_offsets"))
    if not isinstance(dtype, str) or not _whole(shape) or not _whole(places):
        raise HeaderError("entry", name=shown)
    if len(shape) > AXES or len(places) != 2:
        raise HeaderError("entry", name=shown)
    if dtype not in BITS:
        raise HeaderError("dtype", name=shown, dtype=plain(dtype[:_SHOWN]))
    begin, end = places
    if prod(shape) * (BITS[dtype] // 8) != end - begin:
        raise HeaderError("places", name=shown)
    return begin, end, dtype, shape


def _whole(numbers: Any) -> TypeGuard[list[int]]:
    return isinstance(numbers, list) and all(type(each) is int and 0 <= each <= SAFE for each in numbers)


def _check_places(placed: list[Any], room: int) -> None:
    """One tensor begins where the one before ends, and the last ends with the file: as the format asks for."""
    at = 0
    for begin, end, *_, name in placed:
        if end > room:
            raise HeaderError("cut", got=room, need=end)
        if begin != at:
            raise HeaderError("places", name=plain(name[:_SHOWN]))
        at = end
    if at != room:
        raise HeaderError("places", name="")
