"""Skips taken away from a trained net, one row at a time: only the decoder nodes that depend on them run again.

Ablating a trained net is not a net that was trained without: its weights still expect what no longer comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import torch
from torch import Tensor

from unet_demo.core.nets.grid import Architecture, Node, inputs_of, reaches
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import key_of

Bridge = Literal["on", "zero", "shuffled", "other"]


def crossed(kept: Tensor, bridge: Bridge, other: Tensor | None = None, seed: int = 0) -> Tensor:
    """What crosses a bridge (1, C, H, W): the map itself, zeros, its pixels in random order, or another picture's.

    Raises ValueError for "other" without one of the same shape.
    """
    if bridge == "zero":
        return torch.zeros_like(kept)
    if bridge == "shuffled":
        order = torch.randperm(kept.shape[-2] * kept.shape[-1], generator=torch.Generator().manual_seed(seed))
        return kept.flatten(2)[..., order.to(kept.device)].reshape(kept.shape)
    if bridge == "other":
        if other is None or other.shape != kept.shape:
            got = None if other is None else tuple(other.shape)
            raise ValueError(f"Got a map of shape {got} to replace {tuple(kept.shape)}; both must agree; give a copy.")
        return other
    return kept


def depending(net: Architecture, rows: list[int]) -> tuple[Node, ...]:
    """The nodes that no longer get what they got when the skips of these rows change, in computing order."""
    joins = [node for node in net.nodes if node.col and node.row in rows]
    return tuple(node for node in net.nodes if any(reaches(net, join, node) for join in joins))


@torch.inference_mode()
def burnt(
    model: GridNet,
    done: Mapping[Node, Tensor],
    bridges: Mapping[int, Bridge],
    others: Mapping[Node, Tensor] | None = None,
    on_block: Callable[[Node], None] | None = None,
) -> dict[Node, Tensor]:
    """The activations of a net whose skips of row r are `bridges[r]`; rows not named stay on.

    `done` holds a whole run's activations; what does not depend on a changed bridge is taken from there, and
    `on_block` hears of each block that runs again. Raises ValueError for a net that does not concatenate.
    """
    net = model.architecture
    if net.join != "concat":
        raise ValueError(f"Got a net that joins by {net.join}; bridges are burnt where a net concatenates.")
    changed = [row for row, bridge in bridges.items() if bridge != "on"]
    now = dict(done)
    for node in depending(net, changed):
        *skips, below = inputs_of(net, node)
        bridge = bridges.get(node.row, "on")
        kept = [crossed(now[skip], bridge, (others or {}).get(skip)) for skip in skips]
        joined = torch.cat([*kept, model.ups[key_of(node)](now[below])], dim=1)
        now[node] = model.blocks[key_of(node)](joined)
        if on_block:
            on_block(node)
    return now
