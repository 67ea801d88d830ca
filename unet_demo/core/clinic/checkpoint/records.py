"""What is known of a file from its header alone: names, types, shapes; of ONNX the operations too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Literal

Dim = int | str | None  # of an input or output of ONNX: a number, a name, or nothing
Setting = tuple[int, ...] | str

BITS: Mapping[str, int] = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
    "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
    "I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64, "C64": 64,
}  # fmt: skip
# Most of what is read; the browser stops at the same numbers (ui/components/checkpoint/limits.js).
HEADER_BYTES = 10_000_000
TENSORS, NODES, ENDS, AXES, SETTINGS = 10_000, 20_000, 64, 8, 64
NAME_CHARS, NOTES, NOTE_CHARS, ALL_CHARS = 300, 64, 2000, 4_000_000
DECLARED_BYTES = 2_000_000_000
SAFE = 2**53 - 1  # the largest whole number of the browser


@dataclass(frozen=True)
class Tensor:
    """A tensor of a file: its name, its type as safetensors calls it, its shape."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def numbers(self) -> int:
        """How many numbers it holds."""
        return prod(self.shape)

    @property
    def bytes(self) -> int:
        """Bytes of its numbers; of a type that is not known 0."""
        return self.numbers * BITS.get(self.dtype, 0) // 8


@dataclass(frozen=True)
class End:
    """An input or output of an ONNX graph; `dims` is None where no shape is declared."""

    name: str
    dtype: str
    dims: tuple[Dim, ...] | None


@dataclass(frozen=True)
class Operation:
    """A node of an ONNX graph with the settings that decide shapes: kernel, steps, borders …"""

    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    settings: Mapping[str, Setting]


@dataclass(frozen=True)
class Graph:
    """What ONNX has beyond tensors."""

    opset: int
    producer: str
    inputs: tuple[End, ...]
    outputs: tuple[End, ...]
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Header:
    """A file's header. `bytes` is the size of the whole file; `graph` is None for safetensors."""

    format: Literal["safetensors", "onnx"]
    bytes: int
    tensors: tuple[Tensor, ...]
    metadata: Mapping[str, str]
    graph: Graph | None = None
