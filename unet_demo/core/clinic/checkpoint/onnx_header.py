"""What an ONNX file says of its net without its weights: ends, names and shapes of tensors, operations.

Gives what the browser sends (ui/components/checkpoint/onnx.js), held equal by a test. The package onnx is not needed.
"""

from __future__ import annotations

from math import prod
from typing import Any, BinaryIO

from unet_demo.core.clinic.checkpoint.protobuf import VARINT, Field, Walker, blocks, last_value
from unet_demo.core.clinic.checkpoint.records import (
    ALL_CHARS,
    AXES,
    BITS,
    DECLARED_BYTES,
    ENDS,
    NAME_CHARS,
    NODES,
    NOTE_CHARS,
    SAFE,
    SETTINGS,
    TENSORS,
)  # fmt: skip
from unet_demo.core.clinic.checkpoint.refusal import HeaderError
from unet_demo.core.clinic.checkpoint.safetensors_header import noted

DTYPES = {
    1: "F32", 2: "U8", 3: "I8", 4: "U16", 5: "I16", 6: "I32", 7: "I64", 9: "BOOL", 10: "F16", 11: "F64", 12: "U32",
    13: "U64", 14: "C64", 16: "BF16", 17: "F8_E4M3", 19: "F8_E5M2",
}  # fmt: skip
WANTED = frozenset(
    {
        "kernel_shape", "strides", "pads", "dilations", "output_padding", "group", "axis", "auto_pad", "mode",
        "coordinate_transformation_mode",
    }
)  # fmt: skip
SHOWN, WORD_BYTES = 80, 64  # of a name in an error; of a setting that is a word


def read_onnx(file: BinaryIO, size: int) -> dict[str, Any]:
    """The graph as the page sends it. Raises HeaderError: damaged, many, entry, external, places, large."""
    return _Reader(Walker(file)).read(size)


class _Reader:
    """Collects one graph; `chars` is how much text has been met."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.chars, self.declared = walker, 0, 0

    def read(self, size: int) -> dict[str, Any]:
        model = self.walker.fields(0, size)
        graphs = blocks(model, 7)
        if not graphs:
            raise HeaderError("damaged", at=0)
        names = [self._name(model, number) for number in (2, 3)]
        notes = [self._pair(field) for field in blocks(model, 14)[:ENDS]]
        fields = self.walker.fields(graphs[-1].start, graphs[-1].end)
        tensors = [self._tensor(field) for field in _few(blocks(fields, 5), "tensors", TENSORS)]
        held = {name for name, *_ in tensors}
        ends = [[self._end(field) for field in blocks(fields, number)] for number in (11, 12)]
        inputs, outputs = ([end for end in some if end[0] not in held] for some in ends)
        graph = {
            "opset": self._opset(model),
            "producer": " ".join(filter(None, names)),
            "inputs": _few(inputs, "inputs", ENDS),
            "outputs": _few(outputs, "outputs", ENDS),
            "nodes": [self._node(field) for field in _few(blocks(fields, 1), "nodes", NODES)],
        }
        return {"format": "onnx", "bytes": size, "tensors": tensors, "metadata": noted(notes), "graph": graph}

    def _fields(self, field: Field) -> list[Field]:
        return self.walker.fields(field.start, field.end)

    def _text(self, field: Field) -> str:
        """A name of the file. Raises HeaderError for one that is too long, and where all of them are."""
        text = self.walker.text(field, 4 * NAME_CHARS + 4)
        if len(text) > NAME_CHARS:
            raise HeaderError("entry", name=text[:SHOWN])
        self.chars += len(text)
        if self.chars > ALL_CHARS:
            raise HeaderError("many", what="characters", most=ALL_CHARS)
        return text

    def _name(self, fields: list[Field], number: int) -> str:
        named = blocks(fields, number)
        return self._text(named[-1]) if named else ""

    def _pair(self, field: Field) -> tuple[str, str]:
        fields = self._fields(field)
        value = blocks(fields, 2)
        return self._name(fields, 1), self.walker.text(value[-1], NOTE_CHARS) if value else ""

    def _opset(self, model: list[Field]) -> int:
        """The version of ONNX's own operations, 0 where none is given."""
        sets = [self._fields(field) for field in blocks(model, 8)]
        own = [last_value(fields, 2) for fields in sets if self._name(fields, 1) in ("", "ai.onnx")]
        return own[-1] if own else 0

    def _tensor(self, field: Field) -> list[Any]:
        fields = self._fields(field)
        name, number = self._name(fields, 8), last_value(fields, 2)
        dims = self.walker.numbers(field for field in fields if field.number == 1)
        if len(dims) > AXES or not all(0 <= each < SAFE for each in dims):
            raise HeaderError("entry", name=name[:SHOWN])
        if blocks(fields, 13) or last_value(fields, 14) == 1:
            raise HeaderError("external", name=name[:SHOWN])
        dtype = DTYPES.get(number, f"T{number}")
        self._weigh(name, prod(dims) * (BITS.get(dtype, 0) // 8), blocks(fields, 9), dtype in BITS)
        return [name, dtype, dims]

    def _weigh(self, name: str, size: int, raw: list[Field], known: bool) -> None:
        self.declared += size
        if self.declared > DECLARED_BYTES:
            raise HeaderError("large", bytes=min(self.declared, SAFE), most=DECLARED_BYTES)
        if raw and known and raw[-1].end - raw[-1].start != size:
            raise HeaderError("places", name=name[:SHOWN])

    def _end(self, field: Field) -> list[Any]:
        """[name, type, dims] of an input or output; dims are None for what is no tensor or has no shape."""
        fields = self._fields(field)
        types = [self._fields(each) for each in blocks(fields, 2)]
        tensors = blocks(types[-1], 1) if types else []
        if not tensors:
            return [self._name(fields, 1), "", None]
        tensor = self._fields(tensors[-1])
        number, shapes = last_value(tensor, 1), blocks(tensor, 2)
        dims = [self._dim(each) for each in blocks(self._fields(shapes[-1]), 1)] if shapes else None
        if dims is not None and len(dims) > AXES:
            raise HeaderError("many", what="axes", most=AXES)
        return [self._name(fields, 1), DTYPES.get(number, f"T{number}"), dims]

    def _dim(self, field: Field) -> int | str | None:
        fields = self._fields(field)
        numbers = [each for each in fields if each.number == 1 and each.wire == VARINT]
        return numbers[-1].value if numbers else self._name(fields, 2) or None

    def _node(self, field: Field) -> list[Any]:
        fields = self._fields(field)
        inputs, outputs = (
            [self._text(each) for each in _few(blocks(fields, number), "names", ENDS)] for number in (1, 2)
        )
        settings = [self._setting(each) for each in blocks(fields, 5)]
        return [self._name(fields, 4), inputs, outputs, {name: value for name, value in settings if value is not None}]

    def _setting(self, field: Field) -> tuple[str, Any]:
        """(name, whole numbers or a word) of an attribute that decides a shape; None for any other."""
        fields = self._fields(field)
        name = self._name(fields, 1)
        if name not in WANTED:
            return name, None
        numbers = self.walker.numbers(each for each in fields if each.number == 8)
        words = blocks(fields, 4)
        if not numbers and words:
            return name, self.walker.text(words[-1], WORD_BYTES)
        one = [each.value for each in fields if each.number == 3 and each.wire == VARINT]
        return name, _few(numbers or one[-1:], "settings", SETTINGS) or None


def _few(some: list[Any], what: str, most: int) -> list[Any]:
    if len(some) > most:
        raise HeaderError("many", what=what, most=most)
    return some
