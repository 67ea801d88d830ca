"""Every U-Net or UNet++ whose convolutions are exactly these, by their shapes alone: names and order do not count.

A reading is tried by walking down the encoder, (channels of the picture) -> row 0 -> row 1 …, and comparing what is
left of the convolutions with those of the decoder that would belong to it. Several readings can fit: in what they
differ cannot be told from shapes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal, get_args

from unet_demo.core.clinic.checkpoint.layers import Layer
from unet_demo.core.nets.grid import Kind

Join = Literal["concat", "plain"]  # plain: added to what comes from below, or not taken at all
Rise = Literal["transposed", "wide", "conv", "resize", "tapered"]
Pairs = Counter[tuple[int, int]]
MOST_ROWS, MOST_CONVS, MOST_STEPS, MOST_READINGS = 8, 4, 20_000, 50


@dataclass(frozen=True)
class Frame:
    """A net without its widths: `convs` per block. `rise` says how a map gets larger.

    transposed: a transposed convolution to the row's width; wide: one that keeps the width from below; conv: resized,
    then a convolution; resize: resized alone; tapered: resized alone, and each block halves its channels on the way.
    """

    kind: Kind
    depth: int
    convs: int
    join: Join
    rise: Rise

    @property
    def nodes(self) -> tuple[tuple[int, int], ...]:
        """(row, skips that arrive) of each node of the decoder."""
        if self.kind == "unet":
            return tuple((row, 1) for row in range(self.depth))
        return tuple((row, col) for row in range(self.depth) for col in range(1, self.depth - row + 1))

    @property
    def rises(self) -> int:
        """How many layers make maps larger."""
        return len(self.nodes) if self.rise in ("transposed", "wide", "conv") else 0

    @property
    def windows(self) -> int:
        """How many convolutions with a window it has, transposed ones not counted."""
        own = self.convs * (self.depth + 1 + len(self.nodes))
        return own + (self.rises if self.rise == "conv" else 0)


@dataclass(frozen=True)
class Reading:
    """One net that has these shapes. `heads` counts its last layers, `extras` the 1x1 convolutions beyond them."""

    frame: Frame
    in_channels: int
    widths: tuple[int, ...]
    classes: int
    kernel: tuple[int, ...]
    heads: int
    extras: int


def readings_of(convs: tuple[Layer, ...]) -> tuple[tuple[Reading, ...], bool]:
    """(readings, whether these are all): none where the convolutions are not those of a plain U-Net or UNet++.

    The search ends after MOST_STEPS tries and MOST_READINGS readings.
    """
    windows = [layer for layer in convs if max(layer.kernel) > 1 and not layer.turned]
    turned = _pairs([layer for layer in convs if layer.turned])
    points = _pairs([layer for layer in convs if max(layer.kernel) == 1 and not layer.turned])
    if not windows or not points:
        return (), True
    search = _Search(turned, points)
    for frame in _frames(len(windows), turned.total()):
        for blocks, rises in _parted(windows, frame):
            search.try_all(frame, blocks, rises)
    return tuple(dict.fromkeys(search.readings)), not search.is_over


def _pairs(layers: list[Layer]) -> Pairs:
    return Counter((layer.inputs, layer.outputs) for layer in layers)


def _frames(windows: int, turned: int) -> Iterator[Frame]:
    """Every frame with so many convolutions and transposed convolutions."""
    for kind, depth, convs in product(get_args(Kind), range(1, MOST_ROWS), range(1, MOST_CONVS + 1)):
        for join, rise in product(get_args(Join), get_args(Rise)):
            frame = Frame(kind, depth, convs, join, rise)
            if rise in ("wide", "tapered") and join == "plain" or rise == "tapered" and (kind, convs) != ("unet", 2):
                continue
            if kind == "unetpp" and depth == 1:
                continue  # the same net as a U-Net
            if frame.windows == windows and turned == (frame.rises if rise in ("transposed", "wide") else 0):
                yield frame


def _parted(windows: list[Layer], frame: Frame) -> Iterator[tuple[list[Layer], Pairs]]:
    """(convolutions of blocks, those behind a resizing): two windows tell them apart; with one, the widths do later."""
    kernels = {layer.kernel for layer in windows}
    if len(kernels) == 1:
        yield windows, Counter()
    elif len(kernels) == 2 and frame.rise == "conv":
        for kernel in kernels:
            rises = [layer for layer in windows if layer.kernel == kernel]
            if len(rises) == frame.rises:
                yield [layer for layer in windows if layer.kernel != kernel], _pairs(rises)


class _Search:
    """Walks down encoders; `steps` is how many tries are left for a file."""

    def __init__(self, turned: Pairs, points: Pairs) -> None:
        self.turned, self.points = turned, points
        self.steps, self.readings = MOST_STEPS, list[Reading]()

    @property
    def is_over(self) -> bool:
        return self.steps < 0 or len(self.readings) >= MOST_READINGS

    def try_all(self, frame: Frame, blocks: list[Layer], rises: Pairs) -> None:
        left = _pairs(blocks)
        for channels in sorted({inputs for inputs, _ in left}):
            for widths in self._down(frame, left, channels, ()):
                if frame.rise in ("transposed", "wide") and self.turned != rises_of(frame, widths):
                    continue
                if left_over(frame, widths, left, rises):
                    continue
                self._add(frame, channels, widths, blocks[0].kernel)

    def _down(self, frame: Frame, left: Pairs, channels: int, widths: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Widths of every encoder in `left`, whose pairs are taken out while a row is tried."""
        if len(widths) > frame.depth:
            yield widths
            return
        for width in sorted({outputs for inputs, outputs in left if inputs == channels}):
            self.steps -= 1
            if self.is_over:
                return
            if widths and not self._meets(frame, left, widths[-1], width):
                continue
            block = block_of(channels, width, frame.convs)
            if all(left[pair] >= count for pair, count in block.items()):
                left.subtract(block)
                yield from self._down(frame, left, width, (*widths, width))
                left.update(block)

    def _meets(self, frame: Frame, left: Pairs, above: int, below: int) -> bool:
        """Whether there are the layers where two neighbouring rows of these widths meet: most tries end here."""
        if frame.rise == "tapered":
            return True
        if frame.rise == "transposed" and not self.turned[below, above]:
            return False
        return left[join_of(frame, above, below)] > 0

    def _add(self, frame: Frame, channels: int, widths: tuple[int, ...], kernel: tuple[int, ...]) -> None:
        for inputs, classes in self.points:
            if inputs != widths[0] or self.is_over:
                continue
            deep = Counter((width, classes) for width in widths[: frame.depth])
            full: Pairs = Counter({(inputs, classes): frame.depth})
            heads = deep if frame.kind == "unet" else full
            if self.points != heads:
                heads = Counter({(inputs, classes): 1})
            extras = self.points.total() - heads.total()
            self.readings.append(Reading(frame, channels, widths, classes, kernel, heads.total(), extras))


def join_of(frame: Frame, above: int, below: int, skips: int = 1) -> tuple[int, int]:
    """(inputs, outputs) of the convolution that takes `skips` maps of its row and what comes from below."""
    risen = below if frame.rise in ("wide", "resize") else above
    return (skips * above + risen if frame.join == "concat" else risen), above


def block_of(channels: int, width: int, convs: int) -> Pairs:
    """(inputs, outputs) of a block's convolutions."""
    block: Pairs = Counter({(channels, width): 1})
    block[width, width] += convs - 1
    return +block


def rises_of(frame: Frame, widths: tuple[int, ...]) -> Pairs:
    """(inputs, outputs) of the layers that make maps larger."""
    kept = frame.rise == "wide"
    return Counter((widths[row + 1], widths[row + kept]) for row, _ in frame.nodes)


def decoder_of(frame: Frame, widths: tuple[int, ...]) -> Pairs:
    """(inputs, outputs) of the convolutions of the decoder's blocks."""
    if frame.rise == "tapered":
        return _tapered(widths)
    made: Pairs = Counter()
    for row, skips in frame.nodes:
        made.update(block_of(*join_of(frame, widths[row], widths[row + 1], skips), frame.convs))
    return made


def _tapered(widths: tuple[int, ...]) -> Pairs:
    """Each block takes skip and what comes from below, halves them, and gives the width of the row above it."""
    made: Pairs = Counter()
    below = widths[-1]
    for row in reversed(range(len(widths) - 1)):
        joined, given = widths[row] + below, widths[max(row - 1, 0)]
        made.update([(joined, joined // 2), (joined // 2, given)])
        below = given
    return made


def left_over(frame: Frame, widths: tuple[int, ...], left: Pairs, rises: Pairs) -> bool:
    """Whether the decoder needs other convolutions than those that the encoder has left."""
    needed = decoder_of(frame, widths)
    if frame.rise == "conv":
        if rises and rises != rises_of(frame, widths):
            return True
        if not rises:
            needed = needed + rises_of(frame, widths)
    return needed != +left


@dataclass(frozen=True)
class Row:
    """A row of a net: its channels, how many blocks stand in it, and how many convolutions with their ups."""

    row: int
    width: int
    blocks: int
    convs: int
    ups: int


def rows_of(reading: Reading) -> tuple[Row, ...]:
    """The rows of a reading from the top down; layers that make maps larger count where they lead to."""
    frame = reading.frame
    made = []
    for row, width in enumerate(reading.widths):
        decoders = sum(at == row for at, _ in frame.nodes)
        made.append(Row(row, width, 1 + decoders, frame.convs * (1 + decoders), decoders if frame.rises else 0))
    return tuple(made)
