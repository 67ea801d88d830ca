"""Experiments for the claims about what skips carry: looked up inside the trained U-Net, on scenes of known truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.concatenate.claims import Found
from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets.fields import box_of
from unet_demo.core.nets.grid import Node, inputs_of, needed
from unet_demo.core.nets.plan import key_of
from unet_demo.core.scoring.metrics import Mask, iou
from unet_demo.core.scoring.score import NEAR_PX, score_of

if TYPE_CHECKING:
    from torch import Tensor

    from unet_demo.core.nets.model import GridNet

TOP, DEPTH = Node(0, 4), 4


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
    """The shipped U-Net for nuclei on a generated scene of the gallery; 256x256. Raises WeightsError."""
    import torch

    from unet_demo.core.engine.passes import tensor_of

    picture = sample(scene).load()
    assert picture.truth is not None
    model = engine.model_of("nuclei", build="unet")
    with torch.inference_mode():
        image = tensor_of(picture.pixels, picture.levels, model)
        return Seen(model, image, model.nodes(image, DEPTH), picture.truth)


def cut_in_trained(*cuts: tuple[int, ...]) -> list[float]:
    """IoU of the shipped U-Net on a crowded scene for each choice of rows whose skips are replaced by zeros."""
    from unet_demo.core.skips.bridges import burnt

    seen = look_at("crowded")
    after = (burnt(seen.model, seen.done, dict.fromkeys(rows, "zero")) for rows in cuts)
    return [iou(seen.mask(done), seen.truth) for done in after]


def _smooth(maps: Tensor, px: int) -> Tensor:
    """Maps (1, C, H, W) without what is finer than `px` of their pixels: averaged over squares, then interpolated."""
    from torch.nn import functional as F

    return maps if px < 2 else F.interpolate(F.avg_pool2d(maps, px), scale_factor=px, mode="bilinear")


def _detail(seen: Seen) -> Tensor:
    """(1, H, W): lines, edges and grain of the picture, as core.crossing takes them."""
    import torch

    from unet_demo.core.skips.crossing import detail_of

    return torch.from_numpy(detail_of(seen.image[0].mean(dim=0).numpy()))[None]


def _readable(maps: Tensor, detail: Tensor) -> float:
    """Share of the detail (1, H, W) that a linear readout finds in maps (1, C, h, w), in [0, 1]; see core.crossing.

    Maps of a lower row are asked for each of the (H / h)² picture pixels below theirs.
    """
    from torch.nn import functional as F

    from unet_demo.core.skips.crossing import readout

    step = detail.shape[-1] // maps.shape[-1]
    share = readout(maps[0], F.pixel_unshuffle(detail, step), (step * step,))[1][0]
    assert share is not None  # these scenes have positions enough
    return max(0.0, share)


def low_meets_high() -> Found:
    """The two parts that meet at X(0, 4): how wide each looks, and how much fine detail it still holds."""
    import torch

    seen = look_at("smear")
    net = seen.model.architecture
    skip, below = inputs_of(net, TOP)
    with torch.inference_mode():
        up = seen.model.ups[key_of(TOP)](seen.done[below])
        detail = _detail(seen)
        of_skip, of_up = _readable(seen.done[skip], detail), _readable(up, detail)
    boxes = box_of(net, skip, 128, 128), box_of(net, TOP, 128, 128, "up")
    near, wide = (box[1] - box[0] + 1 for box in boxes)
    return {
        "near": near,
        "wide": wide,
        "skip_convs": 2,
        "up_convs": 2 * (len(needed(net, DEPTH)) - 1),
        "skip_detail": round(100 * of_skip),
        "up_detail": round(100 * of_up),
        "finer": of_skip > of_up + 0.2,
        "wider": wide > 10 * near,
    }


def lost_and_brought_back() -> Found:
    """Fine detail that can still be read after two poolings, at the end of the way up, and with the skip beside it."""
    import torch

    seen = look_at("crowded")
    with torch.inference_mode():
        detail = _detail(seen)
        up = seen.model.ups[key_of(TOP)](seen.done[Node(1, 3)])
        joined = torch.cat([seen.done[Node(0, 0)], up], dim=1)
        first, pooled = (_readable(seen.done[Node(row, 0)], detail) for row in (0, 2))
        from_below, together = _readable(up, detail), _readable(joined, detail)
    return {
        "first": round(100 * first),
        "pooled": round(100 * pooled),
        "below": round(100 * from_below),
        "together": round(100 * together),
        "lost": pooled < first - 0.1 and from_below < first - 0.1,
        "back": together > from_below + 0.2,
    }


def borders_dissolve() -> Found:
    """Only the detail taken out of what crosses: errors near the true borders and away from them, before and after."""
    from unet_demo.core.skips.bridges import burnt

    seen, px = look_at("big"), 8
    smooth = {Node(row, 0): _smooth(seen.done[Node(row, 0)], px >> row) for row in range(DEPTH)}
    after = burnt(seen.model, seen.done, dict.fromkeys(range(DEPTH), "other"), smooth)
    target = seen.truth.astype(np.uint8)
    scores = [score_of(seen.mask(done).astype(np.uint8), target, 1) for done in (seen.done, after)]
    near, far = [each.near / each.near_of for each in scores], [each.far / each.far_of for each in scores]
    return {
        "px": px,
        "border_px": round(NEAR_PX),
        "near": f"{100 * near[0]:.1f}",
        "near_after": f"{100 * near[1]:.1f}",
        "far": f"{100 * far[0]:.2f}",
        "far_after": f"{100 * far[1]:.2f}",
        "border_suffers": near[1] > 2 * near[0],
        "inside_stays": far[1] - far[0] < 0.01,
    }


def both_are_used() -> Found:
    """Each decoder node without its partner, and without the step before it: how far its maps move."""
    import torch

    seen = look_at("crowded")
    net = seen.model.architecture
    partner: list[float] = []
    before: list[float] = []
    with torch.inference_mode():
        for node in (Node(row, DEPTH - row) for row in range(DEPTH)):
            skip, below = inputs_of(net, node)
            maps, up = seen.done[skip], seen.model.ups[key_of(node)](seen.done[below])
            for found, parts in ((partner, (torch.zeros_like(maps), up)), (before, (maps, torch.zeros_like(up)))):
                moved = seen.model.blocks[key_of(node)](torch.cat(parts, dim=1)) - seen.done[node]
                found.append(float(moved.norm() / seen.done[node].norm()))
    return {
        "nodes": " · ".join(str(Node(row, DEPTH - row)) for row in range(DEPTH)),
        "partner": " · ".join(f"{100 * each:.0f}%" for each in partner),
        "before": " · ".join(f"{100 * each:.0f}%" for each in before),
        "on_partner": min(partner) > 0.001,
        "on_before": min(before) > 0.001,
    }
