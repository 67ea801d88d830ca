"""The nets as the claims look at them: trained, on scenes of known truth, and before their first step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import sample, samples_of
from unet_demo.core.nets.grid import (
    Architecture,
    Join,
    Node,
)
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.scoring.metrics import Mask

if TYPE_CHECKING:
    from torch import Tensor

    from unet_demo.core.nets.model import GridNet


TOP, DEPTH = Node(0, 4), 4
SCENES = tuple(each.id for each in samples_of("nuclei") if each.kind == "scene")  # drawn, so their truth is exact


@dataclass(frozen=True, eq=False)
class Seen:
    """The trained U-Net on one scene: the image (1, 3, H, W), every activation, and where nuclei really are (H, W)."""

    model: GridNet
    image: Tensor
    done: Mapping[Node, Tensor]
    labels: NDArray[np.uint16]

    @property
    def truth(self) -> Mask:
        """(H, W): where a nucleus is."""
        return self.labels > 0

    def mask(self, done: Mapping[Node, Tensor]) -> Mask:
        """(H, W): where the net would say nucleus, had its activations been these."""
        return np.asarray((self.model.head(DEPTH, done)[0, 0] >= 0).numpy(), np.bool_)


def look_at(scene: str) -> Seen:
    """The shipped U-Net for nuclei on a generated scene of the gallery, of 256x256 or 384x512. Raises WeightsError."""
    import torch

    from unet_demo.core.engine.passes import tensor_of

    picture = sample(scene).load()
    assert picture.truth is not None
    model = engine.model_of("nuclei", build="unet")
    with torch.inference_mode():
        image = tensor_of(picture.pixels, picture.levels, model)
        return Seen(model, image, model.nodes(image, DEPTH), picture.truth)


def detail_in(seen: Seen) -> Tensor:
    """(1, H, W): lines, edges and grain of the picture, as core.crossing takes them."""
    import torch

    from unet_demo.core.lessons.readout import detail_of

    return torch.from_numpy(detail_of(seen.image[0].mean(dim=0).numpy()))[None]


def readable(maps: Tensor, detail: Tensor) -> float:
    """Share of the detail (1, H, W) that a linear readout finds in maps (1, C, h, w), in [0, 1]; see core.crossing.

    Maps of a lower row are asked for each of the (H / h)² picture pixels below theirs.
    """
    from torch.nn import functional as F

    from unet_demo.core.lessons.readout import readout

    step = detail.shape[-1] // maps.shape[-1]
    share = readout(maps[0], F.pixel_unshuffle(detail, step), (step * step,))[1][0]
    assert share is not None  # these scenes have positions enough
    return max(0.0, share)


WIDTHS = (16, 32, 64, 128, 256)  # of the trained nets


def unet_of(join: Join, widths: tuple[int, ...] = WIDTHS) -> Architecture:
    return Architecture("unet", 3, widths, 1, join)


NET, UNET = Architecture("unetpp", 3, WIDTHS, 1), Architecture("unet", 3, WIDTHS, 1)  # the trained ones


def image_of(scene: str, model: GridNet, side_px: int | None = None) -> Tensor:
    """(1, 3, H, W): a gallery picture as the lessons show it, or the middle `side_px` pixels of it."""
    from unet_demo.core.engine.part import image_in, middle_of

    picture = lesson_copy(sample(scene).load())
    return image_in(picture, middle_of(picture, side_px or max(picture.height, picture.width)), model)


def target_of(scene: str, side_px: int) -> Tensor:
    """(1, H, W): the truth of that middle."""
    from unet_demo.core.engine.part import middle_of, target_in

    picture = lesson_copy(sample(scene).load())
    return target_in(picture, middle_of(picture, side_px), "nuclei", engine.model_of("nuclei"))[0]


def begun(seed: int, architecture: Architecture = NET) -> GridNet:
    """UNet++, or another net, before its first step, weights drawn as He et al. 2015 say."""
    import torch

    from unet_demo.core.nets.model import GridNet
    from unet_demo.core.training.gradients import draw

    net = GridNet(architecture)
    draw(net, "he", torch.Generator().manual_seed(seed))
    return net
