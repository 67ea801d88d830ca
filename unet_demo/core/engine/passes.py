"""One pass of one model over one window of a picture. Needs torch; everything above reaches it through the engine."""

from __future__ import annotations

import math
import threading
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary, ref

import numpy as np
import torch
from numpy.typing import NDArray

from unet_demo.core.engine.quiet import Timed, between, now
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pictures.normalise import Levels, normalise
from unet_demo.core.pictures.tiles import Tile, cut, whole


@dataclass(frozen=True)
class Pass:
    """8-bit maps of the tile's core, blocks counted where they ran, and the time it took.

    `maps` is (1, heads, h, w): probability; of several classes (3, heads + 1, h, w): label, confidence, entropy, the
    mean of all heads last.
    """

    maps: NDArray[np.uint8]
    blocks: int
    latency_ms: float
    activations: dict[Node, NDArray[np.float32]]
    quiet: bool = True  # whether nothing else ran meanwhile


@dataclass(frozen=True)
class Recorded:
    """All heads up to a depth as one call, image (1, C, H, W) -> `Pass.maps` (…, H, W), and its blocks."""

    maps: Callable[[torch.Tensor], torch.Tensor]
    blocks: int


_recording = threading.Lock()
_recorded: WeakKeyDictionary[GridNet, dict[int, Recorded]] = WeakKeyDictionary()


def recorded(model: GridNet, depth: int) -> Recorded:
    """The pass as torch recorded it once: it runs without Python in between, so a crowd of pages cannot hold it up.

    Op by op, each of about a hundred steps waits for its turn at the interpreter: 1,000 ms in place of 240.
    """
    with _recording:
        mine = _recorded.setdefault(model, {})
        if depth not in mine:
            mine[depth] = _record(model, depth)
        return mine[depth]


def _record(model: GridNet, depth: int) -> Recorded:
    ran: list[Node] = []
    alive = ref(model)  # torch keeps the function, and with it whatever it holds: the model must not be kept by that

    def maps(image: torch.Tensor) -> torch.Tensor:
        net = alive()
        assert net is not None
        return _maps(net, depth, net.nodes(image, depth, on_block=ran.append))

    weight, side = next(model.parameters()), 2**model.architecture.depth
    example = torch.zeros(1, model.architecture.in_channels, side, side, dtype=weight.dtype, device=weight.device)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore", DeprecationWarning)  # what torch names instead needs a compiler at run time
        example = example.contiguous(memory_format=torch.channels_last)
        traced = torch.jit.trace(maps, example, check_trace=False)  # type: ignore[no-untyped-call]
    return Recorded(traced, len(ran))


def _maps(model: GridNet, depth: int, nodes: Mapping[Node, torch.Tensor]) -> torch.Tensor:
    """`Pass.maps` of the whole window, as 8-bit numbers."""
    logits = [model.head(d, nodes).float() for d in model.architecture.head_depths if d <= depth]
    classes = model.architecture.classes
    if classes == 1:
        return _to_levels(torch.sigmoid(torch.cat(logits))).permute(1, 0, 2, 3)  # (1, heads, H, W)
    answers, total = [], torch.zeros_like(logits[0])
    for each in logits:
        probability = each.softmax(dim=1)  # (1, classes, H, W)
        total = total + probability
        answers.append(_answer(probability, classes))
    answers.append(_answer(total / len(logits), classes))
    return torch.cat(answers, dim=1)  # (3, heads + 1, H, W)


def _answer(probability: torch.Tensor, classes: int) -> torch.Tensor:
    """(1, classes, H, W) -> (3, 1, H, W): the class chosen, how sure that is, how much the whole answer wavers."""
    confidence, label = probability.max(dim=1)
    bits = -(probability * probability.clamp(min=1e-12).log2()).sum(dim=1) / math.log2(classes)
    return torch.stack([label.to(torch.uint8), _to_levels(confidence), _to_levels(bits)])


def _to_levels(share: torch.Tensor) -> torch.Tensor:
    """As `record.to_levels`: floor(256 p), at most 255."""
    return (share * 256).clamp(0, 255).to(torch.uint8)


def tensor_of(pixels: NDArray[np.generic], levels: Levels, model: GridNet) -> torch.Tensor:
    """(H, W) or (H, W, 3) pixels -> normalised (1, 3, H, W), channels last, where and as the model wants it."""
    weight = next(model.parameters())
    image = torch.from_numpy(normalise(pixels, levels)).permute(2, 0, 1)[None]  # (1, 3, H, W)
    return image.to(device=weight.device, dtype=weight.dtype)


def one_pass(
    model: GridNet, pixels: NDArray[np.generic], levels: Levels, tile: Tile, depth: int, want: Collection[Node] = ()
) -> Pass:
    """Every head up to `depth` for one tile: nodes beyond diagonal `depth` do not run. `want` asks for activations."""
    start = now()
    rows = slice(tile.core.top - tile.window.top, tile.core.bottom - tile.window.top)
    cols = slice(tile.core.left - tile.window.left, tile.core.right - tile.window.left)
    kept: dict[Node, NDArray[np.float32]] = {}
    with torch.inference_mode():
        image = tensor_of(cut(pixels, tile.window), levels, model)
        if want:
            ran: list[Node] = []
            nodes = model.nodes(image, depth, on_block=ran.append)
            blocks, maps = len(ran), _maps(model, depth, nodes)
            kept = {node: nodes[node][0].float().cpu().contiguous().numpy() for node in want}
        else:
            once = recorded(model, depth)
            blocks, maps = once.blocks, once.maps(image)
        core = maps[..., rows, cols].cpu().numpy()
    took = between(start, now(), on_processor=next(model.parameters()).device.type == "cpu")
    return Pass(core, blocks, took.ms, kept, took.quiet)


def logits_of(model: GridNet, pixels: NDArray[np.generic], levels: Levels) -> Iterator[NDArray[np.float32]]:
    """Logits (classes, H, W) of every head, shallow first, of one single pass over a whole picture."""
    height, width = pixels.shape[:2]
    with torch.inference_mode():
        nodes = model.nodes(
            tensor_of(cut(pixels, whole(height, width).window), levels, model), model.architecture.depth
        )
        for depth in model.architecture.head_depths:
            yield model.head(depth, nodes)[0, :, :height, :width].float().cpu().numpy()


def label_of(logits: torch.Tensor) -> NDArray[np.uint8]:
    """(1, K, H, W) -> (H, W): 1 where one class has a probability of a half or more, else 0, or the likeliest class."""
    chosen = logits[0, 0] >= 0 if logits.shape[1] == 1 else logits[0].argmax(dim=0)
    label: NDArray[np.uint8] = chosen.to(torch.uint8).cpu().numpy()
    return label


def forward_timed(model: GridNet, height: int, width: int, depth: int) -> Timed:
    """One `forward` at this depth on noise of (height, width), device work finished; call it in the executor."""
    weight = next(model.parameters())
    image = torch.rand(1, model.architecture.in_channels, height, width).to(
        device=weight.device, dtype=weight.dtype, memory_format=torch.channels_last
    )
    with torch.inference_mode():
        start = now()
        model(image, depth).float().sum().item()
        return between(start, now(), on_processor=weight.device.type == "cpu")


def forward_ms(model: GridNet, height: int, width: int, depth: int) -> float:
    """Wall-clock milliseconds of `forward_timed`."""
    return forward_timed(model, height, width, depth).ms
