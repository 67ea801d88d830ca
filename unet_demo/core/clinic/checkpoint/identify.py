"""Which U-Net a header belongs to, and what of it cannot be told: shapes first, names second. No torch in here."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from unet_demo.core.clinic.checkpoint.layers import BUFFERS, HIDDEN, Bias, Layer, Layers, Norm, layers_of, natural
from unet_demo.core.clinic.checkpoint.readings import Reading, readings_of
from unet_demo.core.clinic.checkpoint.records import Graph, Header
from unet_demo.core.nets.grid import Kind

K = TypeVar("K", bound=Hashable)
Family = Literal["grid", "decoder", "other"]
_MORE = {
    "transformer": r"(?i)(?:^|[._])(?:qkv|q_proj|pos_embed|relative_position\w*|self_attn|attn\.proj)(?:[._]|$)",
    "attention": r"(?i)(?:^|[._])(?:att\w*|attention\w*|w_g|psi|gate\w*)(?:[._]|$)",
    "residual": r"(?i)(?:^|[._])(?:downsample|shortcut|residual\w*|skip_?conv\w*|identity)(?:[._\d]|$)",
}
_LAST = re.compile(r"(?i)head|final|^out|\.out|outc|logit|seg_|classif|^last|\.last")
_RISING = re.compile(r"(?i)decod|(?:^|[._])up|(?:^|[._])dec")


@dataclass(frozen=True)
class Rung:
    """A step of a decoder: channels from below, channels that join them (0: none), channels it gives."""

    below: int
    skip: int
    given: int


@dataclass(frozen=True)
class Identity:
    """What is known of a net. `family` is "grid" for a U-Net or UNet++ whose every convolution is accounted for,
    "decoder" for another encoder under a U-Net's decoder, "other" for anything else.

    `readings` are all nets of the grid with these shapes; None stands for what cannot be told.
    """

    family: Family
    readings: tuple[Reading, ...]
    is_complete: bool  # whether `readings` are all there are
    rungs: tuple[Rung, ...]
    more: tuple[str, ...]
    in_channels: int | None
    classes: int | None
    join: Literal["concat", "add", "none"] | None
    norm: Norm
    bias: Bias
    axes: int
    prefix: str
    convs: int
    params: int
    bytes_by_type: Mapping[str, int]

    def told(self, of: Callable[[Reading], K]) -> K | None:
        """What all readings agree in; None where they differ, where there are none, and where there may be more."""
        values = {of(reading) for reading in self.readings}
        return values.pop() if self.is_complete and len(values) == 1 else None

    @property
    def kind(self) -> Kind | None:
        """U-Net or UNet++."""
        return self.told(lambda reading: reading.frame.kind)

    @property
    def widths(self) -> tuple[int, ...] | None:
        """Channels of each row from the top."""
        return self.told(lambda reading: reading.widths)


def identified(header: Header) -> Identity:
    """Reads a header that has been checked; whatever it holds, nothing is raised."""
    layers = layers_of(header)
    every, is_complete = readings_of(layers.convs)
    readings = _named(every, layers)
    rungs = () if readings else rungs_of(layers)
    bytes_by_type: dict[str, int] = {}
    for tensor in header.tensors:
        bytes_by_type[tensor.dtype] = bytes_by_type.get(tensor.dtype, 0) + tensor.bytes
    trained = [tensor for tensor in header.tensors if is_trained(tensor.name)]
    return Identity(
        "grid" if readings else "decoder" if rungs else "other",
        readings,
        is_complete,
        rungs,
        _more(layers, readings),
        _agreed([each.in_channels for each in readings], is_complete) if readings else _first(layers),
        _agreed([each.classes for each in readings], is_complete) if readings else _classes(layers),
        _join(readings if is_complete else (), header.graph),
        layers.norm,
        layers.bias,
        max((len(layer.kernel) for layer in layers.convs), default=0),
        layers.prefix,
        len(layers.convs),
        sum(tensor.numbers for tensor in trained),
        bytes_by_type,
    )


def is_trained(name: str) -> bool:
    """Whether a tensor is a parameter of the net: no running statistics, and not what folding hid in our own files."""
    return name.rpartition(".")[2] not in BUFFERS and not name.startswith(HIDDEN)


def _named(readings: tuple[Reading, ...], layers: Layers) -> tuple[Reading, ...]:
    """Without readings that take a gate or a shortcut for the last layer, by its name, where another is left."""
    points = [layer for layer in layers.convs if max(layer.kernel) == 1]
    last = {layer.outputs for layer in points if not any(re.search(form, layer.name) for form in _MORE.values())}
    return tuple(reading for reading in readings if reading.classes in last) or readings


def _agreed(values: list[int], is_complete: bool) -> int | None:
    return values[0] if is_complete and len(set(values)) == 1 else None


def _more(layers: Layers, readings: tuple[Reading, ...]) -> tuple[str, ...]:
    """What a plain U-Net has not: by names, and by convolutions that are left over."""
    more = [name for name, form in _MORE.items() if any(re.search(form, each) for each in layers.names)]
    if layers.dense:
        more.append("dense")
    if sum(layer.inputs == 1 < layer.outputs and max(layer.kernel) > 1 for layer in layers.convs) > 1:
        more.append("depthwise")
    if readings and all(reading.extras for reading in readings) and not {"attention", "residual"} & set(more):
        more.append("points")
    return tuple(more)


def _join(readings: tuple[Reading, ...], graph: Graph | None) -> Literal["concat", "add", "none"] | None:
    """Adding and leaving out the skips have the same shapes: the operations of ONNX tell them apart, else nothing."""
    joins = {reading.frame.join for reading in readings}
    if joins == {"concat"}:
        return "concat"
    if joins != {"plain"} or graph is None:
        return None
    return "add" if any(step.op in ("Add", "Sum") for step in graph.operations) else "none"


def _windows(layers: Layers) -> list[Layer]:
    return [layer for layer in layers.convs if max(layer.kernel) > 1 and not layer.turned]


def _first(layers: Layers) -> int | None:
    """Channels of the picture: the fewest that a convolution takes and none gives."""
    windows = _windows(layers)
    given = {layer.outputs for layer in layers.convs}
    fewest = min((layer.inputs for layer in windows), default=0)
    return fewest if fewest and fewest not in given else None


def _classes(layers: Layers) -> int | None:
    """What last layers give: those that are called so, if they agree."""
    last = {layer.outputs for layer in layers.convs if _LAST.search(layer.name)}
    return last.pop() if len(last) == 1 else None


def rungs_of(layers: Layers) -> tuple[Rung, ...]:
    """The decoder of a net with another encoder: blocks in the order of their names, each taking what the last gave.

    Empty unless at least two of them take, beside it, what some convolution of the encoder gives.
    """
    windows = sorted(_windows(layers), key=lambda layer: natural(layer.name))
    rising = [layer for layer in windows if _RISING.search(layer.name) and not _LAST.search(layer.name)]
    names = {layer.name for layer in rising}
    given = {layer.outputs for layer in layers.convs if layer.name not in names}
    joining = [layer for layer in rising if layer.inputs > layer.outputs]
    for order in (joining, joining[::-1]):
        if rungs := _climbed(order, given):
            return rungs
    return ()


def _climbed(order: list[Layer], given: set[int]) -> tuple[Rung, ...]:
    bottom = max(given, default=0)
    rungs: list[Rung] = []
    for layer in order:
        below = rungs[-1].given if rungs else bottom
        skip = layer.inputs - below
        if skip < 0 or skip and skip not in given:
            return ()
        rungs.append(Rung(below, skip, layer.outputs))
    return tuple(rungs) if sum(rung.skip > 0 for rung in rungs) > 1 else ()
