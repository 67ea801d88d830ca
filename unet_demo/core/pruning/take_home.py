"""A net pruned to one depth, to take home: only the weights that depth needs, and one Python file that runs them."""

from __future__ import annotations

import json
from dataclasses import asdict

from safetensors.torch import save

from unet_demo.core.nets.grid import Architecture, inputs_of, needed
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import key_of
from unet_demo.core.nets.weights import pruned_state
from unet_demo.home import ASSETS

TEMPLATE = ASSETS / "code" / "pruned_net.py"


def pruned_weights(model: GridNet, depth: int, about: dict[str, str]) -> bytes:
    """A safetensors file of `pruned_state`, its header saying depth and architecture. Raises ValueError as above."""
    header = {"architecture": json.dumps(asdict(model.architecture)), "depth": str(depth), **about}
    return save({name: tensor.float() for name, tensor in pruned_state(model, depth).items()}, header)


def pruned_code(architecture: Architecture, depth: int, side_px: int | None = None) -> str:
    """One self-contained Python file: the nodes of head `depth`, who feeds whom, loading, running. PyTorch alone.

    It checks the weights it is given and says got / need / do. Raises ValueError for a depth without a head.
    """
    steps = [(key_of(node), tuple(map(key_of, inputs_of(architecture, node)))) for node in needed(architecture, depth)]
    lines = "\n".join(f"    ({key!r}, {sources!r})," for key, sources in steps)
    filled = {
        "DEPTH = 2": f"DEPTH = {depth}",
        "WIDTHS = (16, 32, 64)": f"WIDTHS = {architecture.widths[: depth + 1]!r}",
        "CHANNELS, CLASSES = 3, 1": f"CHANNELS, CLASSES = {architecture.in_channels}, {architecture.classes}",
        "LONG_SIDE = None": f"LONG_SIDE = {side_px}",
        "DIVIDES = 16": f"DIVIDES = {2**architecture.depth}",
    }
    code = TEMPLATE.read_text(encoding="utf-8")
    start, end = code.index("NODES = (\n") + len("NODES = (\n"), code.index("\n)\n", code.index("NODES = ("))
    code = code[:start] + lines + code[end:]
    for old, new in filled.items():
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    return code
