"""The door to pruning: a depth chosen, what ran for it, what it changes and costs. No torch upstairs.

Activations of the last few pictures are held for a minute, float32, so that a shallower head costs nothing and a
deeper one only its missing diagonals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.engine.quiet import between, now
from unet_demo.core.engine.store import Store
from unet_demo.core.engine.subject import Seen, Subject
from unet_demo.core.nets.grid import Node, macs_at, needed, params_at
from unet_demo.core.pictures.images import Picture
from unet_demo.core.scoring.score import Score, score_of
from unet_demo.core.scoring.targets import target_for

if TYPE_CHECKING:
    from torch import Tensor

    from unet_demo.core.nets.model import GridNet

EARLY = ("pruned",)  # loaded with torch, ahead of visitors: see engine.boot

KEPT, KEPT_S, ROUNDS = 4, 60.0, 5
MEAN = 0  # in place of a depth: the mean of all heads
SEEDS = (0, 1, 2)  # of nets before their training, whose ranges are shown

_held: Store[Seen, dict[Node, Tensor]] = Store(KEPT_S, most=KEPT)


@dataclass(frozen=True, eq=False)
class Pruned:
    """The answer of one head: `label` (H, W), nodes whose blocks ran just now, and what a fresh run of it takes.

    `held_bytes` are all activations of a fresh run at this depth, float32; `latency_ms` what just ran.
    """

    depth: int
    label: NDArray[np.uint8]
    ran: tuple[Node, ...]
    fresh: int
    params: int
    macs: int
    held_bytes: int
    latency_ms: float
    score: Score | None
    quiet: bool = True  # whether nothing else ran meanwhile


def pruned_at(task: str, picture: Picture, depth: int) -> Pruned:
    """The answer at this depth (MEAN: of all heads), computing only what is not held. Raises Busy, ValueError."""
    engine.boot()
    key = _key(task, picture)

    def prune() -> Pruned:
        from unet_demo.core.engine.passes import label_of, tensor_of
        from unet_demo.core.pruning.pruned import deepened, held_bytes

        model = engine.model_of(task)
        net, start = model.architecture, now()
        deep = net.depth if depth == MEAN else depth
        image = tensor_of(picture.pixels, picture.levels, model)
        logits, done, ran = deepened(model, image, deep, dict(_held.get(key) or {}))
        label = _mean_label(model, done) if depth == MEAN else label_of(logits)
        took = between(start, now())
        _held.put(key, done)
        target, heads = target_for(task, picture), len(net.head_depths) if depth == MEAN else 1
        return Pruned(
            depth=depth,
            label=label,
            ran=ran,
            fresh=len(needed(net, deep)),
            params=params_at(net, deep, heads),
            macs=macs_at(net, deep, picture.height, picture.width, heads),
            held_bytes=held_bytes(net, deep, picture.height, picture.width),
            latency_ms=took.ms,
            score=None if target is None else score_of(label, target, net.classes),
            quiet=took.quiet,
        )

    return engine.submit_pass(prune).result()


@dataclass(frozen=True)
class Proof:
    """What pruning leaves as it was and what it does not, computed on one picture.

    `apart` is the largest |full - pruned| of each head's logits. `trained` and `begun` hold (cosine, relative change)
    of X(0,0)'s gradient with all heads against without the deepest: in the trained net, and before the first step of
    nets drawn from three seeds.
    """

    apart: dict[int, float]
    trained: tuple[tuple[float, float], ...]
    begun: tuple[tuple[float, float], ...]
    truth: bool
    side_px: tuple[int, int]


def proof_of(task: str, picture: Picture) -> Proof:
    """Both proofs for this picture; gradients on its middle, at most 96 pixels a side. Raises Busy."""
    engine.boot()

    def prove() -> Proof:
        import torch

        from unet_demo.core.engine import part
        from unet_demo.core.engine.passes import tensor_of
        from unet_demo.core.nets.model import GridNet
        from unet_demo.core.pruning.pruned import differences, gradient_change
        from unet_demo.core.training import gradients as g

        model = engine.model_of(task)
        apart = differences(model, tensor_of(picture.pixels, picture.levels, model))
        where = part.middle_of(picture)
        image = part.image_in(picture, where, model)
        target, truth = part.target_in(picture, where, task, model)
        begun = []
        for seed in SEEDS:
            fresh = GridNet(model.architecture)
            g.draw(fresh, "he", torch.Generator().manual_seed(seed))
            begun.append(gradient_change(fresh, image, target))
        trained = gradient_change(model, image, target)
        return Proof(apart, (trained,), tuple(begun), truth, (image.shape[2], image.shape[3]))

    return engine.submit_pass(prove).result()


@dataclass(frozen=True)
class Trap:
    """Milliseconds (least of `rounds`, in turn) of two codes that give the same mask, and the blocks each runs.

    `quiet` is False for times taken while other work ran, and where the code that does more was the quicker one.
    """

    depth: int
    full_ms: float
    pruned_ms: float
    full_blocks: int
    pruned_blocks: int
    same: bool
    rounds: int
    quiet: bool = True


def trap_of(task: str, picture: Picture, depth: int = 2) -> Trap:
    """Read a head of the full pass, and run only its nodes: timed in turn, here and now. Raises Busy."""
    engine.boot()

    def time_both() -> Trap:
        import torch

        from unet_demo.core.engine.passes import tensor_of
        from unet_demo.core.pruning import pruned as p

        model = engine.model_of(task)
        image = tensor_of(picture.pixels, picture.levels, model)
        ways = {"full": p.read_head_of_the_full_pass, "pruned": p.run_only_what_it_needs}
        with torch.inference_mode():
            same = torch.equal(*(way(model, image, depth) >= 0 for way in ways.values()))
        calls = {name: (lambda way=way: way(model, image, depth)) for name, way in ways.items()}
        best, net = p.timed_in_turn(calls, ROUNDS), model.architecture
        blocks = len(needed(net, net.depth)), len(needed(net, depth))
        full, less = best["full"], best["pruned"]
        quiet = full.quiet and less.quiet and full.ms > less.ms
        return Trap(depth, full.ms, less.ms, *blocks, same, ROUNDS, quiet)

    return engine.submit_pass(time_both).result()


def forget(task: str, picture: Picture) -> None:
    """Let go of what is held for a picture: the next depth is a fresh run."""
    _held.drop(_key(task, picture))


def _key(task: str, picture: Picture) -> Seen:
    return Subject(task, "unetpp", picture).key_without_truth


def _mean_label(model: GridNet, done: dict[Node, Tensor]) -> NDArray[np.uint8]:
    """The paper's accurate mode: the probabilities of all heads, averaged."""
    import torch

    from unet_demo.core.engine.passes import label_of

    with torch.inference_mode():
        heads = [model.head(depth, done) for depth in model.architecture.head_depths]
        if heads[0].shape[1] == 1:
            mean = torch.stack([torch.sigmoid(each) for each in heads]).mean(0) - 0.5
        else:
            mean = torch.stack([each.softmax(dim=1) for each in heads]).mean(0)
    return label_of(mean)
