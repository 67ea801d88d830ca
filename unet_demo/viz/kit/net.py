"""The whole net as a drawing, operation by operation: slabs as wide as their channels, joined where maps are joined.

Everything in it is derived from a plan. Within a row a slab's width is in proportion to its channels, so that a
concatenation is as wide as its parts together; heights fall from row to row with the resolution, less steeply than
it does. The drawing writes numbers and node names only: every word comes from the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import Plan, Step, key_of
from unet_demo.viz.kit.marks import (
    box_mark,
    clash,
    group_mark,
    hue,
    image_mark,
    origin_of,
    short,
    short_arrow,
    text_mark,
    tint,
)
from unet_demo.viz.kit.net_layout import HEAD, LEFT, PICTURE, Layout
from unet_demo.viz.kit.net_links import edges


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
    layout = Layout(plan, asked)
    parts = [edges(layout, step) for step in plan.steps]
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


def _node(layout: Layout, node: Node, name: str, thumbs: Mapping[str, str]) -> str:
    """A node: what it receives, its first convolution's maps, its own maps as a face with channels behind it."""
    plan, key, origin = layout.plan, key_of(node), origin_of(layout.plan, node)
    (width, height), middle = layout.face(node), layout.middle(node)
    top, below = middle - height / 2, middle + height / 2 + 12
    slab, x1, x2 = layout.slab(node, layout.net.widths[node.row]), layout.conv1_left(node), layout.face_left(node)
    conv1, conv2 = plan.by_id[f"{key}.conv1"], plan.by_id[f"{key}.conv2"]
    entry = _entry(layout, node, top, height, below)
    bar = box_mark(x1, top, slab, height, origin, 30) + _figures(layout, conv1, x1 + slab / 2, below)
    arrow1 = short_arrow(x1 - layout.gap(node) + 2, x1 - 2, middle, origin) if layout.entry(node) else ""
    arrow2 = short_arrow(x2 - layout.gap(node) + 2, x2 - 2, middle, origin)
    face = _face(x2, top, width, height, origin, layout.slab(node, layout.net.widths[node.row]), thumbs.get(conv2.id))
    label = text_mark(x2 + width / 2, below, short(conv2.shape), "shape")
    title = text_mark(x2 + width / 2, below + 13, str(node), "name")
    hit = (
        f'<rect class="hit" x="{layout.left(node) - 5:.1f}" y="{top - 9:.1f}" '
        f'width="{x2 + width + 12 - layout.left(node):.1f}" height="{height + 46:.1f}" rx="8"/>'
    )
    parts = [
        hit,
        entry,
        group_mark(plan, [conv1.id], arrow1 + bar),
        group_mark(plan, [conv2.id], arrow2 + face + label + title),
    ]
    opening = f'<g class="node" data-node="{key}" role="button" tabindex="-1" aria-label="{escape(name)}">'
    return f"{opening}{''.join(parts)}</g>"


def _entry(layout: Layout, node: Node, top: float, height: float, below: float) -> str:
    """The slab that the first convolution receives, part beside part; torn where the parts do not fit."""
    parts = layout.entry(node)
    if not parts:
        return ""
    plan = layout.plan
    step = plan.by_id[plan.by_id[f"{key_of(node)}.conv1"].sources[0]]
    x, inside, bad = layout.left(node), "", step in plan.failures
    for index, (_, kind, width) in enumerate(parts):
        gap = 3 if bad and index == len(parts) - 1 else 0
        inside += box_mark(x + gap, top + 2 * gap, width, height, kind, 55 if kind == "upsampled" else 42)
        x += width
    centre = (layout.left(node) + x) / 2
    if bad:
        inside += text_mark(centre, below + 13, clash(plan.met(step)), "clash")
    if step.op == "add":
        inside += text_mark(centre, top - 4, "+", "name")
    inside += _figures(layout, step, centre, below)
    return group_mark(plan, [step.id], inside)


def _figures(layout: Layout, step: Step, x: float, y: float) -> str:
    """A slab's channels beneath it, and its side where that is not the node's own (without padding)."""
    if step.shape is None:
        return text_mark(x, y, "✕", "clash")
    asked = step.node == layout.asked and step.op in ("cat", "add")
    lines = text_mark(x, y, "?" if asked else str(step.shape[0]), "clash" if asked else "channels")
    if not layout.plan.design.padded and step.shape[1] == step.shape[2] and layout.is_u:
        lines += text_mark(x, y + 12, str(step.shape[1]), "side")
    return lines


def _face(x: float, y: float, width: float, height: float, origin: str, slab: float, uri: str | None) -> str:
    """The front of a stack of maps, its channels as sheets behind; the picture of the maps where there is one."""
    depth = 3 + slab * 0.5
    sheets = f"M{x:.1f} {y:.1f}l{depth:.1f} {-depth:.1f}h{width:.1f}v{height:.1f}l{-depth:.1f} {depth:.1f}"
    sheets += f"M{x + width:.1f} {y:.1f}l{depth:.1f} {-depth:.1f}"
    back = f'<path class="sheet" d="{sheets}" style="stroke:{hue(origin)};fill:{tint(origin, 22)}"/>'
    front = box_mark(x, y, width, height, origin, 34)
    return back + front + (image_mark(x, y, width, height, uri, origin) if uri else "")


def _answer(layout: Layout, thumbs: Mapping[str, str]) -> str:
    """The mask above the last node, its head's name and its shape beside it."""
    plan, node = layout.plan, Node(0, layout.plan.depth)
    last = plan.steps[-1]
    x, _ = layout.face_top(node)
    width, height = HEAD * layout.aspect[0], HEAD * layout.aspect[1]
    y = 16 + (HEAD - height)
    inside = box_mark(x - width / 2, y, width, height, "head", 24)
    uri = thumbs.get(f"L{plan.depth}.squash")
    inside += image_mark(x - width / 2, y, width, height, uri, "head") if uri else ""
    inside += text_mark(x - width / 2 - 7, y + 16, f"L{plan.depth}", "name", "end")
    inside += text_mark(x - width / 2 - 7, y + 30, short(last.shape), "shape", "end")
    return group_mark(
        plan, [id for id in (f"L{plan.depth}.squash", f"L{plan.depth}.unfit") if id in plan.by_id], inside
    )


def _picture(layout: Layout, uri: str | None) -> str:
    """The picture at the left, what it is brought to if that is needed, and an arrow into the net."""
    plan, node = layout.plan, Node(0, 0)
    width, height = PICTURE * layout.aspect[0], PICTURE * layout.aspect[1]
    x, y = LEFT + PICTURE - width, layout.middle(node) - height / 2
    image = plan.by_id["image"]
    inside = box_mark(x, y, width, height, "bottleneck", 12) + (
        image_mark(x, y, width, height, uri, "bottleneck") if uri else ""
    )
    inside += text_mark(x + width / 2, y + height + 12, short(image.shape), "shape")
    parts = group_mark(plan, ["image"], inside)
    if "fit" in plan.by_id:
        parts += group_mark(
            plan, ["fit"], text_mark(x + width / 2, y + height + 25, f"→ {short(plan.by_id['fit'].shape)}", "clash")
        )
    arrow = short_arrow(x + width + 3, layout.conv1_left(node) - 2, layout.middle(node), "encoder")
    return parts + group_mark(plan, [f"{key_of(node)}.conv1"], arrow)


def _ghost(layout: Layout, node: Node, name: str) -> str:
    """A node that this depth never computes: an outline, nothing else."""
    width, height = layout.face(node)
    x, y = layout.left(node) + 30, layout.middle(node) - height / 2
    rect = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3"/>'
    label = text_mark(x + width / 2, y + height / 2 + 4, str(node), "name")
    return f'<g class="ghost"><title>{escape(name)}</title>{rect}{label}</g>'
