"""The middle of a picture, small enough for a gradient: the image a net receives of it, and what is to be said."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from unet_demo.core.engine.passes import tensor_of
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.tasks import TASKS, known_target_of
from unet_demo.core.pictures.images import Picture

SIDE_PX = 96


def middle_of(picture: Picture, side_px: int = SIDE_PX) -> tuple[slice, slice]:
    """Rows and columns of the middle of a picture, at most `side_px` a side, and sides divisible by 16 like its own."""
    return tuple(  # type: ignore[return-value]
        slice((side - kept) // 2, (side - kept) // 2 + kept)
        for side in (picture.height, picture.width)
        for kept in [min(side, side_px) // 16 * 16]
    )


def image_in(picture: Picture, where: tuple[slice, slice], model: GridNet) -> Tensor:
    """That part of the picture as the net receives it, (1, 3, H, W), stretched by the levels of the whole."""
    pixels = np.ascontiguousarray(picture.pixels[where])
    return tensor_of(pixels, picture.levels, model).contiguous(memory_format=torch.channels_last)


def target_in(picture: Picture, where: tuple[slice, slice], task: str, model: GridNet) -> tuple[Tensor, bool]:
    """(1, H, W) of what is to be said of that part, and whether it is the truth: else what `model` says of it."""
    truth = known_target_of(TASKS[task], None if picture.truth is None else picture.truth[where])
    if truth is not None:
        return torch.from_numpy(truth)[None], True
    with torch.no_grad():
        logits = model(image_in(picture, where, model), model.architecture.depth)
    return (logits[:, 0] >= 0 if logits.shape[1] == 1 else logits.argmax(dim=1)).to(torch.uint8), False
