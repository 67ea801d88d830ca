"""The small studies: what each asks, and the nets that it trains alike but for one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from torch import nn

from unet_demo.core.nets.grid import Kind
from unet_demo.core.training.study_nets import StudyChain, StudyGrid, StudyUNet

WIDTHS = (8, 16, 32, 64)

Build = Callable[[], nn.Module]


@dataclass(frozen=True)
class Study:
    """`variants` by id, each a function that builds the net; `score` says what is measured on scenes never seen.

    `copies`: the net learns to give its input back. `macs`: every net is given as many multiply-accumulates, counted
    forward over all pictures of all updates, in place of as many updates. `heads`: variants that are heads of one
    net, each by its id, the variant that is trained, and the head's place among those that its loss sees.
    """

    score: str  # "iou", or "error": mean absolute error of the copy, or "train_loss": what the training itself reached
    variants: Mapping[str, Build]
    copies: bool = False
    macs: float | None = None
    heads: tuple[tuple[str, str, int], ...] = ()


def unet(**choices: Any) -> Build:
    """A U-Net with these choices, to be built later."""
    return partial(StudyUNet, **choices)


def grid(kind: Kind, *supervised: int) -> Build:
    """A net of the grid whose loss sees these heads; it is as deep as the deepest, and no deeper."""
    return partial(StudyGrid, kind, supervised, WIDTHS[: supervised[-1] + 1])


def chain(depth: int, shortcuts: bool, shift: float = 2.0) -> Build:
    """A chain of blocks, started so that its gradients are even."""
    return partial(StudyChain, depth, shortcuts, shift=shift)


GRIDS: Mapping[str, Build] = MappingProxyType(
    {"unet": grid("unet", 3), "unetpp": grid("unetpp", 1, 2, 3), "unetpp_last": grid("unetpp", 3)}
)
STUDIES: Mapping[str, Study] = MappingProxyType(
    {
        "joins": Study("iou", {"concat": unet(), "add": unet(join="add"), "none": unet(skips=())}),
        "one_skip": Study(
            "iou", {"all": unet(), "top": unet(skips=(0,)), "deepest": unet(skips=(2,)), "none": unet(skips=())}
        ),
        "upsampling": Study(
            "iou", {"transposed": unet(), "bilinear": unet(up="bilinear"), "nearest": unet(up="nearest")}
        ),
        "last_layer": Study(
            "iou", {"conv1x1": unet(), "pooled": unet(last="pooled"), "transposed": unet(last="transposed")}
        ),
        "grids": Study("iou", GRIDS),
        "equal_macs": Study("iou", GRIDS, macs=3e11),
        "alone": Study(
            "iou",
            {
                "together": GRIDS["unetpp"],
                "alone_1": grid("unetpp", 1),
                "alone_2": grid("unetpp", 2),
                "alone_3": GRIDS["unetpp_last"],
            },
            heads=tuple((f"together_{place + 1}", "together", place) for place in range(3)),
        ),
        "degradation": Study(
            "train_loss",
            {
                "plain_4": chain(4, False),
                "plain_24": chain(24, False),
                "residual_24": chain(24, True),
                "exploding_24": chain(24, False, shift=0.0),
            },
        ),
        "widths": Study("iou", {"doubling": unet(), "constant": unet(widths=(13, 13, 13, 13))}),
        "activation": Study("iou", {"relu": unet(norm=False), "sigmoid": unet(norm=False, activation="sigmoid")}),
        "copying": Study("error", {"skips": unet(), "none": unet(skips=())}, copies=True),
    }
)
