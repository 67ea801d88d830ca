"""The links between the nodes of a net as drawn: poolings, upsamplings, skips, the head, each with its shape."""

from __future__ import annotations

from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import Step, key_of
from unet_demo.viz.kit.marks import arrow_mark, group_mark, hue, short, text_mark, tint
from unet_demo.viz.kit.net_layout import HEAD, LABEL, RISE, Layout


def edges(layout: Layout, step: Step) -> str:
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


def _pool(layout: Layout, step: Step, node: Node) -> str:
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
    label = text_mark(min(x1, x2) - 5, (y1 + y2) / 2 + 3, short(step.shape), "edge", "end")
    return group_mark(layout.plan, [step.id], arrow_mark(path, "encoder", "pool") + label)


def _up(layout: Layout, step: Step, node: Node) -> str:
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
    label = text_mark(x2 + 6, y2 + 16, short(step.shape), "edge", "start")
    return group_mark(layout.plan, ids, arrow_mark(path, "upsampled", "up") + label)


def _skip(layout: Layout, node: Node, index: int, id: str) -> str:
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
        text = text_mark(middle, y - 6, label, "edge")
        if crop:
            text += text_mark(middle, y + 14, "✂ " + "×".join(str(cut) for cut in dict.fromkeys(step.cut)), "edge")
    else:
        x1, top = layout.face_top(source)
        span = node.col - source.col
        start, end = top - 7, layout.middle(node) - layout.face(node)[1] / 2 - 3
        apex = top - 8 - RISE * span
        bend = (apex - 0.125 * (start + end)) / 0.75  # both handles there: the curve's middle is at `apex`
        path = f"M{x1:.1f} {start:.1f}C{x1 + 6:.1f} {bend:.1f} {x2 - 6:.1f} {bend:.1f} {x2:.1f} {end:.1f}"
        text = text_mark((x1 + x2) / 2, apex + 3.5, label, "edge")
    joined = plan.by_id[plan.by_id[f"{key_of(node)}.conv1"].sources[0]].id
    faint = " never" if step.shape is None else ""
    ids = f"{id} {joined}" if crop else joined
    return f'<g class="part{faint}" data-steps="{ids}">{arrow_mark(path, "skip", "skip")}{text}</g>'


def _head_link(layout: Layout, step: Step) -> str:
    node = Node(0, layout.plan.depth)
    x, top = layout.face_top(node)
    y, end = top - 9, HEAD + 22
    half = (y + end) / 2
    style = f"fill:{tint('head', 25)};stroke:{hue('head')}"
    pill = f'<rect x="{x - 15:.1f}" y="{half - 9:.1f}" width="30" height="17" rx="8.5" style="{style}"/>'
    inside = arrow_mark(f"M{x:.1f} {y:.1f}V{end}", "head") + pill + text_mark(x, half + 3.5, "1×1", "pill")
    inside += text_mark(x - 20, half + 3.5, short(step.shape), "edge", "end")
    return group_mark(layout.plan, [step.id], inside)
