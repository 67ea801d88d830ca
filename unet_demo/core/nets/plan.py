"""Every operation of a net in the order in which it runs, with the shape it gives: the drawing's and the lessons' data.

A plan also takes what the trained nets never do: convolutions without padding (Ronneberger et al. 2015, figure 1: a
picture of 572x572 gives 388x388), other ways to upsample, and sizes that no net can take; then it says where the
sizes part. No torch in here; `plan_net` runs the same steps in torch, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Node, inputs_of, needed
from unet_demo.core.nets.sides import LARGEST, convolved, pooled, suited, unfitted

Op = Literal["image", "fit", "pool", "resize", "up", "crop", "cat", "add", "conv", "head", "squash", "unfit"]
Shape = tuple[int, int, int]
_NOTHING = (0, 0, 0)


@dataclass(frozen=True)
class Step:
    """One operation. `shape` (C, H, W) is what it gives, None where it cannot run; `params` and `macs` are its own."""

    id: str
    op: Op
    node: Node | None
    sources: tuple[str, ...] = ()
    shape: Shape | None = None
    params: int = 0
    macs: int = 0
    cut: tuple[int, int] = (0, 0)  # crop: rows cut off at the top, columns cut off at the left


@dataclass(frozen=True)
class Plan:
    """All steps for one head, in computing order."""

    design: Design
    depth: int
    steps: tuple[Step, ...]

    @cached_property
    def by_id(self) -> dict[str, Step]:
        """Steps by their id."""
        return {step.id: step for step in self.steps}

    @cached_property
    def failures(self) -> tuple[Step, ...]:
        """Steps whose inputs are there but do not suit: a concatenation of two sizes, a map smaller than its window."""
        return tuple(
            step
            for step in self.steps
            if step.shape is None and all(self.by_id[source].shape is not None for source in step.sources)
        )

    @cached_property
    def uneven(self) -> tuple[Step, ...]:
        """Poolings that meet an odd side and so drop a row or a column."""
        return tuple(
            step
            for step in self.steps
            if step.op == "pool"
            and any(side % self.design.pool for side in (self.by_id[step.sources[0]].shape or _NOTHING)[1:])
        )

    @property
    def answer(self) -> Shape | None:
        """(classes, H, W) that comes out."""
        return self.steps[-1].shape

    def met(self, step: Step) -> tuple[Shape, ...]:
        """The shapes that a step receives, in order."""
        shapes = (self.by_id[source].shape for source in step.sources)
        return tuple(shape for shape in shapes if shape is not None)

    def of(self, node: Node) -> tuple[Step, ...]:
        """The steps inside a node, in order; of a node that this depth does not compute none."""
        return tuple(step for step in self.steps if step.node == node)

    def output(self, node: Node) -> Step:
        """The step that gives a node's feature maps. Raises KeyError for a node that this depth does not compute."""
        return self.by_id[f"{key_of(node)}.conv2"]


def key_of(node: Node) -> str:
    """ "0_2" for X(0,2): how a node is called in links, in step ids and in weights files."""
    return f"{node.row}_{node.col}"


def plan_of(design: Design, depth: int | None = None) -> Plan:
    """The plan of one head, the deepest unless `depth` names another.

    A size that the net cannot take, or be brought to take, makes a plan with `failures`. Raises ValueError for a depth
    without a head, and for sides beyond 1 to LARGEST.
    """
    depth = depth or design.architecture.depth
    if not (0 < design.height <= LARGEST and 0 < design.width <= LARGEST):
        raise ValueError(
            f"Picture is {design.width}x{design.height}; sides of 1 to {LARGEST} pixels can be drawn; choose others."
        )
    nodes = needed(design.architecture, depth)
    builder = _Builder(design, depth)
    builder.begin()
    for node in nodes:
        builder.node(node)
    builder.end(Node(0, depth))
    return Plan(design, depth, tuple(builder.steps.values()))


class _Builder:
    """Collects the steps of one plan; each method adds one operation and computes its shape."""

    def __init__(self, design: Design, depth: int) -> None:
        self.design, self.net, self.depth = design, design.architecture, depth
        self.steps: dict[str, Step] = {}

    def begin(self) -> None:
        design = self.design
        self._add("image", "image", None, (), (self.net.in_channels, design.height, design.width))
        if design.fit != "as_is":
            sides = (suited(design, side, design.fit, self.depth) for side in (design.height, design.width))
            self._add("fit", "fit", None, ("image",), _shaped(self.net.in_channels, *sides))
        self.first = "fit" if "fit" in self.steps else "image"

    def node(self, node: Node) -> None:
        key, width = key_of(node), self.net.widths[node.row]
        entry = self._entry(node)
        self._conv(f"{key}.conv1", node, entry, width)
        self._conv(f"{key}.conv2", node, f"{key}.conv1", width)

    def end(self, node: Node) -> None:
        classes, name = self.net.classes, f"L{node.col}"
        body = self._shape(f"{key_of(node)}.conv2")
        shape = body and (classes, *body[1:])
        params, macs = (self.net.widths[0] + 1) * classes, self.net.widths[0] * _volume(shape)
        self._add(f"{name}.head", "head", None, (f"{key_of(node)}.conv2",), shape, params, macs)
        self._add(f"{name}.squash", "squash", None, (f"{name}.head",), shape)
        if self.design.fit in ("pad", "resize"):
            self._add(f"{name}.unfit", "unfit", None, (f"{name}.squash",), self._unfitted(shape))

    def _unfitted(self, answer: Shape | None) -> Shape | None:
        design, fitted = self.design, self._shape("fit")
        if answer is None or fitted is None:
            return None
        pairs = zip((design.height, design.width), fitted[1:], answer[1:], strict=True)
        return _shaped(answer[0], *(unfitted(design, design.fit, *pair) for pair in pairs))

    def _entry(self, node: Node) -> str:
        """The id of the step whose output the first convolution of `node` takes."""
        if node == Node(0, 0):
            return self.first
        *skips, below = inputs_of(self.net, node)
        key, source = key_of(node), f"{key_of(below)}.conv2"
        if node.col == 0:
            channels, *sides = self._shape(source) or _NOTHING
            shape = _shaped(channels, *(pooled(self.design, side) for side in sides))
            self._add(f"{key}.pool", "pool", node, (source,), shape)
            return f"{key}.pool"
        up = self._up(node, source)
        if not skips:
            return up
        parts = [self._cropped(node, skip, self._shape(up)) for skip in skips]
        return self._join(node, (*parts, up))

    def _up(self, node: Node, source: str) -> str:
        """A larger map with this row's channels: a transposed convolution, or a resize and a padded 3x3."""
        key, width, pool = key_of(node), self.net.widths[node.row], self.design.pool
        channels, height, wide = self._shape(source) or _NOTHING
        shape = (width, pool * height, pool * wide) if channels else None
        if self.design.up == "transposed":
            params = pool * pool * channels * width + width
            self._add(f"{key}.up", "up", node, (source,), shape, params, channels * _volume(shape))
            return f"{key}.up"
        self._add(f"{key}.resize", "resize", node, (source,), shape and (channels, *shape[1:]))
        params, macs = 9 * channels * width + width, 9 * channels * _volume(shape)
        self._add(f"{key}.up", "up", node, (f"{key}.resize",), shape, params, macs)
        return f"{key}.up"

    def _cropped(self, node: Node, skip: Node, up: Shape | None) -> str:
        """The id of the skip as it is joined: cut to the middle in the unpadded form, whole in the padded one."""
        source = f"{key_of(skip)}.conv2"
        shape = self._shape(source)
        if self.design.lost <= 0 or shape is None or up is None or shape[1:] == up[1:]:
            return source
        if shape[1] < up[1] or shape[2] < up[2]:
            return source  # nothing to cut: the concatenation will say so
        id, cut = f"{key_of(node)}.crop{skip.col}", ((shape[1] - up[1]) // 2, (shape[2] - up[2]) // 2)
        self._add(id, "crop", node, (source,), (shape[0], *up[1:]), cut=cut)
        return id

    def _join(self, node: Node, parts: tuple[str, ...]) -> str:
        shapes = [self._shape(part) for part in parts]
        known = [shape for shape in shapes if shape is not None]
        fits = len(known) == len(shapes) and len({shape[1:] for shape in known}) == 1
        channels = sum(shape[0] for shape in known) if self.net.join == "concat" else self.net.widths[node.row]
        op: Op = "cat" if self.net.join == "concat" else "add"
        id = f"{key_of(node)}.{op}"
        self._add(id, op, node, parts, (channels, *known[0][1:]) if fits else None)
        return id

    def _conv(self, id: str, node: Node, source: str, width: int) -> None:
        channels, *sides = self._shape(source) or _NOTHING
        window = self.design.kernel**2
        shape = _shaped(width, *(convolved(self.design, side) for side in sides)) if channels else None
        params, macs = window * channels * width + width, window * channels * _volume(shape)
        self._add(id, "conv", node, (source,), shape, params, macs)

    def _shape(self, id: str) -> Shape | None:
        return self.steps[id].shape

    def _add(
        self, id: str, op: Op, node: Node | None, sources: tuple[str, ...], shape: Shape | None,
        params: int = 0, macs: int = 0, cut: tuple[int, int] = (0, 0),
    ) -> None:  # fmt: skip
        self.steps[id] = Step(id, op, node, sources, shape, params, macs, cut)


def _shaped(channels: int, *sides: int | None) -> Shape | None:
    """(C, H, W), or None where one of the two sides cannot be."""
    height, width = sides
    return None if height is None or width is None else (channels, height, width)


def _volume(shape: Shape | None) -> int:
    channels, height, width = shape or _NOTHING
    return channels * height * width


def widths_of(first: int, levels: int, doubling: bool = True) -> tuple[int, ...]:
    """Channels of each row of a net with `levels` poolings: doubled from row to row, or the same everywhere."""
    return tuple(first << row if doubling else first for row in range(levels + 1))
