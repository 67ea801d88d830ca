"""Down and up again without a skip: how much of a picture comes back from means, and from a trained net's own maps.

A readout is the best transposed convolution 2^row x 2^row of stride 2^row from one encoder map to the picture, found by
least squares with a small ridge on other pictures. It is linear: a trained decoder may give back more, never a limit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from unet_demo.core.engine.passes import tensor_of
from unet_demo.core.engine.store import Store
from unet_demo.core.gallery.gallery import SAMPLES
from unet_demo.core.gallery.generated import TASKS_DRAWN, drawn
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import key_of
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.skips.records import Halved, ReadBack, Survival, seen_by_net

FITTED, FIRST_SCENE = 10, 7000  # pictures that readouts are fitted on
MOST_POSITIONS = 4096  # of each picture and row
RIDGE = 1e-5  # share of each channel's own variance: more of it would spoil a map that does hold the picture
KEPT, KEPT_S = 8, 600.0  # nets whose readouts are kept, about 1 MB each, and seconds after the last look

Fitted = tuple[tuple[Tensor, ...], int]
_fitted: Store[tuple[str, str, str], Fitted] = Store(KEPT_S, most=KEPT)


def psnr_of(copy: NDArray[np.uint8], picture: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB, 10 log10(255^2 / mean squared error); infinite for equal pictures."""
    error = float(((copy.astype(np.float64) - picture) ** 2).mean())
    return 10 * float(np.log10(255**2 / error)) if error else float("inf")


def halved(picture: NDArray[np.uint8], times: int = 4) -> tuple[Halved, ...]:
    """A picture (H, W, 3), sides divisible by 2^times, as means of squares of 2, 4 … px, enlarged in two ways.

    The mean is the best single colour for a square in least squares.
    """
    image = torch.from_numpy(picture).permute(2, 0, 1)[None].float()  # (1, 3, H, W)
    found = []
    for square_px in (2**n for n in range(1, times + 1)):
        means = F.avg_pool2d(image, square_px)
        squares = _pixels(F.interpolate(means, scale_factor=square_px, mode="nearest"))
        bilinear = _pixels(F.interpolate(means, scale_factor=square_px, mode="bilinear", align_corners=False))
        found.append(Halved(square_px, squares, psnr_of(squares, picture), bilinear, psnr_of(bilinear, picture)))
    return tuple(found)


@torch.inference_mode()
def read_back(model: GridNet, task: str, build: str, picture: Picture) -> Survival:
    """What each row's readout gives back of a picture that it was not fitted on."""
    readouts, count = readouts_of(model, task, build, picture)
    seen, rows = seen_by_net(picture), []
    maps = encoded(model, tensor_of(picture.pixels, picture.levels, model))
    for row, (each, readout) in enumerate(zip(maps, readouts, strict=True)):
        values = _with_one(each) @ readout  # (positions, 3 * 4^row)
        squares = values.T.reshape(1, -1, *each.shape[2:])
        copy = _pixels(255 * F.pixel_shuffle(squares, 2**row))
        rows.append(ReadBack(row, each.shape[1], copy, psnr_of(copy, seen)))
    flat = np.broadcast_to(np.rint(seen.mean((0, 1))).astype(np.uint8), seen.shape)
    return Survival(tuple(rows), psnr_of(flat, seen), count)


def readouts_of(model: GridNet, task: str, build: str, picture: Picture) -> Fitted:
    """The readouts (channels + 1, 3 * 4^row) of a net's rows, and on how many pictures they were fitted; kept."""

    def make() -> Fitted:
        others = others_of(task, picture)
        return fit(model, [tensor_of(each.pixels, each.levels, model) for each in others]), len(others)

    return _fitted.get_or_make((task, build, "" if task in TASKS_DRAWN else picture.key), make)


def others_of(task: str, picture: Picture) -> list[Picture]:
    """Generated scenes of the task, or photographs of the gallery where it has none; `picture` is not among them."""
    if task in TASKS_DRAWN:
        loaded = (drawn(task, number) for number in range(FIRST_SCENE, FIRST_SCENE + FITTED))
    else:
        loaded = (each.load() for each in SAMPLES if each.kind == "photo")
    copies = [lesson_copy(each, TASKS[task].side_px) for each in loaded]
    return [each for each in {each.key: each for each in copies}.values() if each.key != picture.key]


def encoded(model: GridNet, image: Tensor) -> list[Tensor]:
    """The maps of the way down, X(0, 0) first: (1, C, H / 2^row, W / 2^row)."""
    done: dict[Node, Tensor] = {}
    for node in (Node(row, 0) for row in range(model.architecture.depth + 1)):
        done[node] = model.blocks[key_of(node)](model.input_of(node, image, done))
    return list(done.values())


@torch.inference_mode()
def fit(model: GridNet, images: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """The ridge regression of each row, from sums over all pictures: no picture's maps are kept."""
    sums: list[tuple[Tensor, Tensor]] = []
    for image in images:
        for row, maps in enumerate(encoded(model, image.contiguous(memory_format=torch.channels_last))):
            wanted = F.pixel_unshuffle(image.contiguous(), 2**row)[0].flatten(1).T  # (positions, 3 * 4^row)
            given = _with_one(maps)
            every = max(1, len(given) // MOST_POSITIONS)
            given, wanted = given[::every], wanted[::every]
            both = (given.T @ given).double(), (given.T @ wanted).double()
            if row == len(sums):
                sums.append(both)
            else:
                sums[row] = sums[row][0] + both[0], sums[row][1] + both[1]
    return tuple(_solved(*each) for each in sums)


def _solved(gram: Tensor, moments: Tensor) -> Tensor:
    """Weights and, last, the constant, from sums of products; the ridge leaves the constant alone."""
    count, mean, answer = gram[-1, -1], gram[-1, :-1] / gram[-1, -1], moments[-1] / gram[-1, -1]
    spread = gram[:-1, :-1] / count - torch.outer(mean, mean)
    shared = moments[:-1] / count - torch.outer(mean, answer)
    ridge = torch.diag(RIDGE * spread.diagonal() + 1e-9)  # a dead channel has no spread at all
    weights = torch.linalg.solve(spread + ridge, shared)
    return torch.cat([weights, (answer - mean @ weights)[None]]).float()


def _with_one(maps: Tensor) -> Tensor:
    """(1, C, h, w) -> (h * w, C + 1), a 1 behind the channels of each position."""
    return F.pad(maps[0].flatten(1).T, (0, 1), value=1.0)


def _pixels(image: Tensor) -> NDArray[np.uint8]:
    """(1, 3, H, W) of 0..255 -> uint8 (H, W, 3)."""
    return image[0].round().clamp(0, 255).to(torch.uint8).permute(1, 2, 0).contiguous().numpy()
