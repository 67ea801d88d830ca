"""How much of a picture's detail a linear readout finds in maps, tried on positions that it was not fitted on."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor

Maps = NDArray[np.float32]

SMOOTH_PX = 2.0  # what a Gaussian of this width takes away is detail


RIDGE, FEWEST = 0.01, 3  # of the readout: added to each variance of 1; positions of a half for each channel


BLOCK = 8  # positions a side: a readout is fitted on every other block and tried on the rest


def detail_of(grey: Maps) -> Maps:
    """(H, W) less its smooth part: what is left of lines, edges and grain."""
    fine: Maps = grey - ndimage.gaussian_filter(grey, SMOOTH_PX)
    return fine


def readout(maps: Tensor, wanted: Tensor, parts: tuple[int, ...]) -> tuple[Maps, list[float | None]]:
    """`wanted` (K, H, W) as a linear function of the channels (C, H, W) at the same place, and what of it is explained.

    `parts` are the sizes of the groups that share one figure: the share of variance explained, or None where nothing
    varies or the positions are too few. Ridge regression, fitted on every other block of BLOCK x BLOCK positions and
    tried on the others, then the other way round: many channels have no advantage, and no share is found by accident.
    """
    count, height, width = maps.shape
    rows, cols = torch.arange(height) // BLOCK, torch.arange(width) // BLOCK
    half = ((rows[:, None] + cols[None]) % 2 == 0).flatten()
    x, y = maps.flatten(1).T, wanted.flatten(1).T  # (H * W, C), (H * W, K)
    if min(int(half.sum()), int((~half).sum())) < FEWEST * count:
        return np.zeros(tuple(wanted.shape), np.float32), [None] * len(parts)
    x = (x - x.mean(0)) / x.std(0).clamp(min=1e-6)
    middle = y.mean(0)
    read = torch.empty_like(y)
    for fitted in (half, ~half):
        of_x, of_y = x[fitted], y[fitted] - middle
        gram = of_x.T @ of_x + RIDGE * len(of_x) * torch.eye(count)
        read[~fitted] = x[~fitted] @ torch.linalg.solve(gram, of_x.T @ of_y) + middle
    left, spread = ((y - read) ** 2).sum(0), ((y - middle) ** 2).sum(0)
    shares = [
        1 - float(lost.sum() / whole.sum()) if float(whole.sum()) > 0 else None
        for lost, whole in zip(torch.split(left, list(parts)), torch.split(spread, list(parts)), strict=True)
    ]
    return read.T.reshape(wanted.shape).numpy(), shares
