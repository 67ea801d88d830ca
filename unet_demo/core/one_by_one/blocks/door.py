"""The door to blocks that really run: on a map of the visitor's picture, or into the error that PyTorch gives.

No torch upstairs. Trained nets give the maps; the blocks themselves have PyTorch's random start, fixed by a seed,
because no net with them was trained here.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine import activations, engine
from unet_demo.core.engine.quiet import in_turn, least
from unet_demo.core.nets.grid import Node, inputs_of
from unet_demo.core.nets.plan import key_of
from unet_demo.core.one_by_one.blocks.steps import Block, Form
from unet_demo.core.one_by_one.blocks.zoo import block_of, plain_of
from unet_demo.core.pictures.images import Picture

EARLY = ("nets",)  # loaded with torch, ahead of visitors: see engine.boot

Maps = NDArray[np.float32]
Way = Literal["conv", "linear", "linear_bias"]
WAYS: tuple[Way, ...] = ("conv", "linear", "linear_bias")

RUNS, SEED = 3, 0  # each timing is the least of so many runs; the seed of every random start but CBAM's
MOST_MACS, MOST_NUMBERS = 3 * 10**9, 2**24  # of one run, and of the numbers on all its edges (64 MiB)


@dataclass(frozen=True)
class Tried:
    """What PyTorch does with a block that cannot run: `warned` while it is built, then `error`, raised `where`.

    `step` is the operation that raises it; `where` is "build" or "forward".
    """

    step: str
    where: Literal["build", "forward"]
    warned: tuple[str, ...]
    error: str


@dataclass(frozen=True, eq=False)
class Ran:
    """One block on a real map: its shapes by step, and milliseconds of it and of the plain 3x3 block beside it.

    `before` and `after` (H, W): the mean over channels of what went in and of what came out.
    """

    shapes: dict[str, tuple[int, ...]]
    latency_ms: float
    plain_ms: float
    before: Maps
    after: Maps
    quiet: bool = True  # whether nothing else ran while the least of RUNS was taken, of both


@dataclass(frozen=True, eq=False)
class Attention:
    """CBAM on real `maps` (C, H, W): `channel` (C,) and `spatial` (H, W) weights in 0..1, `mean` and `top` (H, W)."""

    maps: Maps
    channel: tuple[float, ...]
    spatial: Maps
    mean: Maps
    top: Maps


@dataclass(frozen=True)
class Gate:
    """The channel weights that one way to write the shared MLP gives, or the error in their place."""

    way: Way
    warned: tuple[str, ...]
    error: str
    weights: tuple[float, ...]

    @property
    def is_constant(self) -> bool:
        """Whether every channel of every picture gets the same weight."""
        return bool(self.weights) and max(self.weights) - min(self.weights) < 1e-6


def tried(block: Block) -> Tried:
    """Build the block and run its first failing operation. Raises ValueError for a block that runs, Busy."""
    if not block.failures:
        raise ValueError(f"Block {block.form.kind} runs; its error was asked for; choose one that has failures.")
    engine.boot()
    return engine.submit(lambda: _tried(block)).result()


def _tried(block: Block) -> Tried:
    import torch

    from unet_demo.core.one_by_one.blocks.nets import WAYS as OPERATIONS
    from unet_demo.core.one_by_one.blocks.nets import BlockNet, layer_of

    step = block.failures[0]
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            BlockNet(block, "meta")  # without memory; the failing operation alone is then tried for real
        except ValueError as error:
            return Tried(step.id, "build", _said(heard), _named(error))
        received = [torch.zeros(1).expand(1, *shape) for shape in block.met(step)]
        try:
            if step.op == "conv":
                layer_of(block, step)(received[0])
            else:
                OPERATIONS[step.op](received)
        except RuntimeError as error:
            return Tried(step.id, "forward", _said(heard), _named(error))
    raise ValueError(f"Step {step.id} runs; its error was asked for; choose one of the block's failures.")


def _said(heard: list[warnings.WarningMessage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{each.category.__name__}: {each.message}" for each in heard))


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def is_light(form: Form) -> bool:
    """Whether a block may be run here: its work and its maps stay within what everybody shares."""
    blocks = block_of(form), plain_of(form)
    numbers = max(sum(math.prod(step.shape or (0,)) for step in block.steps) for block in blocks)
    return max(block.macs for block in blocks) <= MOST_MACS and numbers <= MOST_NUMBERS


def ran(task: str, picture: Picture, build: str, row: int, form: Form) -> Ran:
    """Run a block on the maps of X(row, 0), their channels repeated until there are enough.

    Raises Busy when the queue is full, ValueError for a form that cannot run or is too much work.
    """
    block, plain = block_of(form), plain_of(form)
    if block.failures or not is_light(form):
        raise ValueError(f"Got {form}; a block that runs within {MOST_MACS:,} MACs is needed; choose fewer channels.")
    maps = _maps(task, picture, build, Node(row, 0), form.into)
    if maps.shape[1:] != (form.height, form.width):
        raise ValueError(f"Map of row {row} is {maps.shape[1:]}, got {form.height}x{form.width}; give the map's sides.")

    def work() -> Ran:
        import torch

        from unet_demo.core.one_by_one.blocks.nets import seeded

        x = torch.from_numpy(maps)[None]
        with torch.inference_mode():
            net, other = seeded(block, SEED), seeded(plain, SEED)
            done = net.walk(x)
            shapes = {id: tuple(each.shape[1:]) for id, each in done.items()}
            after = next(reversed(done.values()))[0].mean(0).numpy()
            other(x)  # as warm as the first
            times = in_turn({"own": lambda: net(x), "plain": lambda: other(x)}, RUNS)
            own, beside = least(times["own"]), least(times["plain"])
            return Ran(shapes, own.ms, beside.ms, maps.mean(0), after, own.quiet and beside.quiet)

    return engine.submit_pass(work).result()


def _maps(task: str, picture: Picture, build: str, node: Node, channels: int = 0) -> Maps:
    """(C, H, W) of a node for this picture; its channels cut, or repeated from the first, to `channels`."""
    found = activations.opened(task, picture, build).activations[node].astype(np.float32)
    return found if not channels else np.resize(found, (channels, *found.shape[1:]))


def place_maps(task: str, picture: Picture, build: str, place: str) -> Maps:
    """(C, H, W) float32 of a node, "0_0" for X(0, 0), or, for "join", of all that enters the last node of row 0.

    Raises Busy, KeyError for a node that the net does not have.
    """
    if place != "join":
        return _maps(task, picture, build, Node(int(place[0]), int(place[2])))
    net = engine.architecture_of(task, build)
    *skips, below = inputs_of(net, Node(0, net.depth))
    coming, kept = _maps(task, picture, build, below), [_maps(task, picture, build, skip) for skip in skips]

    def enlarge() -> Maps:
        import torch

        with torch.inference_mode():
            up = engine.model_of(task, build=build).ups[key_of(Node(0, net.depth))]
            enlarged: Maps = up(torch.from_numpy(coming)[None])[0].numpy()
            return enlarged

    return np.concatenate([*kept, engine.submit_pass(enlarge).result()])


def attention_of(maps: Maps, divide: int, seed: int) -> Attention:
    """CBAM with this divisor and random start on maps (C, H, W).

    Raises Busy, ValueError where the divisor leaves no hidden unit.
    """
    channels, height, width = maps.shape
    block = block_of(Form("cbam", channels, channels, height, width, divide))
    if block.failures:
        raise ValueError(f"Got r={divide} for {channels} channels; at least one hidden unit is needed; lower r.")

    def work() -> Attention:
        import torch

        from unet_demo.core.one_by_one.blocks.nets import seeded

        with torch.inference_mode():
            done = seeded(block, seed).walk(torch.from_numpy(maps)[None])
        channel = tuple(done["sigmoid1"].flatten().tolist())
        spatial, mean, top = (done[id][0, 0].numpy() for id in ("sigmoid2", "mean1", "top1"))
        return Attention(maps, channel, spatial, mean, top)

    return engine.submit_pass(work).result()


def gates_of(task: str, picture: Picture, build: str, channels: int, divide: int) -> tuple[Gate, ...]:
    """Channel weights for X(0, 0)'s first `channels` maps, the shared MLP written in three ways. Raises Busy."""
    maps = _maps(task, picture, build, Node(0, 0), channels)

    def work() -> tuple[Gate, ...]:
        import torch

        from unet_demo.core.one_by_one.blocks.gates import gate

        pooled = torch.from_numpy(np.stack([maps.mean(axis=(1, 2)), maps.max(axis=(1, 2))]))
        found = []
        for way in WAYS:
            with warnings.catch_warnings(record=True) as heard:
                warnings.simplefilter("always")
                try:
                    weights, error = tuple(gate(pooled, channels // divide, way, SEED).tolist()), ""
                except RuntimeError as raised:
                    weights, error = (), _named(raised)
            found.append(Gate(way, _said(heard), error, weights))
        return tuple(found)

    return engine.submit(work).result()
