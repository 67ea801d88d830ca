"""One pass of one model over one window of a picture. Needs torch; everything above reaches it through the engine."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from unet_demo.core.grid import Node
from unet_demo.core.model import GridNet
from unet_demo.core.normalise import Levels, normalise
from unet_demo.core.record import to_levels
from unet_demo.core.tiles import Tile, cut, whole


@dataclass(frozen=True)
class Pass:
    """8-bit probability (heads, h, w) of the tile's core, blocks counted where they ran, and the time it took."""

    probability: NDArray[np.uint8]
    blocks: int
    latency_ms: float
    activations: dict[Node, NDArray[np.float32]]


@dataclass(frozen=True)
class Recorded:
    """All heads up to a depth as one call, image (1, C, H, W) -> probability (heads, 1, H, W), and its blocks."""

    probability: Callable[[torch.Tensor], torch.Tensor]
    blocks: int


_recording = threading.Lock()


def recorded(model: GridNet, depth: int) -> Recorded:
    """The pass as torch recorded it once: it runs without Python in between, so a crowd of pages cannot hold it up.

    Op by op, each of about a hundred steps waits for its turn at the interpreter: 1,000 ms in place of 240.
    """
    with _recording:
        return _record(model, depth)


@lru_cache(maxsize=16)
def _record(model: GridNet, depth: int) -> Recorded:
    ran: list[Node] = []

    def heads(image: torch.Tensor) -> torch.Tensor:
        return _probability(model, depth, model.nodes(image, depth, on_block=ran.append))

    weight, side = next(model.parameters()), 2**model.architecture.depth
    example = torch.zeros(1, model.architecture.in_channels, side, side, dtype=weight.dtype, device=weight.device)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore", DeprecationWarning)  # what torch names instead needs a compiler at run time
        example = example.contiguous(memory_format=torch.channels_last)
        traced = torch.jit.trace(heads, example, check_trace=False)  # type: ignore[no-untyped-call]
    return Recorded(traced, len(ran))


def _probability(model: GridNet, depth: int, nodes: Mapping[Node, torch.Tensor]) -> torch.Tensor:
    depths = [d for d in model.architecture.head_depths if d <= depth]
    return torch.sigmoid(torch.cat([model.head(d, nodes) for d in depths]).float())  # (heads, 1, H, W)


def tensor_of(pixels: NDArray[np.generic], levels: Levels, model: GridNet) -> torch.Tensor:
    """(H, W) or (H, W, 3) pixels -> normalised (1, 3, H, W), channels last, where and as the model wants it."""
    weight = next(model.parameters())
    image = torch.from_numpy(normalise(pixels, levels)).permute(2, 0, 1)[None]  # (1, 3, H, W)
    return image.to(device=weight.device, dtype=weight.dtype)


def one_pass(
    model: GridNet, pixels: NDArray[np.generic], levels: Levels, tile: Tile, depth: int, want: Collection[Node] = ()
) -> Pass:
    """Every head up to `depth` for one tile: nodes beyond diagonal `depth` do not run. `want` asks for activations."""
    started = time.perf_counter()
    rows = slice(tile.core.top - tile.window.top, tile.core.bottom - tile.window.top)
    cols = slice(tile.core.left - tile.window.left, tile.core.right - tile.window.left)
    kept: dict[Node, NDArray[np.float32]] = {}
    with torch.inference_mode():
        image = tensor_of(cut(pixels, tile.window), levels, model)
        if want:
            ran: list[Node] = []
            nodes = model.nodes(image, depth, on_block=ran.append)
            blocks, heads = len(ran), _probability(model, depth, nodes)
            kept = {node: nodes[node][0].float().cpu().contiguous().numpy() for node in want}
        else:
            once = recorded(model, depth)
            blocks, heads = once.blocks, once.probability(image)
        probability = heads[:, 0, rows, cols].cpu().numpy()
    latency_ms = (time.perf_counter() - started) * 1000
    return Pass(to_levels(probability), blocks, latency_ms, kept)


def logits_of(model: GridNet, pixels: NDArray[np.generic], levels: Levels) -> Iterator[NDArray[np.float32]]:
    """Logits (classes, H, W) of every head, shallow first, of one single pass over a whole picture."""
    height, width = pixels.shape[:2]
    with torch.inference_mode():
        nodes = model.nodes(
            tensor_of(cut(pixels, whole(height, width).window), levels, model), model.architecture.depth
        )
        for depth in model.architecture.head_depths:
            yield model.head(depth, nodes)[0, :, :height, :width].float().cpu().numpy()


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
