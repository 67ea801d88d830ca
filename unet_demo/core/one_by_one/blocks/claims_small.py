"""Experiments for the claims about the small block of licence-plate nets and about CBAM: built, run, and broken."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.one_by_one.claims import count_of, drawn

if TYPE_CHECKING:
    from torch import Tensor, nn

WINDOWS = ((3, 1), (1, 3)), ((3, 3),)
JOINED = 3 + 3 + 8  # channels of the concatenation behind which CBAM is asked for


def column_then_row() -> Figures:
    """3x1 then 1x3 beside 3x3: what they see, what they cost, and which kernels they can give."""
    import torch
    from torch.nn import functional as F

    spot = torch.zeros(1, 1, 9, 9)
    spot[0, 0, 4, 4] = 1
    ones = [[torch.ones(1, 1, *window) for window in each] for each in WINDOWS]
    pair, square = (_through(spot, kernels) for kernels in ones)
    picture = torch.rand(1, 1, 64, 64, generator=torch.Generator().manual_seed(0)) - 0.5
    left = {}
    for name, kernel in (("straight", np.outer((1, 2, 1), (1, 0, -1))), ("slanted", np.eye(3))):
        u, s, v = (torch.from_numpy(each).float() for each in np.linalg.svd(kernel.astype(float)))
        wanted = F.conv2d(picture, torch.from_numpy(kernel).float()[None, None], padding=1)
        for kept in (1, 2, 3):  # channels in between: the best pair there is takes the strongest singular values
            columns, rows = (u * s).T[:kept, None, :, None], v[None, :kept, None, :]
            left[name, kept] = float(
                (_through(picture, [columns, rows]) - wanted).square().sum() / wanted.square().sum()
            )
    channels = 64
    costs = [sum(drawn(channels, channels, *window).numel() for window in each) for each in WINDOWS]
    return {
        "channels": channels,
        "pair": f"{costs[0]:,}",
        "square": f"{costs[1]:,}",
        "straight": round(100 * left["straight", 1]),
        **{f"slanted_{kept}": round(100 * left["slanted", kept]) for kept in (1, 2, 3)},
        "same_window": torch.equal(pair > 0, square > 0),
        "two_thirds": 3 * costs[0] == 2 * costs[1],
        "some": left["straight", 1] < 1e-6,
        "not_all": left["slanted", 1] > 0.3 and left["slanted", 3] < 1e-6,
    }


def _through(maps: Tensor, kernels: list[Tensor]) -> Tensor:
    """Maps through convolutions one after the other, zeros around them, nothing in between."""
    from torch.nn import functional as F

    for kernel in kernels:
        maps = F.conv2d(maps, kernel, padding=(kernel.shape[2] // 2, kernel.shape[3] // 2))
    return maps


def _small_block(into: int, out: int) -> nn.Sequential:
    """1x1 to a quarter of the channels, 3x1, 1x3, 1x1 to all of them, ReLUs between."""
    from torch import nn

    middle = out // 4
    return nn.Sequential(
        nn.Conv2d(into, middle, 1), nn.ReLU(), nn.Conv2d(middle, middle, (3, 1), padding=(1, 0)), nn.ReLU(),
        nn.Conv2d(middle, middle, (1, 3), padding=(0, 1)), nn.ReLU(), nn.Conv2d(middle, out, 1),
    )  # fmt: skip


def _params(module: nn.Module) -> int:
    return sum(each.numel() for each in module.parameters())


def a_quarter() -> Figures:
    """Channels in the middle of the small block for several outputs; and one with fewer than four, built and run."""
    import torch

    x, outs, said = torch.rand(1, 64, 8, 8, generator=torch.Generator().manual_seed(0)), (128, 64, 10, 4), ""
    with torch.inference_mode():
        middles = [_small_block(64, out)[:1](x).shape[1] for out in outs]
    block = _small_block(64, 128)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        empty = _small_block(64, 3)
    kernels = empty.get_parameter("0.weight")
    try:
        empty(x)
    except RuntimeError as error:
        said = str(error)
    return {
        "middles": " · ".join(f"{out} → {middle}" for out, middle in zip(outs, middles, strict=True)),
        "params": f"{_params(block):,}",
        "square": f"{count_of(64, 128, 3):,}",
        "middle": kernels.shape[0],
        "warning": str(heard[0].message) if heard else "–",
        "error": said,
        "floors": middles == [32, 16, 2, 1],
        "builds_empty": tuple(kernels.shape) == (0, 64, 1, 1),
        "fails": bool(said),
    }


def attention_after_joining() -> Figures:
    """CBAM behind a concatenation of 14 channels, hidden ones 14 // 16 and 14 // 2: refused, silent, at work."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    x, said = torch.rand(1, JOINED, 8, 8, generator=torch.Generator().manual_seed(0)), ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about layers without weights, which are meant here
        convs = nn.Sequential(*(nn.Conv2d(*each, 1, bias=False) for each in _sizes(16)))
        linear: list[Tensor] = [nn.Linear(*each, bias=False).weight for each in _sizes(16)]
    try:
        convs(F.adaptive_avg_pool2d(x, 1))
    except RuntimeError as error:
        said = str(error)
    hidden, window = [drawn(out, into, seed=into) for into, out in _sizes(2)], drawn(1, 2, 7, 7)
    with torch.inference_mode():
        silent, gates = _gates(x, linear), _gates(x, hidden)
        scaled = x * gates[:, :, None, None]
        spots = torch.cat([scaled.mean(dim=1, keepdim=True), scaled.amax(dim=1, keepdim=True)], dim=1)
        answer = scaled * torch.sigmoid(F.conv2d(spots, window, padding=3))
    return {
        "channels": JOINED,
        "hidden": JOINED // 16,
        "error": said,
        "silent": f"{float(silent.min()):g}",
        "hidden_two": JOINED // 2,
        "low": f"{float(gates.min()):.3f}",
        "high": f"{float(gates.max()):.3f}",
        "channel_params": sum(each.numel() for each in hidden),
        "spatial_params": window.numel(),
        "conv_refuses": bool(said),
        "linear_silent": bool((silent == 0.5).all()),
        "two_works": answer.shape == x.shape and float(gates.max() - gates.min()) > 0,
    }


def _sizes(divide: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Channels into and out of the two layers of CBAM's gate."""
    return (JOINED, JOINED // divide), (JOINED // divide, JOINED)


def _gates(x: Tensor, weights: list[Tensor]) -> Tensor:
    """(B, C): a number in [0, 1] for each channel of (B, C, H, W), from its mean and its maximum (Woo et al. 2018)."""
    import torch
    from torch.nn import functional as F

    first, second = weights
    parts = [F.linear(F.relu(F.linear(each, first)), second) for each in (x.mean(dim=(2, 3)), x.amax(dim=(2, 3)))]
    return torch.sigmoid(parts[0] + parts[1])


CLAIMS = (
    claim(72, "one_by_one", "depends", column_then_row, "same_window", "two_thirds", "some", "not_all"),
    claim(73, "one_by_one", "right", a_quarter, "floors", "builds_empty", "fails"),
    claim(74, "one_by_one", "depends", attention_after_joining, "conv_refuses", "linear_silent", "two_works"),
)
