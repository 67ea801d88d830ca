"""CBAM's channel attention with its shared MLP written in the three ways that one finds in code."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from unet_demo.core.one_by_one.blocks.nets import started


@torch.inference_mode()
def gate(pooled: Tensor, hidden: int, way: str, seed: int) -> Tensor:
    """(2, C) mean and maximum of each channel -> its weight in 0..1, (C,), with a random start.

    `way`: "conv" (1x1 convolutions), "linear" (fully connected, no bias) or "linear_bias". Raises torch's RuntimeError
    where a convolution has nothing to multiply with.
    """
    channels, bias = pooled.shape[1], way == "linear_bias"
    if way == "conv":
        down, up = nn.Conv2d(channels, hidden, 1, bias=False), nn.Conv2d(hidden, channels, 1, bias=False)
        mlp = started(nn.Sequential(down, nn.ReLU(), up), seed)
        return torch.sigmoid(mlp(pooled[:, :, None, None]).sum(dim=0)).flatten()
    full = nn.Sequential(nn.Linear(channels, hidden, bias=bias), nn.ReLU(), nn.Linear(hidden, channels, bias=bias))
    return torch.sigmoid(started(full, seed)(pooled).sum(dim=0))
