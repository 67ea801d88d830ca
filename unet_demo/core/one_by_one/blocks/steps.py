"""A building block as one list of operations: what each gives, weighs and sees. No torch in here.

`block_zoo` writes the lists; `block_nets` builds and runs modules from them, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal, get_args

Kind = Literal[
    "single", "double", "triple", "basic", "bottleneck", "small", "inception", "separable", "cbam", "attended"
]
Shortcut = Literal["auto", "identity", "none"]
Op = Literal["input", "conv", "relu", "sigmoid", "add", "times", "cat", "pool", "avg", "max", "mean", "top"]
Trouble = Literal["", "zero", "groups", "add"]
Shape = tuple[int, int, int]
Window = tuple[int, int]

USUAL: Mapping[str, int] = MappingProxyType({"cbam": 16, "attended": 16})  # divisor of the channels in the middle
DIVIDE = 4  # elsewhere: ResNet's bottleneck and the small block of licence-plate nets


@dataclass(frozen=True)
class Form:
    """What the controls decide. `divide` 0 means the block's usual divisor, `groups` 0 as many groups as channels in.

    `into` and `out` are channels, `height` and `width` the map's sides in pixels. CBAM gives as many channels as it
    gets, whatever `out` says. `relu_after` puts a ReLU behind a block that ends without one, the small one.
    """

    kind: Kind
    into: int
    out: int
    height: int
    width: int
    divide: int = 0
    groups: int = 0
    shortcut: Shortcut = "auto"
    relu_after: bool = False

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind) or self.shortcut not in get_args(Shortcut):
            raise ValueError(
                f"Got kind={self.kind!r}, shortcut={self.shortcut!r}; needed is one of {get_args(Kind)} and one of "
                f"{get_args(Shortcut)}; choose among them."
            )
        if min(self.into, self.out, self.height, self.width) < 1 or min(self.divide, self.groups) < 0:
            raise ValueError(
                f"Got channels {self.into} to {self.out}, a map of {self.height}x{self.width}, divide={self.divide}, "
                f"groups={self.groups}; positive numbers are needed (divide and groups may be 0); choose larger ones."
            )

    @property
    def by(self) -> int:
        """The divisor that applies."""
        return self.divide or USUAL.get(self.kind, DIVIDE)


@dataclass(frozen=True)
class Step:
    """One operation and what it gives: `shape` (C, H, W), None where it cannot run because of a `trouble`.

    `sees` is the window of the block's input behind one number, (height, width), None for the whole map; `shares`
    names the step whose weights it uses once more; `out` are the channels it gives or would give; `branch` is which of
    how many paths side by side it stands in. `macs` counts what convolutions multiply and add, nothing else.
    """

    id: str
    op: Op
    sources: tuple[str, ...]
    out: int
    shape: Shape | None
    sees: Window | None
    kernel: Window = (1, 1)
    groups: int = 1
    bias: bool = False
    weights: int = 0
    macs: int = 0
    shares: str = ""
    branch: tuple[int, int] = (0, 1)
    trouble: Trouble = ""

    @property
    def params(self) -> int:
        """Weights and biases of its own."""
        return self.weights + (self.out if self.bias else 0)


@dataclass(frozen=True)
class Block:
    """All operations of one block in an order in which they can run, the input first."""

    form: Form
    steps: tuple[Step, ...]

    @cached_property
    def by_id(self) -> dict[str, Step]:
        """Steps by their id."""
        return {step.id: step for step in self.steps}

    @property
    def weights(self) -> int:
        """Weights of all convolutions, biases left out."""
        return sum(step.weights for step in self.steps)

    @property
    def params(self) -> int:
        """Weights and biases."""
        return sum(step.params for step in self.steps)

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one map, of the convolutions alone."""
        return sum(step.macs for step in self.steps)

    @property
    def sees(self) -> Window | None:
        """Window of the input behind one number that comes out, None for the whole map."""
        return self.steps[-1].sees

    @property
    def shape(self) -> Shape | None:
        """(C, H, W) that comes out."""
        return self.steps[-1].shape

    @property
    def failures(self) -> tuple[Step, ...]:
        """Steps that PyTorch refuses, in order."""
        return tuple(step for step in self.steps if step.trouble)

    @property
    def is_buildable(self) -> bool:
        """Whether PyTorch makes the module at all: groups that do not divide are refused before anything runs."""
        return all(step.trouble != "groups" for step in self.steps)

    def met(self, step: Step) -> tuple[Shape, ...]:
        """The shapes that a step receives, as far as they are there."""
        shapes = (self.by_id[source].shape for source in step.sources)
        return tuple(shape for shape in shapes if shape is not None)


class Builder:
    """Collects the operations of one block; each method adds one, works out what it gives, and returns its id."""

    def __init__(self, form: Form) -> None:
        self.form, self.branch = form, (0, 1)
        self.steps: dict[str, Step] = {}
        self.last = ""
        self._add("input", (), form.into, (form.into, form.height, form.width), (1, 1))

    def conv(
        self, source: str, out: int, kernel: Window = (1, 1), groups: int = 1, bias: bool = True, shares: str = ""
    ) -> str:
        """A convolution that leaves H and W as they are."""
        before, (high, wide) = self.steps[source], kernel
        fits = groups > 0 and before.out % groups == 0 and out % groups == 0
        size = high * wide * (before.out // groups) * out if fits else 0
        trouble: Trouble = "" if before.shape is None else "groups" if not fits else "zero" if not out else ""
        shape = (out, *before.shape[1:]) if before.shape is not None and not trouble else None
        return self._add(
            "conv", (source,), out, shape, _wider(before.sees, kernel), kernel=kernel, groups=groups,
            bias=bias and not shares, weights=0 if shares else size, shares=shares, trouble=trouble,
            macs=size * shape[1] * shape[2] if shape else 0,
        )  # fmt: skip

    def relu(self, source: str) -> str:
        """Negative numbers become 0."""
        return self._same("relu", source)

    def sigmoid(self, source: str) -> str:
        """Every number between 0 and 1."""
        return self._same("sigmoid", source)

    def pool(self, source: str) -> str:
        """The largest of 3x3 neighbours, step 1: the map keeps its size."""
        before = self.steps[source]
        return self._add("pool", (source,), before.out, before.shape, _wider(before.sees, (3, 3)), kernel=(3, 3))

    def over_map(self, op: Literal["avg", "max"], source: str) -> str:
        """One number for each channel, from the whole map."""
        before = self.steps[source]
        return self._add(op, (source,), before.out, before.shape and (before.out, 1, 1), None)

    def over_channels(self, op: Literal["mean", "top"], source: str) -> str:
        """One number for each position, from all channels: their mean, or the top one."""
        before = self.steps[source]
        return self._add(op, (source,), 1, before.shape and (1, *before.shape[1:]), before.sees)

    def cat(self, sources: tuple[str, ...]) -> str:
        """Channels side by side."""
        parts = [self.steps[source] for source in sources]
        out = sum(part.out for part in parts)
        first = parts[0].shape
        there = first is not None and all(part.shape is not None for part in parts)
        return self._add("cat", sources, out, (out, *first[1:]) if there and first else None, _widest(parts))

    def meet(self, op: Literal["add", "times"], sources: tuple[str, str]) -> str:
        """Two maps number by number; a side of 1 is stretched, as torch does it."""
        parts = [self.steps[source] for source in sources]
        shapes = [part.shape for part in parts if part.shape is not None]
        sides = [{side for side in axis if side != 1} for axis in zip(*shapes, strict=True)]
        fits = all(len(side) < 2 for side in sides)
        shape: Shape | None = None
        if len(shapes) == 2 and fits:
            channels, height, width = (max(side, default=1) for side in sides)
            shape = channels, height, width
        trouble: Trouble = "add" if len(shapes) == 2 and not fits else ""
        return self._add(op, sources, max(part.out for part in parts), shape, _widest(parts), trouble=trouble)

    def _same(self, op: Op, source: str) -> str:
        before = self.steps[source]
        return self._add(op, (source,), before.out, before.shape, before.sees)

    def _add(
        self, op: Op, sources: tuple[str, ...], out: int, shape: Shape | None, sees: Window | None, **rest: object
    ) -> str:
        number = sum(step.op == op for step in self.steps.values()) + 1
        id = op if op == "input" else f"{op}{number}"
        self.steps[id] = Step(id, op, sources, out, shape, sees, branch=self.branch, **rest)  # type: ignore[arg-type]
        self.last = id
        return id


def _wider(sees: Window | None, kernel: Window) -> Window | None:
    return sees and (sees[0] + kernel[0] - 1, sees[1] + kernel[1] - 1)


def _widest(parts: list[Step]) -> Window | None:
    """What a number sees that was made of several: the largest window, all around the same place."""
    windows = [part.sees for part in parts if part.sees is not None]
    if len(windows) < len(parts):
        return None
    return max(window[0] for window in windows), max(window[1] for window in windows)
