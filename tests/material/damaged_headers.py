"""Small whole files of both formats, and what becomes of them when bytes are changed, cut out or put in."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import torch
from hypothesis import strategies as st
from safetensors.torch import save

from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pruning.onnx_export import onnx_of

ODD: tuple[Any, ...] = (-1, 0, 1, 2**31, 2**53, 2**64, 1.5, 1e3, 1e400, True, None)
ODD += ("", "F32", "\ud800", "é🙂", [], [1], {}, [2, 2])


@cache
def small_safetensors() -> bytes:
    tensors = {"b.weight": torch.zeros(2, 3), "a": torch.zeros(4, dtype=torch.uint8), "c": torch.zeros(0)}
    return save(tensors, {"made": "é🙂"})


@cache
def small_onnx() -> bytes:
    return onnx_of(GridNet(Architecture("unet", 1, (1, 2), 1)), 1)


@st.composite
def damaged(draw: st.DrawFn, data: bytes, first: int = 0) -> bytes:
    """The file with one to four places changed, none before `first`."""
    made = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(first, max(first, len(made) - 1)))
        count = draw(st.integers(0, 3))
        made[at : at + count] = draw(st.binary(max_size=3))
    return bytes(made[: draw(st.integers(0, len(made)))]) if draw(st.integers(0, 9)) == 0 else bytes(made)


def damaged_onnx() -> st.SearchStrategy[bytes]:
    return damaged(small_onnx(), 2)


@st.composite
def damaged_safetensors(draw: st.DrawFn) -> bytes:
    """Bytes changed, or a part of the header replaced by something odd with the length put right."""
    data = small_safetensors()
    if draw(st.booleans()):
        return draw(damaged(data))
    length = int.from_bytes(data[:8], "little")
    header: dict[str, Any] = json.loads(data[8 : 8 + length])
    name = draw(st.sampled_from(sorted(header)))
    key = draw(st.sampled_from([*sorted(header[name]), "more", ""]))
    if key:
        header[name][key] = draw(st.sampled_from(ODD))
    else:
        header[draw(st.sampled_from(["", "7", "\ud800x", "__proto__"]))] = header.pop(name)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + length :]
