"""The mark of the house in the browser's tab: a small UNet++ grid, three nodes along the top and one at the bottom.

Our own picture, because Streamlit's named icons come from a host outside.
"""

from __future__ import annotations

from unet_demo.viz.kit.style import HUES

_LEVELS, _STEP, _EDGE, _RADIUS = 3, 10, 6, 4.2


def icon_svg() -> str:
    """SVG of 32 x 32 units: encoder in its own colour on the left, fused nodes to its right, the deepest alone."""
    nodes = [(level, column) for level in range(_LEVELS) for column in range(_LEVELS - level)]
    lines, discs = [], []
    for level, column in nodes:
        x, y = _place(level, column)
        for other in ((level + 1, column), (level, column + 1), (level - 1, column + 1)):
            if other in nodes:
                to_x, to_y = _place(*other)
                lines.append(f'<path d="M{x} {y}L{to_x} {to_y}" stroke="{HUES["skip"]}" stroke-width="1.6"/>')
        hue = HUES["bottleneck"] if level == _LEVELS - 1 else HUES["fused"] if column else HUES["encoder"]
        discs.append(f'<circle cx="{x}" cy="{y}" r="{_RADIUS}" fill="{hue}"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{"".join(lines + discs)}</svg>'


def _place(level: int, column: int) -> tuple[int, int]:
    """Centre of a node: a level is one step down, and half a step to the right for every level."""
    return _EDGE + _STEP * column + _STEP // 2 * level, _EDGE + _STEP * level
