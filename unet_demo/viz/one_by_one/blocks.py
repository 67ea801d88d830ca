"""A block as a drawing, from its list of operations: top to bottom, a shape on every edge, as wide as its channels.

A convolution is as wide above as the channels it gets and as wide below as those it gives, so that an hourglass is one;
the number in it counts its weights. What passes by on the side is dashed. Words come from the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from unet_demo.core.one_by_one.blocks.steps import Block, Shape, Step
from unet_demo.viz.kit.marks import GROUND, INK, LINE, hue, short, text_mark, tint

WORDS = ("groups", "shared", "one", "wide", "other", "bypass", "add", "cat", "times", "failed")
LANES = {1: 196, 2: 124, 4: 92}  # px for each of the paths side by side
CONV, FLAT, SIGN, SLAB, GAP, EDGE = 38, 20, 22, 9, 27, 8  # px: heights of the boxes, between them, at the rim
BYPASS, LABEL = 30, 78  # px to a path that passes by, and for the shape written beside it
NARROW, NONE = 30, 6  # px: a box's least width, and that of no channels at all
TEXTS = {"relu": "ReLU", "sigmoid": "σ", "pool": "max 3×3", "avg": "avg H×W", "max": "max H×W"}
TEXTS |= {"mean": "avg C", "top": "max C", "add": "+", "times": "×", "cat": "‖"}
MEETING = ("add", "times", "cat")

_STYLE = f"""
<style>
  .block {{ font: 600 12px var(--st-font); overflow: visible; }}
  .block text {{ fill: {INK}; paint-order: stroke; stroke: {GROUND}; stroke-width: 3px; stroke-linejoin: round; }}
  .block .shape, .block .weights {{ font-weight: 400; font-size: 11.5px; }}
  .block .sign {{ font-size: 16px; }}
  .edge {{ fill: none; stroke-width: 1.6; }}
  .edge.by {{ stroke-dasharray: 5 4; }}
  .never {{ opacity: 0.38; }}
  .failed path, .failed rect, .failed circle {{ stroke-dasharray: 4 3; stroke-width: 2.4; }}
  .marks {{ display: flex; flex-wrap: wrap; justify-content: center; gap: 0.2rem 1.1rem; margin: 0.7rem 0 0; padding: 0;
           list-style: none; font: 0.85rem/1.4 var(--st-font); }}
  .marks svg {{ vertical-align: -4px; margin-inline-end: 0.35rem; overflow: visible; font: 600 14px var(--st-font); }}
  .marks text {{ fill: {INK}; }}
</style>
"""


def block_drawing(block: Block, words: Mapping[str, str], counted: bool = True) -> str:
    """HTML: the block and a legend of the marks in it. `words` holds WORDS; "groups" has a {groups} to fill.

    Unless `counted`, the weights are left out.
    """
    picture = _Picture(block, words, counted)
    return f"{_STYLE}{picture.svg()}{_legend(block, words, bool(picture.by))}"


def shape_text(shape: Shape) -> str:
    """ "64×32²"; of a single number for each channel "64×1×1"."""
    return f"{shape[0]}×1×1" if shape[1:] == (1, 1) else short(shape)


class _Picture:
    """Places of all boxes, and the marks that stand there."""

    def __init__(self, block: Block, words: Mapping[str, str], counted: bool) -> None:
        self.block, self.words, self.counted = block, words, counted
        self.paths = max(step.branch[1] for step in block.steps)
        self.most = max(step.out for step in block.steps)
        self.rows = _rows(block)
        self.by = [edge for edge in _edges(block) if self._passes_by(*edge)]
        self.centre = EDGE + self.paths * LANES[self.paths] / 2
        self.width = 2 * self.centre + ((BYPASS + LABEL - EDGE) if self.by else 0)
        self.tops: dict[int, float] = {}
        y: float = EDGE
        for row in range(max(self.rows.values()) + 1):
            self.tops[row] = y
            y += max(_height(step) for step in block.steps if self.rows[step.id] == row) + GAP
        self.height = y + 4

    def svg(self) -> str:
        marks = "".join(self._edge(source, step) for source, step in _edges(self.block))
        marks += "".join(self._box(step) for step in self.block.steps) + self._exit()
        size = f'viewBox="0 0 {self.width:g} {self.height:g}" style="width:{self.width:g}px"'
        return f'<svg class="block" {size}>{marks}</svg>'

    def _passes_by(self, source: Step, step: Step) -> bool:
        middle = source.branch == step.branch == (0, 1)
        return middle and self.rows[step.id] - self.rows[source.id] > 1

    def _x(self, step: Step) -> float:
        at, of = step.branch
        return self.centre + (at - (of - 1) / 2) * LANES[self.paths]

    def _top(self, step: Step) -> float:
        return self.tops[self.rows[step.id]]

    def _wide(self, channels: int) -> float:
        room = LANES[self.paths] - 8 - NARROW
        return NONE if not channels else NARROW + room * channels / self.most

    def _state(self, step: Step) -> str:
        return "failed" if step.trouble else "never" if step.shape is None else ""

    def _box(self, step: Step) -> str:
        x, y, high = self._x(step), self._top(step), _height(step)
        if step.op == "input":
            inside = _slab(x, y, self._wide(step.out), high)
        elif step.op == "conv":
            inside = self._conv(step, x, y, high)
        elif step.op in MEETING:
            circle = f'<circle cx="{x:.1f}" cy="{y + high / 2:.1f}" r="{high / 2}"'
            inside = f'{circle} style="fill:{tint("fused", 22)};stroke:{_rim(step, "fused")}"/>'
            inside += text_mark(x, y + high / 2 + 5.5, TEXTS[step.op], "sign")
            inside += text_mark(x - high, y + high / 2 + 5, "✕") if step.trouble else ""
        else:
            wide = max(self._wide(step.out), 9.0 * len(TEXTS[step.op]))
            place = f'x="{x - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high}" rx="{high / 2}"'
            inside = f'<rect {place} style="fill:{tint("bottleneck", 16)};stroke:{hue("bottleneck")}"/>'
            inside += text_mark(x, y + high / 2 + 4.2, TEXTS[step.op])
        return f'<g class="{self._state(step)}">{inside}</g>'

    def _conv(self, step: Step, x: float, y: float, high: float) -> str:
        above, below = (self._wide(count) / 2 for count in (self.block.by_id[step.sources[0]].out, step.out))
        name = origin_of(step)
        path = f"M{x - above:.1f} {y:.1f}H{x + above:.1f}L{x + below:.1f} {y + high}H{x - below:.1f}z"
        body = f'<path d="{path}" style="fill:{tint(name, 26)};stroke:{_rim(step, name)};stroke-width:1.5"/>'
        window = f"{step.kernel[0]}×{step.kernel[1]}"
        more = self.words["groups"].format(groups=step.groups) if step.groups > 1 else ""
        weights = "–" if step.trouble == "groups" else f"{step.weights:,}" if self.counted else ""
        note = self.words["shared"] if step.shares else weights
        first = text_mark(x, y + 16, f"{'✕ ' if step.trouble else ''}{window}{' · ' if more else ''}{more}")
        return body + first + text_mark(x, y + 31, note, "weights")

    def _edge(self, source: Step, step: Step) -> str:
        x1, y1 = self._x(source), self._top(source) + _height(source)
        x2, y2 = self._x(step), self._top(step)
        name = "skip" if (source, step) in self.by else "bottleneck"
        if name == "skip":
            return self._by(source, step)
        if x1 == x2:
            path, at = f"M{x1:.1f} {y1}V{y2 - 2}", (x1, (y1 + y2) / 2 if y2 - y1 <= GAP + CONV else y1 + GAP / 2)
        elif source.branch[1] > 1:  # out of a path, into the middle
            path = f"M{x1:.1f} {y1}V{y2 - GAP / 2}L{x2:.1f} {y2 - 2}"
            at = x1, y1 + 11
        else:
            path = f"M{x1:.1f} {y1}L{x2:.1f} {y1 + GAP / 2}V{y2 - 2}"
            at = x2, y2 - 7
        return self._group(source, path, at, name)

    def _by(self, source: Step, step: Step) -> str:
        y1 = self._top(source) + _height(source) / 2
        y2 = self._top(step) + _height(step) / 2
        start, end = self.centre + self._wide(source.out) / 2, self.centre + SIGN / 2 + 3
        if source.op in MEETING:
            start = self.centre + SIGN / 2 + 3
        side = self.centre + LANES[self.paths] * self.paths / 2 + BYPASS - 6
        path = f"M{start:.1f} {y1}C{side + 10:.1f} {y1} {side:.1f} {y1 + 6} {side:.1f} {y1 + 34}"
        path += f"V{y2 - 34}C{side:.1f} {y2 - 6} {side + 6:.1f} {y2} {end:.1f} {y2}"
        return self._group(source, path, (side + 4, (y1 + y2) / 2), "skip")

    def _group(self, source: Step, path: str, at: tuple[float, float], name: str) -> str:
        x, y = at
        kind = "edge by" if name == "skip" else "edge"
        text = text_mark(x + 5, y + 4, shape_text(source.shape), "shape", "start") if source.shape else ""
        line = f'<path class="{kind}" d="{path}" style="stroke:{hue(name)}"/>'
        return f'<g class="{"" if source.shape else "never"}">{line}{text}</g>'

    def _exit(self) -> str:
        last = self.block.steps[-1]
        x, y = self._x(last), self._top(last) + _height(last)
        return self._group(last, f"M{x:.1f} {y}v{GAP - 3}l-4 -6m4 6l4 -6", (x, y + GAP / 2), "bottleneck")


def origin_of(step: Step) -> str:
    """Which hue a convolution has: that of the 1x1 head, or that of the wide windows of the encoder."""
    return "head" if step.kernel == (1, 1) else "encoder"


def _rim(step: Step, name: str) -> str:
    return hue("warn") if step.trouble else hue(name)


def _edges(block: Block) -> list[tuple[Step, Step]]:
    return [(block.by_id[source], step) for step in block.steps for source in step.sources]


def _rows(block: Block) -> dict[str, int]:
    """How many operations, at most, come before each."""
    rows: dict[str, int] = {}
    for step in block.steps:
        rows[step.id] = max((rows[source] + 1 for source in step.sources), default=0)
    return rows


def _height(step: Step) -> float:
    return SLAB if step.op == "input" else CONV if step.op == "conv" else SIGN if step.op in MEETING else FLAT


def _slab(x: float, y: float, wide: float, high: float) -> str:
    place = f'x="{x - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high}"'
    return f'<rect {place} style="fill:{tint("bottleneck", 60)};stroke:{hue("bottleneck")}"/>'


def _legend(block: Block, words: Mapping[str, str], by: bool) -> str:
    """A sample of every mark that stands in this drawing, with its word."""
    ops = {step.op for step in block.steps}
    wide = any(step.kernel != (1, 1) for step in block.steps if step.op == "conv")
    one = any(step.kernel == (1, 1) for step in block.steps if step.op == "conv")
    there = {"one": one, "wide": wide, "other": True, "bypass": by, "failed": bool(block.failures)}
    there |= {name: name in ops for name in MEETING}
    box = '<path d="M1 1H23L20 15H4z" style="fill:{};stroke:{}"/>'
    marks = {
        "one": box.format(tint("head", 26), hue("head")),
        "wide": box.format(tint("encoder", 26), hue("encoder")),
        "other": f'<rect x="1" y="2" width="22" height="12" rx="6" style="fill:{LINE};stroke:{hue("bottleneck")}"/>',
        "bypass": f'<path class="edge by" d="M0 8H24" style="stroke:{hue("skip")}"/>',
        "failed": f'<text x="12" y="13" text-anchor="middle" style="fill:{hue("warn")}">✕</text>',
        **{
            name: f'<circle cx="12" cy="8" r="9" style="fill:{tint("fused", 22)};stroke:{hue("fused")}"/>'
            f'<text x="12" y="13" text-anchor="middle">{TEXTS[name]}</text>'
            for name in MEETING
        },
    }
    items = (
        f'<li><svg width="24" height="18" aria-hidden="true">{marks[name]}</svg>{escape(words[name])}</li>'
        for name, is_there in there.items()
        if is_there
    )
    return f'<ul class="marks">{"".join(items)}</ul>'
