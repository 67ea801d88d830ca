"""Header of a safetensors or ONNX file, from the file itself or as the browser sends it: checked in either case.

No torch, no NumPy, and no unpickling: a file that is neither is told by its first bytes and not opened.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, TypeVar

from unet_demo.core.clinic.checkpoint.file_kinds import FIRST_BYTES, kind_of
from unet_demo.core.clinic.checkpoint.onnx_header import read_onnx
from unet_demo.core.clinic.checkpoint.records import (
    ALL_CHARS,
    AXES,
    BITS,
    ENDS,
    NAME_CHARS,
    NODES,
    NOTE_CHARS,
    NOTES,
    SAFE,
    SETTINGS,
    TENSORS,
    Dim,
    End,
    Graph,
    Header,
    Operation,
    Setting,
    Tensor,
)  # fmt: skip
from unet_demo.core.clinic.checkpoint.refusal import REASONS, HeaderError
from unet_demo.core.clinic.checkpoint.safetensors_header import read_safetensors

K = TypeVar("K")
_READERS = {"safetensors": read_safetensors, "onnx": read_onnx}
_OTHER = re.compile(r"T-?\d{1,16}|")  # a type of ONNX that safetensors has not, or none


def read_header(data: bytes | BinaryIO) -> Header:
    """The header of a file, or of its bytes. Raises HeaderError for anything that is not read."""
    return header_of(sent_by(data))


def sent_by(data: bytes | BinaryIO) -> dict[str, Any]:
    """What the browser would send of this file. Raises HeaderError."""
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return _READERS[kind_of(file.read(FIRST_BYTES), size)](file, size)


def header_of(sent: object) -> Header:
    """A header as the browser sends it: it comes from outside, and each part of it is looked at.

    Raises HeaderError with the reason that was sent, or "sent" where it is no such message.
    """
    try:
        said = _mapping(sent)
        if "wrong" in said:
            raise _refusal(said)
        form = said["format"]
        _need(form in _READERS)
        tensors = _listed(said["tensors"], TENSORS, _tensor)
        header = Header(
            form, _whole(said["bytes"]), tensors, _notes(said["metadata"]),
            _graph(_mapping(said["graph"])) if form == "onnx" else None,
        )  # fmt: skip
        _need(sum(len(tensor.name) for tensor in tensors) <= ALL_CHARS)
        _need(form == "onnx" or sum(tensor.bytes for tensor in tensors) <= header.bytes)
    except (KeyError, TypeError) as error:
        raise HeaderError("sent") from error
    return header


def _refusal(said: Mapping[str, Any]) -> HeaderError:
    reason, values = _text(said["wrong"]), _mapping(said["values"])
    _need(reason in REASONS and len(values) <= AXES)
    checked = {
        _text(name): value if type(value) is int else _text(value)[:NAME_CHARS] for name, value in values.items()
    }
    try:
        return HeaderError(reason, **checked)
    except (KeyError, IndexError):
        return HeaderError("sent")


def _need(holds: object) -> None:
    if not holds:
        raise TypeError


def _mapping(value: object) -> Mapping[str, Any]:
    _need(isinstance(value, dict))
    assert isinstance(value, dict)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object, low: int = 0) -> int:
    if type(value) is not int or not low <= value <= SAFE:
        raise TypeError
    return value


def _listed(values: object, most: int, read: Callable[[Any], K]) -> tuple[K, ...]:
    if not isinstance(values, list) or len(values) > most:
        raise TypeError
    return tuple(read(value) for value in values)


def _name(value: object) -> str:
    text = _text(value)
    _need(len(text) <= NAME_CHARS)
    return text


def _dtype(value: object) -> str:
    text = _text(value)
    _need(text in BITS or _OTHER.fullmatch(text))
    return text


def _parts(value: object, count: int) -> list[Any]:
    if not isinstance(value, list) or len(value) != count:
        raise TypeError
    return value


def _tensor(value: object) -> Tensor:
    name, dtype, shape = _parts(value, 3)
    return Tensor(_name(name), _dtype(dtype), _listed(shape, AXES, _whole))


def _notes(value: object) -> Mapping[str, str]:
    notes = _mapping(value)
    _need(len(notes) <= NOTES)
    checked = {_name(key): _text(text) for key, text in notes.items()}
    _need(all(len(text) <= NOTE_CHARS for text in checked.values()))
    return checked


def _graph(said: Mapping[str, Any]) -> Graph:
    inputs, outputs = (_listed(said[name], ENDS, _end) for name in ("inputs", "outputs"))
    producer = _text(said["producer"])
    _need(len(producer) <= 2 * NAME_CHARS + 1)
    return Graph(_whole(said["opset"], -SAFE), producer, inputs, outputs, _listed(said["nodes"], NODES, _operation))


def _end(value: object) -> End:
    name, dtype, dims = _parts(value, 3)
    return End(_name(name), _dtype(dtype), None if dims is None else _listed(dims, AXES, _dim))


def _dim(value: object) -> Dim:
    return value if value is None else _name(value) if isinstance(value, str) else _whole(value, -SAFE)


def _operation(value: object) -> Operation:
    op, inputs, outputs, settings = _parts(value, 4)
    taken, given = (_listed(some, ENDS, _name) for some in (inputs, outputs))
    return Operation(
        _name(op), taken, given, {_name(name): _setting(each) for name, each in _mapping(settings).items()}
    )


def _setting(value: object) -> Setting:
    return _name(value) if isinstance(value, str) else _listed(value, SETTINGS, lambda each: _whole(each, -SAFE))
