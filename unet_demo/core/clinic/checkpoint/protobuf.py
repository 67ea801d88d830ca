"""The wire format of protocol buffers, walked field by field: what is long is jumped over, not read.

The browser walks in the same way: ui/components/checkpoint/protobuf.js.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from unet_demo.core.clinic.checkpoint.records import SAFE
from unet_demo.core.clinic.checkpoint.refusal import HeaderError

FIELDS = 1_000_000  # that are walked in one file, at most
VARINT, FIXED64, BLOCK, FIXED32 = 0, 1, 2, 5
_WIDTH = {FIXED64: 8, FIXED32: 4}


@dataclass(frozen=True)
class Field:
    """One field: its number, its wire type, the bytes `start` to `end` of its content, and the value of a VARINT."""

    number: int
    wire: int
    start: int
    end: int
    value: int = 0


@dataclass
class Walker:
    """Reads the fields of messages in a file. `left` is how many more are read."""

    file: BinaryIO
    left: int = FIELDS

    def fields(self, start: int, end: int) -> list[Field]:
        """The fields of the message that lies at these bytes. Raises HeaderError where it is none, or too many."""
        made, at = [], start
        while at < end:
            self.left -= 1
            if self.left < 0:
                raise HeaderError("many", what="fields", most=FIELDS)
            field = self._field(at, end)
            made.append(field)
            at = field.end
        return made

    def _field(self, at: int, end: int) -> Field:
        tag, start = self._varint(at, end)
        number, wire = tag >> 3, tag & 7
        if not 0 < number < 2**29:
            raise HeaderError("damaged", at=at)
        if wire == VARINT:
            value, stop = self._varint(start, end)
            return Field(number, wire, start, stop, value)
        length = _WIDTH.get(wire, -1)
        if wire == BLOCK:
            length, start = self._varint(start, end)
        if not 0 <= length <= end - start:
            raise HeaderError("damaged", at=at)
        return Field(number, wire, start, start + length)

    def _varint(self, at: int, end: int) -> tuple[int, int]:
        """(a whole number of 64 bits with its sign, cut to SAFE; where it ends)."""
        self.file.seek(at)
        value = 0
        for count, byte in enumerate(self.file.read(min(10, end - at))):
            value |= (byte & 127) << (7 * count)
            if byte < 128:
                value &= 2**64 - 1
                signed = value - 2**64 if value >> 63 else value
                return max(-SAFE, min(SAFE, signed)), at + count + 1
        raise HeaderError("damaged", at=at)

    def text(self, field: Field, most: int) -> str:
        """The text of a BLOCK, at most `most` bytes of it."""
        return self._bytes(field, most).decode("utf-8", "replace")

    def _bytes(self, field: Field, most: int) -> bytes:
        self.file.seek(field.start)
        return self.file.read(min(most, field.end - field.start))

    def numbers(self, fields: Iterable[Field]) -> list[int]:
        """The whole numbers of a repeated field, packed into blocks or one by one."""
        made = []
        for field in fields:
            if field.wire == VARINT:
                made.append(field.value)
            at = field.start
            while field.wire == BLOCK and at < field.end:
                self.left -= 1
                if self.left < 0:
                    raise HeaderError("many", what="fields", most=FIELDS)
                value, at = self._varint(at, field.end)
                made.append(value)
        return made


def blocks(fields: Iterable[Field], number: int) -> list[Field]:
    """The fields of this number that hold a text or a message."""
    return [field for field in fields if field.number == number and field.wire == BLOCK]


def last_value(fields: Iterable[Field], number: int, default: int = 0) -> int:
    """The value of a whole number that stands once."""
    values = [field.value for field in fields if field.number == number and field.wire == VARINT]
    return values[-1] if values else default
