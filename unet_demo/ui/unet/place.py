"""The value that is open on the map: a node, a stage of it, a channel and a pixel. It lives in the link as "place"."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from unet_demo.core.engine.run import Run
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.plan import key_of
from unet_demo.ui.frame import choices
from unet_demo.ui.lesson.net_map import ANY


@dataclass(frozen=True)
class Open:
    """`stage` as in core.unroll: "head", "conv2", "conv1", "up" or "pool"; `row` and `col` on the node's own map."""

    node: Node
    stage: str
    channel: int
    row: int
    col: int

    def __str__(self) -> str:
        return f"{key_of(self.node)}.{self.stage}.{self.channel}.{self.row}.{self.col}"


def open_place(architecture: Architecture, depth: int, size: tuple[int, int], run: Run | None) -> Open:
    """What the visitor has opened, if this net has it; otherwise the mask, at its pixel nearest to the middle."""
    text = choices.get("place")
    if text:
        key, stage, *numbers = text.split(".")
        row, col = key.split("_")
        place = Open(Node(int(row), int(col)), stage, *map(int, numbers))
        if place.channel == ANY:
            place = moved(place, channel=_most_active(run, place.node))
        if exists(architecture, depth, size, place):
            return place
    return Open(Node(0, depth), "head", 0, *first_pixel(run, size))


def _most_active(run: Run | None, node: Node) -> int:
    maps = run.activations.get(node) if run else None
    return 0 if maps is None else int(maps.mean(axis=(1, 2), dtype=np.float32).argmax())


def exists(architecture: Architecture, depth: int, size: tuple[int, int], place: Open) -> bool:
    """Whether a net at this depth computes such a value for a picture of `size` (H, W)."""
    node, stage = place.node, place.stage
    if node not in architecture.nodes or node.diagonal > depth:
        return False
    if stage == "head" and node != Node(0, depth):
        return False
    if (stage == "up" and not node.col) or (stage == "pool" and (node.col or not node.row)):
        return False
    channels = architecture.classes if stage == "head" else architecture.widths[node.row - (stage == "pool")]
    return place.channel < channels and place.row < size[0] >> node.row and place.col < size[1] >> node.row


def first_pixel(run: Run | None, size: tuple[int, int]) -> tuple[int, int]:
    """(row, column) of the mask's pixel nearest to the middle of the picture; the middle where there is no mask."""
    middle = size[0] // 2, size[1] // 2
    if run is None:
        return middle
    rows, cols = np.nonzero(run.probability[-1] >= 128)
    if not len(rows):
        return middle
    nearest = int(np.argmin((rows - middle[0]) ** 2 + (cols - middle[1]) ** 2))
    return int(rows[nearest]), int(cols[nearest])


def go(place: Open) -> None:
    """Open this value, and put it into the link."""
    choices.put("place", str(place))


def go_to_node(place: Open, key: str) -> None:
    """Open another node at the same spot of the picture; which channel is the page's to say (ANY)."""
    row, col = map(int, key.split("_"))
    y, x = ((at << place.node.row) >> row for at in (place.row, place.col))
    go(Open(Node(row, col), "conv2", ANY, y, x))


def moved(place: Open, channel: int | None = None, row: int | None = None, col: int | None = None) -> Open:
    """The same stage at another channel or pixel."""
    return replace(
        place,
        channel=place.channel if channel is None else channel,
        row=place.row if row is None else row,
        col=place.col if col is None else col,
    )
