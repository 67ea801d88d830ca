"""torch.cat really called on tensors of any shape, its NumPy and Keras cousins beside it, and what follows it.

Shapes whose result would be larger than MOST elements are reasoned about by the same rule and never allocated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

MOST = 4_000_000  # elements of a result that is really made
LARGEST, AXES = 64_000_000, 4  # elements of a tensor that is talked about at all; axes that can be drawn
Dtype = Literal["float32", "float64", "float16", "int64"]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """What a call gave: a shape, or an error's own text. `made` says whether the call was really made."""

    shape: Shape | None
    error: str = ""
    dtype: str = ""
    made: bool = True


def check_shape(shape: Sequence[int]) -> str | None:
    """Why a shape cannot be put on the bench ("axes", "negative", "huge"), or None."""
    if not 1 <= len(shape) <= AXES:
        return "axes"
    if any(side < 0 for side in shape):
        return "negative"
    return "huge" if math.prod(shape) > LARGEST else None


def read_shape(text: str) -> Shape:
    """ "1, 64, 8, 8", "(1, 64, 8, 8)", "1×64×8×8" or "torch.Size([1, 64, 8, 8])" as a shape.

    Raises ValueError with the word of `check_shape`, or "text" for what holds no numbers or something else besides.
    """
    inside = re.sub(r"torch\.Size|[()\[\]]", " ", text).strip().strip(",")
    pieces = [piece.strip() for piece in re.split(r"[,×xX*;\s]+", inside) if piece.strip()]
    if not pieces or not all(re.fullmatch(r"[-−]?\d{1,12}", piece) for piece in pieces):
        raise ValueError("text")
    shape = tuple(int(piece.replace("−", "-")) for piece in pieces)
    if trouble := check_shape(shape):
        raise ValueError(trouble)
    return shape


def predicted(first: Shape, second: Shape, dim: int) -> Shape | None:
    """The rule: same number of axes, every side equal but the one that is joined, which adds up; None if broken.

    An empty tensor with one axis is passed over, as torch does. `dim` below 0 counts from the end.
    """
    if first == second == (0,):
        return (0,)  # whatever `dim` is
    if (0,) in (first, second):
        rest = second if first == (0,) else first
        return rest if -len(rest) <= dim < len(rest) else None
    if len(first) != len(second) or not -len(first) <= dim < len(first):
        return None
    axis = dim % len(first)
    if any(a != b for at, (a, b) in enumerate(zip(first, second, strict=True)) if at != axis):
        return None
    return tuple(a + b if at == axis else a for at, (a, b) in enumerate(zip(first, second, strict=True)))


def cat(first: Shape, second: Shape, dim: int, dtypes: tuple[Dtype, Dtype] = ("float32", "float32")) -> Outcome:
    """torch.cat of two tensors of these shapes. Raises ValueError for a shape that `check_shape` refuses."""
    import torch

    for shape in (first, second):
        if trouble := check_shape(shape):
            raise ValueError(
                f"Got shape {shape}: {trouble}; 1 to {AXES} axes and {LARGEST:,} elements; choose smaller."
            )
    rule = predicted(first, second, dim)
    if rule is not None and math.prod(rule) > MOST:
        return Outcome(rule, dtype=str(torch.promote_types(*(getattr(torch, each) for each in dtypes)))[6:], made=False)
    tensors = [torch.zeros((), dtype=getattr(torch, d)).expand(s) for s, d in zip((first, second), dtypes, strict=True)]
    try:
        result = torch.cat(tensors, dim=dim)
    except (RuntimeError, IndexError, TypeError) as error:
        return Outcome(None, f"{type(error).__name__}: {error}")
    return Outcome(tuple(result.shape), dtype=str(result.dtype)[6:])


def concatenate(first: Shape, second: Shape, axis: int) -> Outcome:
    """np.concatenate of two arrays of these shapes."""
    rule = predicted(first, second, axis)
    if rule is not None and math.prod(rule) > MOST:
        return Outcome(rule, made=False)
    arrays = [np.broadcast_to(np.float32(0), shape) for shape in (first, second)]
    try:
        return Outcome(np.concatenate(arrays, axis=axis).shape)
    except (ValueError, IndexError) as error:  # AxisError is both
        return Outcome(None, f"{type(error).__name__}: {error}")


def keras_concatenate(first: Shape, second: Shape, axis: int = -1) -> Shape | None:
    """What keras.layers.Concatenate(axis) gives: the same rule, channels last, so that -1 is the default; else None.

    Held against Keras itself by a table that benchmarks/keras_table.py writes.
    """
    if len(first) != len(second) or not -len(first) <= axis < len(first):
        return None
    return predicted(first, second, axis)


def feed(shape: Shape, in_channels: int, out_channels: int = 8, dtype: str = "float32") -> Outcome:
    """Give a tensor of this shape and type to a float32 Conv2d: where a wrong `dim` and mixed numbers come to light."""
    import torch
    from torch import nn

    # on "meta" nothing is computed; a call that fails is made on the processor, whose words everybody knows
    fits = len(shape) in (3, 4) and shape[-3] == in_channels and min(shape) > 0 and dtype == "float32"
    device = "meta" if fits else "cpu"
    layer = nn.Conv2d(in_channels, out_channels, 3, padding=1, device=device)
    try:
        given = torch.zeros((), device=device, dtype=getattr(torch, dtype)).expand(shape)
        return Outcome(tuple(layer(given).shape), made=not fits)
    except RuntimeError as error:
        return Outcome(None, f"RuntimeError: {error}")


def strides_of(shape: Shape) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(strides as made, strides after memory_format=channels_last) of a 4-axis tensor: the shape stays N, C, H, W."""
    import torch

    plain = torch.empty(shape, device="meta")  # nothing is allocated: only the steps are asked for
    return tuple(plain.stride()), tuple(plain.contiguous(memory_format=torch.channels_last).stride())
