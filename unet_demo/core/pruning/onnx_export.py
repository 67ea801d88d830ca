"""A net pruned to one depth as ONNX, written operation by operation from the grid: what is not needed is not there.

Needs the package onnx, and only here. Input "image" (B, C, H, W) float32 in [0, 1], sides divisible by 2^D; output
"logits" (B, classes, H, W). What is done to a picture before and after stands in the file, see `onnx_notes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from unet_demo.core.nets.grid import Node, inputs_of, needed
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import key_of
from unet_demo.core.nets.weights import pruned_state
from unet_demo.core.pruning.onnx_notes import IMAGE, LOGITS, said_of

OPSET, IR_VERSION = 17, 8  # old enough for every runtime in use


def onnx_of(model: GridNet, depth: int, about: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """The pruned net as the bytes of an .onnx file, `about` among its metadata. Raises ValueError for a depth without
    a head."""
    from onnx import TensorProto, checker, helper, numpy_helper

    net, nodes = model.architecture, list[Any]()
    state = {name: tensor.float().cpu().numpy() for name, tensor in pruned_state(model, depth).items()}

    def add(kind: str, inputs: list[str], output: str, **settings: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], name=output, **settings))
        return output

    def layer(kind: str, source: str, name: str, output: str, **settings: Any) -> str:
        return add(kind, [source, f"{name}.weight", f"{name}.bias"], output, **settings)

    for node in needed(net, depth):
        key = key_of(node)
        x = _input(net_inputs=[key_of(each) for each in inputs_of(net, node)], node=node, add=add, layer=layer)
        for conv in ("conv1", "conv2"):
            x = layer("Conv", x, f"blocks.{key}.{conv}", f"{key}.{conv}", kernel_shape=[3, 3], pads=[1, 1, 1, 1])
            x = add("Relu", [x], f"{key}.out" if conv == "conv2" else f"{key}.relu")
    layer("Conv", f"0_{depth}.out", f"heads.{depth}", "logits", kernel_shape=[1, 1])
    said = said_of(net, depth)
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", channels, "height", "width"], said[name])
        for name, channels in ((IMAGE, net.in_channels), (LOGITS, net.classes))
    ]
    weights = [numpy_helper.from_array(np.ascontiguousarray(each), name) for name, each in state.items()]
    graph = helper.make_graph(nodes, f"{net.kind}_L{depth}", ends[:1], ends[1:], weights)
    made = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="unet_demo"
    )
    made.doc_string = said[IMAGE]
    helper.set_model_props(made, {**said, **about})
    checker.check_model(made, full_check=True)
    file: bytes = made.SerializeToString()
    return file


def _input(net_inputs: list[str], node: Node, add: Any, layer: Any) -> str:
    """What the block of a node receives: the image, the pooled node above, or skips beside upsampled."""
    key = key_of(node)
    if not net_inputs:
        return "image"
    below = f"{net_inputs[-1]}.out"
    if node.col == 0:
        pooled: str = add("MaxPool", [below], f"{key}.pool", kernel_shape=[2, 2], strides=[2, 2])
        return pooled
    up = layer("ConvTranspose", below, f"ups.{key}", f"{key}.up", kernel_shape=[2, 2], strides=[2, 2])
    joined: str = add("Concat", [*(f"{skip}.out" for skip in net_inputs[:-1]), up], f"{key}.cat", axis=1)
    return joined
