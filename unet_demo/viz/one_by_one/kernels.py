"""The weights of a 1x1 and of a 3x3 convolution as areas: one matrix, and nine of the same."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from unet_demo.viz.kit.drawing import INK, QUIET
from unet_demo.viz.kit.marks import hue, tint

SIDE, GAP, TOP, FOOT, LEAST = 84, 6, 44, 22, 1.5  # px: the side of as many channels as `most`, between two matrices


def kernels_drawing(c_in: int, c_out: int, most: int, words: Mapping[str, str]) -> str:
    """SVG: a rectangle of c_in columns and c_out rows for 1x1, nine for 3x3, drawn to one scale; `most` fills a cell.

    Words: one, nine (names of the two), c_in, c_out.
    """
    wide, tall = (max(LEAST, SIDE * channels / most) for channels in (c_in, c_out))
    whole = 3 * SIDE + 2 * GAP
    left, right = (SIDE + 60), whole
    width, height = left + right + 10, TOP + whole + FOOT
    one = _matrix(30, TOP + whole / 2 - tall / 2, wide, tall)
    one += _text(30, TOP + whole / 2 + tall / 2 + 17, f"{words['c_in']} {c_in}", QUIET)
    one += _text(30, TOP + whole / 2 - tall / 2 - 8, f"{words['c_out']} {c_out}", QUIET)
    nine = "".join(
        _matrix(
            left + at % 3 * (SIDE + GAP) + (SIDE - wide) / 2,
            TOP + at // 3 * (SIDE + GAP) + (SIDE - tall) / 2,
            wide,
            tall,
        )
        for at in range(9)
    )
    grid = "".join(_cell(left + at % 3 * (SIDE + GAP), TOP + at // 3 * (SIDE + GAP)) for at in range(9))
    names = _text(0, 18, words["one"], INK, True) + _text(left, 18, words["nine"], INK, True)
    box = f'viewBox="0 0 {width} {height}" width="{width}" style="max-width:100%;height:auto;font:14px var(--st-font)"'
    return f"<svg {box}>{names}{grid}{one}{nine}</svg>"


def _matrix(x: float, y: float, wide: float, tall: float) -> str:
    fill = f"fill:{tint('encoder', 55)};stroke:{hue('encoder')}"
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" style="{fill}"/>'


def _cell(x: float, y: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{SIDE}" height="{SIDE}" rx="4" fill="none" '
        f'stroke="var(--st-border-color)" stroke-dasharray="3 3"/>'
    )


def _text(x: float, y: float, text: str, colour: str, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}"{weight}>{escape(text)}</text>'
