"""Why a receptive field is seldom centred: what a value sees to either side, for each place in its square of pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unet_demo.core.nets.fields import Look
from unet_demo.viz.kit.drawing import INK, LINE, QUIET, Drawing, framed, text_at

ROW_PX, BAR_PX, MARGIN_PX, HEAD_PX = 16, 8, 30, 22
_HERE, _OTHER = (
    f"color-mix(in srgb, var(--st-primary-color) {share}%, var(--st-background-color))" for share in (90, 36)
)


def looks_drawing(looks: Sequence[Look], here: int, words: Mapping[str, str]) -> Drawing:
    """A bar for each place, all on one piece of the picture: squares as lines, the value's own pixels as a mark.

    At its ends stands how many pixels it sees before and after itself; the bar of the place `here` is full and its
    numbers are bold. Words: alt, before, after, own, place, side.
    """
    square = len(looks) * looks[0].own
    low = min(at * look.own - look.before for at, look in enumerate(looks))
    high = max((at + 1) * look.own + look.after for at, look in enumerate(looks))
    scale = 100 / (high - low)
    bottom = HEAD_PX + len(looks) * ROW_PX
    lines = [edge for edge in range(low - low % square, high + 1, square) if low < edge < high]
    parts = [f'<rect x="{-low * scale:.2f}%" y="{HEAD_PX}" width="{square * scale:.2f}%" height="{bottom - HEAD_PX}"'
             f' fill="{LINE}" fill-opacity="0.55"/>']  # fmt: skip
    parts += [_line((edge - low) * scale, bottom) for edge in lines]
    parts += [_bar(look, at, at == here, low, scale) for at, look in enumerate(looks)]
    parts += [
        text_at(-MARGIN_PX + 2, 13, words["before"], colour=QUIET),
        text_at("100%", 13, words["after"], "end", QUIET),
    ]
    parts.append(text_at(f"{(square / 2 - low) * scale:.2f}%", bottom + 17, words["own"], "middle", QUIET))
    rows = [[words[name] for name in ("place", "before", "after", "side")]]
    rows += [[str(at + 1), str(look.before), str(look.after), str(look.side)] for at, look in enumerate(looks)]
    return Drawing(framed("".join(parts), bottom + 24, MARGIN_PX, MARGIN_PX), words["alt"], rows)


def _line(x: float, bottom: float) -> str:
    return f'<line x1="{x:.2f}%" x2="{x:.2f}%" y1="{HEAD_PX}" y2="{bottom}" stroke="{LINE}"/>'


def _bar(look: Look, at: int, here: bool, low: int, scale: float) -> str:
    """One place: the bar, its pixels as a mark on it, and the two numbers beside it."""
    start, top = (at * look.own - look.before - low) * scale, HEAD_PX + at * ROW_PX
    end, own = start + look.side * scale, (at * look.own - low) * scale
    y, base = top + (ROW_PX - BAR_PX) / 2, top + 12.5
    return (
        f'<rect class="{"here" if here else "other"}" x="{start:.2f}%" y="{y:g}" width="{end - start:.2f}%"'
        f' height="{BAR_PX}" rx="2" fill="{_HERE if here else _OTHER}"/>'
        f'<rect class="own" x="{own:.2f}%" y="{top + 1}" width="{max(look.own * scale, 0.8):.2f}%"'
        f' height="{ROW_PX - 2}" fill="{INK}"/>'
        f'<svg x="{start:.2f}%" overflow="visible">{text_at(-4, base, str(look.before), "end", bold=here)}</svg>'
        f'<svg x="{end:.2f}%" overflow="visible">{text_at(4, base, str(look.after), bold=here)}</svg>'
    )
