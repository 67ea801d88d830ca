"""The marks that the drawing of a net is made of: boxes, arrows, texts, groups that belong to a step. SVG as text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import Plan, Shape
from unet_demo.viz.kit.style import css_name

INK, GROUND, LINE = "var(--st-text-color)", "var(--st-background-color)", "var(--st-border-color)"


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


def hue(name: str) -> str:
    """The CSS variable of an origin's hue, as a value."""
    return f"var({css_name(name)})"


def tint(name: str, percent: int) -> str:
    """A hue thinned with the ground, `percent` of it left."""
    return f"color-mix(in srgb, {hue(name)} {percent}%, {GROUND})"


def group_mark(plan: Plan, steps: Sequence[str], inside: str) -> str:
    """The marks of one or more steps: torn where one fails, faint where one cannot run because of that."""
    last = plan.by_id[steps[-1]]
    kind = " bad" if last in plan.failures else " never" if last.shape is None else ""
    return f'<g class="part{kind}" data-steps="{" ".join(steps)}">{inside}</g>'


def text_mark(x: float, y: float, text: str, kind: str = "", anchor: str = "middle") -> str:
    """A text; its kind decides size and weight."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def arrow_mark(path: str, origin: str, kind: str = "") -> str:
    """A path with a tip, in the hue of an origin."""
    return f'<path class="link {kind}" d="{path}" style="stroke:{hue(origin)}" marker-end="url(#tip)"/>'


def box_mark(x: float, y: float, width: float, height: float, origin: str, percent: int) -> str:
    """A filled rectangle in the hue of an origin."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} rx="1.5" style="fill:{tint(origin, percent)};stroke:{hue(origin)}"/>'


def short_arrow(x1: float, x2: float, y: float, origin: str) -> str:
    """A horizontal arrow between two slabs."""
    return arrow_mark(f"M{x1:.1f} {y:.1f}H{x2:.1f}", origin)


def image_mark(x: float, y: float, width: float, height: float, uri: str, origin: str) -> str:
    """A small picture with a frame in the hue of an origin."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    frame = f'<rect {place} style="fill:none;stroke:{hue(origin)}"/>'
    return f'<image {place} href="{uri}" preserveAspectRatio="none"/>{frame}'
