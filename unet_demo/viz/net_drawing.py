"""The whole net as a drawing, operation by operation: slabs as wide as their channels, joined where maps are joined.

Everything in it is derived from a plan. Within a row a slab's width is in proportion to its channels, so that a
concatenation is as wide as its parts together; heights fall from row to row with the resolution, less steeply than
it does. The drawing writes numbers and node names only: every word comes from the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from unet_demo.core.grid import Node
from unet_demo.core.plan import Plan, Shape, Step, key_of
from unet_demo.viz.style import css_name

STEP_X, LEFT, TOP = 72, 14, 96  # from one column of the grid to the next; margins; heads stand above TOP
FACES = (54, 46, 38, 32, 27, 23)  # side of a node's face by row, px
UNITS = (5.0, 6.0, 7.5, 9.5, 12.0, 14.0)  # width of a slab with the row's own number of channels
GAP, LABEL, RISE, PICTURE, HEAD = 16, 30, 21, 58, 44  # between slabs; two lines below; per span of an arc; thumbnails
WIDEST_SLAB, NARROWEST_SLAB = 64.0, 2.5
INK, GROUND, LINE = "var(--st-text-color)", "var(--st-background-color)", "var(--st-border-color)"


@dataclass(frozen=True)
class NetDrawing:
    """`markup` is one SVG; parts that belong to a step carry data-steps, nodes data-node. `width` in its own pixels."""

    markup: str
    width: int
    height: int


def net_drawing(
    plan: Plan,
    names: Mapping[Node, str],
    thumbs: Mapping[str, str] | None = None,
    pruned: str = "",
    asked: Node | None = None,
) -> NetDrawing:
    """Draw a plan. `names` says each node to a screen reader, `thumbs` holds data URIs by step id.

    `pruned` is what is said of nodes that the plan's depth leaves out; they are drawn as outlines. What the node
    `asked` receives stays a question mark.
    """
    layout = _Layout(plan, asked)
    parts = [_edges(layout, step) for step in plan.steps]
    inside = "".join(_ghost(layout, node, pruned) for node in layout.left_out)
    inside += "".join(parts)
    inside += "".join(_node(layout, node, names.get(node, str(node)), thumbs or {}) for node in layout.nodes)
    inside += _picture(layout, (thumbs or {}).get("image")) + _answer(layout, thumbs or {})
    box = f'viewBox="0 0 {layout.width} {layout.height}"'
    svg = f'<svg class="net" {box} style="min-width:{round(0.82 * layout.width)}px">{_MARKERS}{inside}</svg>'
    return NetDrawing(svg, layout.width, layout.height)


_MARKERS = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
    '<path d="M0 0.6L7.4 4L0 7.4z" fill="context-stroke"/></marker></defs>'
)


class _Layout:
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


def short(shape: Shape | None, channels: bool = True) -> str:
    """ "16×256²" or "16×192×256"; "✕" for what cannot be computed."""
    if shape is None:
        return "✕"
    sides = f"{shape[1]}²" if shape[1] == shape[2] else f"{shape[1]}×{shape[2]}"
    return f"{shape[0]}×{sides}" if channels else sides


def clash(shapes: Sequence[Shape]) -> str:
    """Which sides differ: "97≠96", or for both "97≠96 130≠128"."""
    sides = (tuple(dict.fromkeys(shape[axis] for shape in shapes)) for axis in (1, 2))
    return " ".join("≠".join(map(str, each)) for each in sides if len(each) > 1)


def origin_of(plan: Plan, node: Node) -> str:
    """Which hue a node has: "encoder", "bottleneck" or "fused"."""
    if node.col:
        return "fused"
    return "bottleneck" if node.row == plan.design.architecture.depth else "encoder"


def _hue(name: str) -> str:
    return f"var({css_name(name)})"


def _tint(name: str, percent: int) -> str:
    return f"color-mix(in srgb, {_hue(name)} {percent}%, {GROUND})"


def _group(plan: Plan, steps: Sequence[str], inside: str) -> str:
    """The marks of one or more steps: torn where one fails, faint where one cannot run because of that."""
    last = plan.by_id[steps[-1]]
    kind = " bad" if last in plan.failures else " never" if last.shape is None else ""
    return f'<g class="part{kind}" data-steps="{" ".join(steps)}">{inside}</g>'


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "middle") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _arrow(path: str, origin: str, kind: str = "") -> str:
    return f'<path class="link {kind}" d="{path}" style="stroke:{_hue(origin)}" marker-end="url(#tip)"/>'


def _box(x: float, y: float, width: float, height: float, origin: str, percent: int) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} rx="1.5" style="fill:{_tint(origin, percent)};stroke:{_hue(origin)}"/>'


def _node(layout: _Layout, node: Node, name: str, thumbs: Mapping[str, str]) -> str:
    """A node: what it receives, its first convolution's maps, its own maps as a face with channels behind it."""
    plan, key, origin = layout.plan, key_of(node), origin_of(layout.plan, node)
    (width, height), middle = layout.face(node), layout.middle(node)
    top, below = middle - height / 2, middle + height / 2 + 12
    slab, x1, x2 = layout.slab(node, layout.net.widths[node.row]), layout.conv1_left(node), layout.face_left(node)
    conv1, conv2 = plan.by_id[f"{key}.conv1"], plan.by_id[f"{key}.conv2"]
    entry = _entry(layout, node, top, height, below)
    bar = _box(x1, top, slab, height, origin, 30) + _figures(layout, conv1, x1 + slab / 2, below)
    arrow1 = _short_arrow(x1 - layout.gap(node) + 2, x1 - 2, middle, origin) if layout.entry(node) else ""
    arrow2 = _short_arrow(x2 - layout.gap(node) + 2, x2 - 2, middle, origin)
    face = _face(x2, top, width, height, origin, layout.slab(node, layout.net.widths[node.row]), thumbs.get(conv2.id))
    label = _text(x2 + width / 2, below, short(conv2.shape), "shape")
    title = _text(x2 + width / 2, below + 13, str(node), "name")
    hit = (
        f'<rect class="hit" x="{layout.left(node) - 5:.1f}" y="{top - 9:.1f}" '
        f'width="{x2 + width + 12 - layout.left(node):.1f}" height="{height + 46:.1f}" rx="8"/>'
    )
    parts = [
        hit,
        entry,
        _group(plan, [conv1.id], arrow1 + bar),
        _group(plan, [conv2.id], arrow2 + face + label + title),
    ]
    opening = f'<g class="node" data-node="{key}" role="button" tabindex="-1" aria-label="{escape(name)}">'
    return f"{opening}{''.join(parts)}</g>"


def _entry(layout: _Layout, node: Node, top: float, height: float, below: float) -> str:
    """The slab that the first convolution receives, part beside part; torn where the parts do not fit."""
    parts = layout.entry(node)
    if not parts:
        return ""
    plan = layout.plan
    step = plan.by_id[plan.by_id[f"{key_of(node)}.conv1"].sources[0]]
    x, inside, bad = layout.left(node), "", step in plan.failures
    for index, (_, kind, width) in enumerate(parts):
        gap = 3 if bad and index == len(parts) - 1 else 0
        inside += _box(x + gap, top + 2 * gap, width, height, kind, 55 if kind == "upsampled" else 42)
        x += width
    centre = (layout.left(node) + x) / 2
    if bad:
        inside += _text(centre, below + 13, clash(plan.met(step)), "clash")
    if step.op == "add":
        inside += _text(centre, top - 4, "+", "name")
    inside += _figures(layout, step, centre, below)
    return _group(plan, [step.id], inside)


def _figures(layout: _Layout, step: Step, x: float, y: float) -> str:
    """A slab's channels beneath it, and its side where that is not the node's own (without padding)."""
    if step.shape is None:
        return _text(x, y, "✕", "clash")
    asked = step.node == layout.asked and step.op in ("cat", "add")
    lines = _text(x, y, "?" if asked else str(step.shape[0]), "clash" if asked else "channels")
    if not layout.plan.design.padded and step.shape[1] == step.shape[2] and layout.is_u:
        lines += _text(x, y + 12, str(step.shape[1]), "side")
    return lines


def _short_arrow(x1: float, x2: float, y: float, origin: str) -> str:
    return _arrow(f"M{x1:.1f} {y:.1f}H{x2:.1f}", origin)


def _face(x: float, y: float, width: float, height: float, origin: str, slab: float, uri: str | None) -> str:
    """The front of a stack of maps, its channels as sheets behind; the picture of the maps where there is one."""
    depth = 3 + slab * 0.5
    sheets = f"M{x:.1f} {y:.1f}l{depth:.1f} {-depth:.1f}h{width:.1f}v{height:.1f}l{-depth:.1f} {depth:.1f}"
    sheets += f"M{x + width:.1f} {y:.1f}l{depth:.1f} {-depth:.1f}"
    back = f'<path class="sheet" d="{sheets}" style="stroke:{_hue(origin)};fill:{_tint(origin, 22)}"/>'
    front = _box(x, y, width, height, origin, 34)
    return back + front + (_image(x, y, width, height, uri, origin) if uri else "")


def _image(x: float, y: float, width: float, height: float, uri: str, origin: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    frame = f'<rect {place} style="fill:none;stroke:{_hue(origin)}"/>'
    return f'<image {place} href="{uri}" preserveAspectRatio="none"/>{frame}'


def _edges(layout: _Layout, step: Step) -> str:
    """The links that lead into a step from other nodes, each with its shape."""
    node = step.node
    if step.op == "pool" and node:
        return _pool(layout, step, node)
    if step.op == "up" and node:
        return _up(layout, step, node)
    if step.op in ("cat", "add") and node:
        return "".join(_skip(layout, node, index, id) for index, id in enumerate(step.sources[:-1]))
    if step.op == "head":
        return _head_link(layout, step)
    return ""


def _pool(layout: _Layout, step: Step, node: Node) -> str:
    above = Node(node.row - 1, 0)
    x1, _ = layout.face_top(above)
    width, height = layout.face(above)
    y1, y2 = layout.middle(above) + height / 2 + LABEL - 2, layout.middle(node) - layout.face(node)[1] / 2 - 3
    x2 = layout.part_at(node, 0)
    path = (
        f"M{x1:.1f} {y1:.1f}V{(y1 + y2) / 2:.1f}H{x2:.1f}V{y2:.1f}"
        if abs(x1 - x2) > 4
        else f"M{x2:.1f} {y1:.1f}V{y2:.1f}"
    )
    label = _text(min(x1, x2) - 5, (y1 + y2) / 2 + 3, short(step.shape), "edge", "end")
    return _group(layout.plan, [step.id], _arrow(path, "encoder", "pool") + label)


def _up(layout: _Layout, step: Step, node: Node) -> str:
    below = Node(node.row + 1, node.col - 1)
    x1, y1 = layout.face_top(below)
    x1 += layout.face(below)[0] * 0.3
    y1 -= 4 + layout.slab(below, layout.net.widths[below.row]) * 0.5
    x2 = layout.part_at(node, len(layout.entry(node)) - 1)
    joined = layout.plan.by_id[layout.plan.by_id[f"{key_of(node)}.conv1"].sources[0]]
    second_line = joined in layout.plan.failures or (layout.is_u and not layout.plan.design.padded)
    y2 = layout.middle(node) + layout.face(node)[1] / 2 + (29 if second_line else 16)
    half = (y1 + y2) / 2
    path = f"M{x1:.1f} {y1:.1f}C{x1:.1f} {half:.1f} {x2:.1f} {half:.1f} {x2:.1f} {y2:.1f}"
    ids = [id for id in (f"{key_of(node)}.resize", step.id) if id in layout.plan.by_id]
    label = _text(x2 + 6, y2 + 16, short(step.shape), "edge", "start")
    return _group(layout.plan, ids, _arrow(path, "upsampled", "up") + label)


def _skip(layout: _Layout, node: Node, index: int, id: str) -> str:
    """A skip: straight across in a U-Net, an arc over the nodes between in UNet++; a crop is told on the way."""
    plan, crop = layout.plan, layout.plan.by_id[id].op == "crop"
    source = plan.by_id[plan.by_id[id].sources[0]].node if crop else plan.by_id[id].node
    assert source is not None
    step = plan.by_id[id]
    whole, label = plan.by_id[step.sources[0] if crop else id].shape, short(step.shape)
    x2 = layout.part_at(node, index)
    if layout.is_u:
        x1, y = layout.face_left(source) + layout.face(source)[0] + 14, layout.middle(node)
        room, middle = layout.left(node) - x1, (x1 + layout.left(node)) / 2
        path = f"M{x1:.1f} {y:.1f}H{layout.left(node) - 4:.1f}"
        if crop and step.shape:
            label = f"{short(whole)} → {label}" if room > 150 else f"→ {short(step.shape, channels=False)}"
        text = _text(middle, y - 6, label, "edge")
        if crop:
            text += _text(middle, y + 14, f"✂ {step.cut[0]}", "edge")
    else:
        x1, top = layout.face_top(source)
        span = node.col - source.col
        start, end = top - 7, layout.middle(node) - layout.face(node)[1] / 2 - 3
        apex = top - 8 - RISE * span
        bend = (apex - 0.125 * (start + end)) / 0.75  # both handles there: the curve's middle is at `apex`
        path = f"M{x1:.1f} {start:.1f}C{x1 + 6:.1f} {bend:.1f} {x2 - 6:.1f} {bend:.1f} {x2:.1f} {end:.1f}"
        text = _text((x1 + x2) / 2, apex + 3.5, label, "edge")
    joined = plan.by_id[plan.by_id[f"{key_of(node)}.conv1"].sources[0]].id
    faint = " never" if step.shape is None else ""
    ids = f"{id} {joined}" if crop else joined
    return f'<g class="part{faint}" data-steps="{ids}">{_arrow(path, "skip", "skip")}{text}</g>'


def _head_link(layout: _Layout, step: Step) -> str:
    node = Node(0, layout.plan.depth)
    x, top = layout.face_top(node)
    y, end = top - 9, HEAD + 22
    half = (y + end) / 2
    style = f"fill:{_tint('head', 25)};stroke:{_hue('head')}"
    pill = f'<rect x="{x - 15:.1f}" y="{half - 9:.1f}" width="30" height="17" rx="8.5" style="{style}"/>'
    inside = _arrow(f"M{x:.1f} {y:.1f}V{end}", "head") + pill + _text(x, half + 3.5, "1×1", "pill")
    inside += _text(x - 20, half + 3.5, short(step.shape), "edge", "end")
    return _group(layout.plan, [step.id], inside)


def _answer(layout: _Layout, thumbs: Mapping[str, str]) -> str:
    """The mask above the last node, its head's name and its shape beside it."""
    plan, node = layout.plan, Node(0, layout.plan.depth)
    last = plan.steps[-1]
    x, _ = layout.face_top(node)
    width, height = HEAD * layout.aspect[0], HEAD * layout.aspect[1]
    y = 16 + (HEAD - height)
    inside = _box(x - width / 2, y, width, height, "head", 24)
    uri = thumbs.get(f"L{plan.depth}.squash")
    inside += _image(x - width / 2, y, width, height, uri, "head") if uri else ""
    inside += _text(x - width / 2 - 7, y + 16, f"L{plan.depth}", "name", "end")
    inside += _text(x - width / 2 - 7, y + 30, short(last.shape), "shape", "end")
    return _group(plan, [id for id in (f"L{plan.depth}.squash", f"L{plan.depth}.unfit") if id in plan.by_id], inside)


def _picture(layout: _Layout, uri: str | None) -> str:
    """The picture at the left, what it is brought to if that is needed, and an arrow into the net."""
    plan, node = layout.plan, Node(0, 0)
    width, height = PICTURE * layout.aspect[0], PICTURE * layout.aspect[1]
    x, y = LEFT + PICTURE - width, layout.middle(node) - height / 2
    image = plan.by_id["image"]
    inside = _box(x, y, width, height, "bottleneck", 12) + (
        _image(x, y, width, height, uri, "bottleneck") if uri else ""
    )
    inside += _text(x + width / 2, y + height + 12, short(image.shape), "shape")
    parts = _group(plan, ["image"], inside)
    if "fit" in plan.by_id:
        parts += _group(
            plan, ["fit"], _text(x + width / 2, y + height + 25, f"→ {short(plan.by_id['fit'].shape)}", "clash")
        )
    arrow = _short_arrow(x + width + 3, layout.conv1_left(node) - 2, layout.middle(node), "encoder")
    return parts + _group(plan, [f"{key_of(node)}.conv1"], arrow)


def _ghost(layout: _Layout, node: Node, name: str) -> str:
    """A node that this depth never computes: an outline, nothing else."""
    width, height = layout.face(node)
    x, y = layout.left(node) + 30, layout.middle(node) - height / 2
    rect = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3"/>'
    label = _text(x + width / 2, y + height / 2 + 4, str(node), "name")
    return f'<g class="ghost"><title>{escape(name)}</title>{rect}{label}</g>'
