"""Experiments for the claims about the blocks of ResNet: built, run and counted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.text import shape_text
from unet_demo.core.one_by_one.claims import count_of, drawn

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


def who_reduces() -> Figures:
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


def convolutions_in_a_block() -> Figures:
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


def added_to_the_output() -> Figures:
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
        "into": shape_text(tuple(x.shape[1:])),
        "added": shape_text(tuple(added.shape[1:])),
        "joined": shape_text(tuple(joined.shape[1:])),
        "halved": shape_text(tuple(halved.shape[1:])),
        "error": said,
        "mended": shape_text(tuple(mended.shape[1:])),
        "keeps": added.shape == x.shape and joined.shape[1] == 2 * x.shape[1],
        "projection": bool(said) and mended.shape == halved.shape,
    }


def what_reduces() -> Figures:
    """The bottleneck's channels and sizes step by step; and the stride 2 that opens a stage of ResNet-18."""
    import torch
    from torch.nn import functional as F

    with torch.inference_mode():
        shapes = [tuple(each.shape[1:]) for each in _branch(torch.zeros(1, 256, 56, 56), BOTTLENECK)]
        opened = tuple(F.conv2d(torch.zeros(1, 64, 56, 56), drawn(128, 64, 3, 3), stride=2, padding=1).shape[1:])
    return {
        "steps": " → ".join(map(shape_text, shapes)),
        "opened": shape_text(opened),
        "sizes_stay": all(shape[1:] == (56, 56) for shape in shapes),
        "reduced_by_1x1": shapes[1][0] < shapes[0][0] and BOTTLENECK[0][2:] == (1, 1),
        "another_thing": opened == (128, 28, 28),
    }


def stride_and_parameters() -> Figures:
    """3x3 convolutions with twice the channels and with stride 2: parameters, work, and how many numbers they give."""
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
        "numbers": f"{math.prod(one):,}",
        "numbers_stride": f"{math.prod(two):,}",
        "no_fewer": params[64, 64] < params[64, 128] < params[128, 128],
        "a_quarter": macs[0] == 4 * macs[1] and math.prod(one) == 4 * math.prod(two),
    }


def bottleneck_saves() -> Figures:
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


CLAIMS = (
    claim(64, "one_by_one", "misleading", who_reduces, "convs_do_it", "identity_carries"),
    claim(65, "one_by_one", "depends", convolutions_in_a_block, "adds_up", "both_kinds"),
    claim(66, "one_by_one", "right", added_to_the_output, "keeps", "projection"),
    claim(67, "one_by_one", "wrong", what_reduces, "sizes_stay", "reduced_by_1x1", "another_thing"),
    claim(68, "one_by_one", "wrong", stride_and_parameters, "no_fewer", "a_quarter"),
    claim(70, "one_by_one", "right", bottleneck_saves, "same_shape", "saves"),
)
