"""Experiments for the claims about the blocks of ResNet: built, run and counted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from unet_demo.core.concatenate.claims import Found, text_of
from unet_demo.core.lessons.claim_records import ASSETS
from unet_demo.core.nets.cards import read_study
from unet_demo.core.one_by_one.claims import count_of, drawn
from unet_demo.core.scenes.nuclei import nuclei

if TYPE_CHECKING:
    from torch import Tensor

Shape = tuple[int, ...]
BOTTLENECK: tuple[Shape, ...] = ((64, 256, 1, 1), (64, 64, 3, 3), (256, 64, 1, 1))
BASIC: tuple[Shape, ...] = ((64, 64, 3, 3), (64, 64, 3, 3))
# He et al. 2015, table 1: blocks in each of the four stages, and which block it is
RESNETS: Mapping[int, tuple[tuple[int, ...], tuple[Shape, ...]]] = MappingProxyType(
    {
        18: ((2, 2, 2, 2), BASIC),
        34: ((3, 4, 6, 3), BASIC),
        50: ((3, 4, 6, 3), BOTTLENECK),
        101: ((3, 4, 23, 3), BOTTLENECK),
        152: ((3, 8, 36, 3), BOTTLENECK),
    }
)
DEEP, SEEDS = 24, (0, 1, 2)
CHAINS = ("plain", "he", "norm", "shortcuts")  # the last one normalised too
DEGRADATION = "weights/studies/degradation.card.json"


def _branch(x: Tensor, block: tuple[Shape, ...], scale: float = 1) -> list[Tensor]:
    """What each convolution of a block gives, ReLUs between them and none behind the last; weights times `scale`."""
    from torch.nn import functional as F

    done = [x]
    for at, shape in enumerate(block):
        before = F.relu(done[-1]) if at else x
        done.append(F.conv2d(before, scale * drawn(*shape, seed=at), padding=shape[2] // 2))
    return done


def _volume(shape: Shape) -> int:
    return shape[0] * shape[1] * shape[2] * shape[3]


def deep_chains() -> Found:
    """Gradients of chains of 24 blocks before training, first block over last; and what their training reached.

    The stored training is a part of it as soon as its card is there.
    """
    first: dict[str, list[float]] = {}
    ratio: dict[str, str] = {}
    low: dict[str, float] = {}
    for kind in CHAINS:
        found = _gradients(kind)
        first[kind] = [a for a, _ in found]
        ratios = [a / b if b else 0.0 for a, b in found]
        low[kind], ratio[kind] = min(ratios), _middle(ratios)
    reached, command = _degradation()
    return {
        "blocks": DEEP,
        "seeds": len(SEEDS),
        "plain": f"{max(first['plain']):.0e}",
        **{kind: ratio[kind] for kind in CHAINS[1:]},
        **{id: f"{loss:.3f}" if loss else "–" for id, loss in reached.items()},
        "command": command,
        "vanishes": max(first["plain"]) < 1e-12,
        "start_alone": min(first["he"]) > 1e-6 and low["he"] > 0.1,
        "norm_alone": min(first["norm"]) > 1e-6 and low["norm"] > 0.1,
        "degrades": command == "–" or reached["plain_24"] > max(reached["plain_4"], reached["residual_24"]),
    }


def _middle(values: list[float]) -> str:
    """Geometric mean, two digits: "7.9", "2,300"."""
    middle = math.exp(sum(math.log(max(each, 1e-30)) for each in values) / len(values))
    return f"{float(f'{middle:.1e}'):,.0f}" if middle > 10 else f"{middle:.2g}"


def _degradation() -> tuple[dict[str, float], str]:
    """Training loss that each chain of the study reached, mean of its seeds, and the command; 0 and a dash: no card."""
    path = ASSETS / DEGRADATION
    if not path.exists():
        return dict.fromkeys(("plain_4", "plain_24", "residual_24"), 0.0), "–"
    card = read_study(path)
    found: dict[str, list[float]] = {}
    for row in card["rows"]:
        found.setdefault(row["variant"], []).append(row["score"])
    return {id: sum(each) / len(each) for id, each in found.items()}, card["command"]


def _gradients(kind: str) -> list[tuple[float, float]]:
    """Root mean square gradient of the first and of the last block's 3x3 weights, seed by seed, on small scenes."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    from unet_demo.core.training.study_nets import StudyChain

    scenes = [nuclei(2, 5.5, 0.25, 0.1, "fluorescence", 5000 + seed, 16, 16) for seed in range(4)]
    pixels = np.stack([scene.pixels / max(1, int(scene.pixels.max())) for scene in scenes])
    truth = np.stack([scene.truth > 0 for scene in scenes if scene.truth is not None])
    images, masks = (torch.from_numpy(each.astype(np.float32))[:, None] for each in (pixels, truth))
    found = []
    for seed in SEEDS:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            net = StudyChain(DEEP, shortcuts=kind == "shortcuts")
            for block in net.blocks if kind in ("plain", "he") else ():
                assert isinstance(block, nn.Sequential)
                block[1], block[4] = nn.Identity(), nn.Identity()
                for at in (0, 3) if kind == "he" else ():
                    nn.init.kaiming_normal_(block.get_parameter(f"{at}.weight"), nonlinearity="relu")
        weights = [net.get_parameter(f"blocks.{at}.0.weight") for at in (0, DEEP - 1)]
        loss = F.binary_cross_entropy_with_logits(net(images), masks)
        front, back = (float(each.square().mean().sqrt()) for each in torch.autograd.grad(loss, weights))
        found.append((front, back))
    return found


def who_reduces() -> Found:
    """The bottleneck of ResNet-50 with its shortcut and without: the same channels; and the shortcut alone."""
    import torch

    with torch.inference_mode():
        x = torch.rand(1, 256, 14, 14, generator=torch.Generator().manual_seed(0))
        branch = _branch(x, BOTTLENECK)
        with_shortcut = [*branch[:-1], (branch[-1] + x).relu()]
        alone = (_branch(x, BOTTLENECK, 0)[-1] + x).relu()  # all weights 0: only what the shortcut carries is left
    channels, without = ([each.shape[1] for each in done] for done in (with_shortcut, branch))
    return {
        "channels": " → ".join(map(str, channels)),
        "without": " → ".join(map(str, without)),
        "alone": f"{x.shape[1]} → {alone.shape[1]}",
        "reduce": f"{_volume(BOTTLENECK[0]):,}",
        "restore": f"{_volume(BOTTLENECK[2]):,}",
        "convs_do_it": without == channels == [256, 64, 64, 256],
        "identity_carries": torch.equal(alone, x),
    }


def convolutions_in_a_block() -> Found:
    """Layers of the five ResNets, counted from their blocks: the name of each is 2 + convolutions of all its blocks."""
    per_block = {layers: len(block) for layers, (_, block) in RESNETS.items()}
    counted = {layers: 2 + sum(stages) * per_block[layers] for layers, (stages, _) in RESNETS.items()}
    two, three = ([str(layers) for layers in RESNETS if per_block[layers] == number] for number in (2, 3))
    return {
        "two": ", ".join(two),
        "three": ", ".join(three),
        "sums": ", ".join(f"{each} = 2 + {sum(stages)} × {per_block[each]}" for each, (stages, _) in RESNETS.items()),
        "adds_up": all(layers == found for layers, found in counted.items()),
        "both_kinds": bool(two) and bool(three),
    }


def added_to_the_output() -> Found:
    """What came in added to a basic block's answer, and concatenated; and a block whose shapes do not agree."""
    import torch
    from torch.nn import functional as F

    x = torch.rand(1, 64, 56, 56, generator=torch.Generator().manual_seed(0))
    branch, said = _branch(x, BASIC)[-1], ""
    added, joined = branch + x, torch.cat([branch, x], dim=1)
    halved = F.conv2d(x, drawn(128, 64, 3, 3), stride=2, padding=1)
    try:
        halved + x
    except RuntimeError as error:
        said = str(error)
    mended = halved + F.conv2d(x, drawn(128, 64, 1, 1), stride=2)
    return {
        "into": text_of(tuple(x.shape[1:])),
        "added": text_of(tuple(added.shape[1:])),
        "joined": text_of(tuple(joined.shape[1:])),
        "halved": text_of(tuple(halved.shape[1:])),
        "error": said,
        "mended": text_of(tuple(mended.shape[1:])),
        "keeps": added.shape == x.shape and joined.shape[1] == 2 * x.shape[1],
        "projection": bool(said) and mended.shape == halved.shape,
    }


def what_reduces() -> Found:
    """The bottleneck's channels and sizes step by step; and the stride 2 that opens a stage of ResNet-18."""
    import torch
    from torch.nn import functional as F

    with torch.inference_mode():
        shapes = [tuple(each.shape[1:]) for each in _branch(torch.zeros(1, 256, 56, 56), BOTTLENECK)]
        opened = tuple(F.conv2d(torch.zeros(1, 64, 56, 56), drawn(128, 64, 3, 3), stride=2, padding=1).shape[1:])
    return {
        "steps": " → ".join(map(text_of, shapes)),
        "opened": text_of(opened),
        "sizes_stay": all(shape[1:] == (56, 56) for shape in shapes),
        "reduced_by_1x1": shapes[1][0] < shapes[0][0] and BOTTLENECK[0][2:] == (1, 1),
        "another_thing": opened == (128, 28, 28),
    }


def stride_and_parameters() -> Found:
    """3x3 convolutions with twice the channels and with stride 2: parameters of real layers, and what they cost."""
    import torch
    from torch import nn

    x = torch.zeros(1, 64, 56, 56)
    with torch.inference_mode():
        one, two = (tuple(nn.Conv2d(64, 128, 3, stride, 1)(x).shape) for stride in (1, 2))
    params = {(into, out): count_of(into, out, 3) for into, out in ((64, 64), (64, 128), (128, 128))}
    macs = [9 * 64 * shape[1] * shape[2] * shape[3] for shape in (one, two)]
    return {
        "same": f"{params[64, 64]:,}",
        "doubling": f"{params[64, 128]:,}",
        "doubled": f"{params[128, 128]:,}",
        "macs": f"{macs[0]:,}",
        "macs_stride": f"{macs[1]:,}",
        "no_fewer": params[64, 64] < params[64, 128] < params[128, 128],
        "macs_only": macs[0] == 4 * macs[1],
    }


def bottleneck_saves() -> Found:
    """256-64-64-256 beside two 3x3 of 256 channels and two of 64: weights, multiply-accumulates at 56x56, both run."""
    import torch

    wide: tuple[Shape, ...] = ((256, 256, 3, 3),) * 2
    with torch.inference_mode():
        x = torch.zeros(1, 256, 14, 14)
        shapes = [tuple(_branch(x, block)[-1].shape) for block in (BOTTLENECK, wide)]
    narrow, full, small = (sum(map(_volume, block)) for block in (BOTTLENECK, wide, BASIC))
    return {
        "bottleneck": f"{narrow:,}",
        "full": f"{full:,}",
        "basic": f"{small:,}",
        "times": f"{full / narrow:.1f}",
        "macs": f"{56 * 56 * narrow / 1e6:,.0f}",
        "macs_full": f"{56 * 56 * full / 1e6:,.0f}",
        "same_shape": shapes[0] == shapes[1] == (1, 256, 14, 14),
        "saves": 10 * narrow < full,
    }
