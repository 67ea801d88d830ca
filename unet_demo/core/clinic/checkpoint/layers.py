"""The layers of a file: convolutions with their channels and windows, whatever they are called there.

From safetensors they come out of names and shapes alone; the operations of ONNX say more. No torch in here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from unet_demo.core.clinic.checkpoint.records import Graph, Header, Tensor

Norm = Literal["batch", "affine", "none"]
Bias = Literal["all", "none", "some"]
HIDDEN = "norms."  # what folding hid, kept in our files beside the net
BUFFERS = ("running_mean", "running_var", "num_batches_tracked")
_BESIDE = re.compile(r"(?i)(?:^|\.)(?:optimi[sz]er\w*|exp_avg(?:_sq)?|momentum_buffer)(?:\.|$)|^norms\.")
_TWIN = re.compile(r"\.all_modules\.|^decoder\.encoder\.")  # a second name for the same tensor, as nnU-Net writes them
_TURNED = re.compile(r"(?i)trans|deconv|tconv|upconv|upsample|(?:^|[._\d])ups?(?:[._\d]|$)")
_ONNX_NORMS = ("InstanceNormalization", "GroupNormalization", "LayerNormalization")


@dataclass(frozen=True)
class Layer:
    """A convolution from `inputs` to `outputs` channels; `turned` says that it is a transposed one."""

    name: str
    inputs: int
    outputs: int
    kernel: tuple[int, ...]
    turned: bool
    bias: bool


@dataclass(frozen=True)
class Layers:
    """Convolutions in the natural order of their names, of ONNX in the order in which they run."""

    convs: tuple[Layer, ...]
    norm: Norm
    bias: Bias
    prefix: str  # that stands before every name
    names: tuple[str, ...]  # of all modules with a tensor, without that prefix
    dense: int  # fully connected layers


def natural(name: str) -> list[tuple[int, int | str]]:
    """A key that sorts "conv10" behind "conv9"."""
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", name)]


def layers_of(header: Header) -> Layers:
    """The layers that a header tells of."""
    if header.graph:
        return _run(header.tensors, header.graph)
    tensors = [tensor for tensor in header.tensors if not _BESIDE.search(tensor.name)]
    prefix = prefix_of(tensor.name for tensor in tensors if len(tensor.shape) in (4, 5))
    bare = {tensor.name.removeprefix(prefix): tensor for tensor in tensors}
    own = {name: tensor for name, tensor in bare.items() if not _TWIN.search(name)}
    modules: dict[str, dict[str, Tensor]] = {}
    for name, tensor in own.items():
        module, _, part = name.rpartition(".")
        modules.setdefault(module, {})[part] = tensor
    made = [layer for name in sorted(modules, key=natural) for layer in _convs(name, modules[name])]
    dense = sum(len(tensor.shape) == 2 for tensor in own.values())
    return Layers(tuple(made), _norm(modules.values()), _bias(made), prefix, tuple(modules), dense)


def prefix_of(names: Iterable[str]) -> str:
    """What stands before every name, whole words only: "module.", "state_dict.model."; "" where nothing does."""
    parts = [name.split(".")[:-2] for name in names]  # neither the layer itself nor its tensor
    shared = []
    for words in zip(*parts, strict=False):
        if len(set(words)) > 1:
            break
        shared.append(f"{words[0]}.")
    return "".join(shared) if len(parts) > 1 else ""


def _convs(name: str, parts: Mapping[str, Tensor]) -> list[Layer]:
    bias = parts.get("bias")
    return [_conv(name, each.shape, bias) for each in parts.values() if len(each.shape) in (4, 5) and all(each.shape)]


def _conv(name: str, shape: tuple[int, ...], bias: Tensor | None) -> Layer:
    """A weight is (out, in, …), of a transposed convolution (in, out, …): the bias, or else the window, tells which."""
    first, second, *kernel = shape
    length = bias.shape[0] if bias is not None and len(bias.shape) == 1 else 0
    is_even = all(side % 2 == 0 for side in kernel)
    if first != second and length in (first, second):
        turned = length == second
    else:
        turned = first >= second and (is_even or bool(_TURNED.search(name)) and kernel[0] > 1 and first > second)
    inputs, outputs = (first, second) if turned else (second, first)
    return Layer(name, inputs, outputs, tuple(kernel), turned, bool(length))


def _norm(modules: Iterable[Mapping[str, Tensor]]) -> Norm:
    every = list(modules)
    if any("running_mean" in parts for parts in every):
        return "batch"
    lone = [parts for parts in every if "weight" in parts and len(parts["weight"].shape) == 1]
    return "affine" if lone else "none"


def _bias(convs: Iterable[Layer]) -> Bias:
    """Of the windows larger than a pixel."""
    have = {layer.bias for layer in convs if max(layer.kernel) > 1 and not layer.turned}
    return "some" if len(have) > 1 else "all" if have == {True} else "none"


def _run(tensors: Iterable[Tensor], graph: Graph) -> Layers:
    """By the operations: they say which convolution is a transposed one, and in which order all of them run."""
    by_name = {tensor.name: tensor for tensor in tensors}
    made: list[Layer] = []
    for step in graph.operations:
        weight = by_name.get(step.inputs[1]) if step.op in ("Conv", "ConvTranspose") and len(step.inputs) > 1 else None
        if weight is None or len(weight.shape) not in (4, 5) or not all(weight.shape):
            continue
        turned, (first, second, *kernel) = step.op == "ConvTranspose", weight.shape
        groups = step.settings.get("group", (1,))
        many = groups[0] if isinstance(groups, tuple) and groups and isinstance(groups[0], int) else 1
        inputs, outputs = (first, second * many) if turned else (second * many, first)
        made.append(
            Layer(step.outputs[0] if step.outputs else "", inputs, outputs, tuple(kernel), turned, len(step.inputs) > 2)
        )
    ops = [step.op for step in graph.operations]
    norm: Norm = (
        "batch" if "BatchNormalization" in ops else "affine" if any(op in ops for op in _ONNX_NORMS) else "none"
    )
    return Layers(tuple(made), norm, _bias(made), "", tuple(by_name), ops.count("Gemm") + ops.count("MatMul"))
