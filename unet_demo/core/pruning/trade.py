"""Score against work and time: this task's heads, the U-Net beside them, and the figures that the paper gives.

The paper's are those of Zhou et al. 2018, figure 3: the scores and times there are read off the plot, parameters and
multiply-accumulates are exact for its net (1 channel in, widths 32 to 512). See docs/facts.md, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass

from unet_demo.core.nets.cards import load_card
from unet_demo.core.nets.grid import Architecture, macs_at, params_at
from unet_demo.core.nets.tasks import TASKS, has_net, net_of

SIDE_PX = 256


@dataclass(frozen=True)
class Point:
    """One head: net, depth, parameters, multiply-accumulates at 256x256, and its score on `pictures` of `split`."""

    net: str
    depth: int
    params: int
    macs: int
    score: float
    split: str
    pictures: int
    command: str


def points_of(task: str) -> list[Point]:
    """Every head of the task's UNet++, and of its plain U-Net where there is one, from the stored cards."""
    found = []
    for build in ("unetpp", "unet"):
        if not has_net(task, build):
            continue
        on_val = load_card(net_of(task, build).file).on("val")
        found += [
            Point(
                build,
                head.depth,
                head.params,
                head.macs_256,
                head.scores[TASKS[task].score],
                "val",
                on_val.pictures,
                on_val.command,
            )
            for head in on_val.heads
        ]
    return found


@dataclass(frozen=True)
class Published:
    """One row of the paper's figure 3: IoU in percent and seconds (10,000 images, TITAN X) read off the plot."""

    depth: int
    params: int
    macs: int
    seconds: float
    nuclei: float
    polyp: float
    liver: float
    lung: float


PAPER_NET = Architecture("unetpp", 1, (32, 64, 128, 256, 512), 1)
_READ_OFF = ((1, 16, 91.5, 25.3, 76.2, 72.0), (2, 23, 92.3, 27.9, 82.0, 77.0), (3, 36, 92.2, 30.2, 82.5, 76.9),
             (4, 55, 92.5, 32.1, 82.7, 77.2))  # fmt: skip


def published() -> list[Published]:
    """The paper's figure, its counts computed from its net."""
    return [
        Published(depth, params_at(PAPER_NET, depth), macs_at(PAPER_NET, depth, SIDE_PX, SIDE_PX), *read_off)
        for depth, *read_off in _READ_OFF
    ]
