"""One pass of one model over one window of a picture. Needs torch; everything above reaches it through the engine."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from unet_demo.core.grid import Node
from unet_demo.core.model import GridNet
from unet_demo.core.normalise import Levels, normalise
from unet_demo.core.record import to_levels
from unet_demo.core.tiles import Tile, cut


@dataclass(frozen=True)
class Pass:
    """8-bit probability (heads, h, w) of the tile's core, blocks counted where they ran, and the time it took."""

    probability: NDArray[np.uint8]
    blocks: int
    latency_ms: float
    activations: dict[Node, NDArray[np.float32]]


def tensor_of(pixels: NDArray[np.generic], levels: Levels, model: GridNet) -> torch.Tensor:
    """(H, W) or (H, W, 3) pixels -> normalised (1, 3, H, W), channels last, where and as the model wants it."""
    weight = next(model.parameters())
    image = torch.from_numpy(normalise(pixels, levels)).permute(2, 0, 1)[None]  # (1, 3, H, W)
    return image.to(device=weight.device, dtype=weight.dtype)


def one_pass(
    model: GridNet, pixels: NDArray[np.generic], levels: Levels, tile: Tile, depth: int, want: Collection[Node] = ()
) -> Pass:
    """Every head up to `depth` for one tile: nodes beyond diagonal `depth` do not run."""
    started = time.perf_counter()
    ran: list[Node] = []
    with torch.inference_mode():
        image = tensor_of(cut(pixels, tile.window), levels, model)
        nodes = model.nodes(image, depth, on_block=ran.append)
        heads = [d for d in model.architecture.head_depths if d <= depth]
        logits = torch.cat([model.head(d, nodes) for d in heads])  # (heads, 1, H, W)
        rows = slice(tile.core.top - tile.window.top, tile.core.bottom - tile.window.top)
        cols = slice(tile.core.left - tile.window.left, tile.core.right - tile.window.left)
        probability = torch.sigmoid(logits[:, 0, rows, cols].float()).cpu().numpy()
    latency_ms = (time.perf_counter() - started) * 1000
    kept = {node: nodes[node][0].float().cpu().contiguous().numpy() for node in want}
    return Pass(to_levels(probability), len(ran), latency_ms, kept)


def forward_ms(model: GridNet, height: int, width: int, depth: int) -> float:
    """Wall-clock milliseconds of one `forward` at this depth on noise of (height, width), device work finished."""
    weight = next(model.parameters())
    image = torch.rand(1, model.architecture.in_channels, height, width).to(
        device=weight.device, dtype=weight.dtype, memory_format=torch.channels_last
    )
    with torch.inference_mode():
        started = time.perf_counter()
        model(image, depth).float().sum().item()
        return (time.perf_counter() - started) * 1000
