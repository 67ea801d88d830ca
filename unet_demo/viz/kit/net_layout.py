"""Where everything stands on the drawing of a net, in the drawing's own pixels. Numbers only, no marks."""

from __future__ import annotations

from functools import cached_property

from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import Plan, key_of

STEP_X, LEFT, TOP = 72, 14, 96  # from one column of the grid to the next; margins; heads stand above TOP
FACES = (54, 46, 38, 32, 27, 23)  # side of a node's face by row, px
UNITS = (5.0, 6.0, 7.5, 9.5, 12.0, 14.0)  # width of a slab with the row's own number of channels
GAP, LABEL, RISE, PICTURE, HEAD = 16, 30, 21, 58, 44  # between slabs; two lines below; per span of an arc; thumbnails
WIDEST_SLAB, NARROWEST_SLAB = 64.0, 2.5


class Layout:
    """Where everything stands, in the drawing's own pixels."""

    def __init__(self, plan: Plan, asked: Node | None = None) -> None:
        self.plan, self.net, self.asked = plan, plan.design.architecture, asked
        self.nodes = tuple(node for node in self.net.nodes if plan.of(node))
        self.left_out = tuple(node for node in self.net.nodes if not plan.of(node))
        self.is_u = self.net.kind == "unet"
        self.lead = PICTURE + 22  # the picture stands before the first column
        rows, y = [], TOP + 0.0
        for row in range(self.net.depth + 1):
            spans = 0 if self.is_u else max(0, self.net.depth - row)
            y += (20 + RISE * spans if spans else 12) + FACES[row] / 2 + (14 if row else 0)
            rows.append(y)
            y += FACES[row] / 2 + LABEL
        self.middles = tuple(rows)
        self.height = round(y + 6)
        self.width = round(self.left(Node(0, self.net.depth)) + 64 + FACES[0] + 2 * GAP + 16)

    @cached_property
    def aspect(self) -> tuple[float, float]:
        """(width, height) of a face as shares of its side."""
        height, width = self.plan.design.height, self.plan.design.width
        return max(0.4, min(1.0, width / height)), max(0.4, min(1.0, height / width))

    def left(self, node: Node) -> float:
        """Left end of a node's first slab."""
        return LEFT + self.lead + (2 * node.col + node.row) * STEP_X

    def middle(self, node: Node) -> float:
        return self.middles[node.row]

    def face(self, node: Node) -> tuple[float, float]:
        """(width, height) of the node's face."""
        return FACES[node.row] * self.aspect[0], FACES[node.row] * self.aspect[1]

    def gap(self, node: Node) -> float:
        """Between slabs; figures of four digits stand beneath the lower rows'."""
        return GAP + 2.5 * max(0, node.row - 1)

    def slab(self, node: Node, channels: int) -> float:
        """Width of a slab with so many channels in this node's row."""
        wide = UNITS[node.row] * channels / self.net.widths[node.row]
        return max(NARROWEST_SLAB, min(WIDEST_SLAB, wide))

    def entry(self, node: Node) -> list[tuple[str, str, float]]:
        """(step id, origin, width) of each part of what the node's first convolution receives."""
        first = self.plan.by_id[f"{key_of(node)}.conv1"].sources[0]
        step = self.plan.by_id[first]
        if node == Node(0, 0):
            return []
        if step.op == "pool":
            return [(step.id, "encoder", self.slab(node, self._channels(step.id)))]
        if step.op == "cat":
            kinds = [*["skip"] * (len(step.sources) - 1), "upsampled"]
            return [
                (id, kind, self.slab(node, self._channels(id))) for id, kind in zip(step.sources, kinds, strict=True)
            ]
        return [(step.id, "fused" if step.op == "add" else "upsampled", self.slab(node, self.net.widths[node.row]))]

    def conv1_left(self, node: Node) -> float:
        entry = sum(width for _, _, width in self.entry(node))
        return self.left(node) + entry + (self.gap(node) if entry else 0)

    def face_left(self, node: Node) -> float:
        return self.conv1_left(node) + self.slab(node, self.net.widths[node.row]) + self.gap(node)

    def face_top(self, node: Node) -> tuple[float, float]:
        """Middle of the face's upper edge."""
        width, height = self.face(node)
        return self.face_left(node) + width / 2, self.middle(node) - height / 2

    def part_at(self, node: Node, index: int) -> float:
        """Middle of the index-th part of the first slab."""
        widths = [width for _, _, width in self.entry(node)]
        return self.left(node) + sum(widths[:index]) + widths[index] / 2

    def _channels(self, id: str) -> int:
        shape = self.plan.by_id[id].shape
        return shape[0] if shape else self.net.widths[0]
