"""Which sides of a picture a net takes, and to which it can be brought: one axis at a time, on whole numbers alone.

Height and width never meet in a net, so that a side is enough to say whether a picture goes through. Where there is
no answer it is None; nothing in here raises for a size.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from unet_demo.core.nets.grid import Architecture, Node, inputs_of, needed

if TYPE_CHECKING:
    from unet_demo.core.nets.design import Design, Fit

LARGEST = 4096  # pixels a side may have on a drawing
FITS: tuple[Fit, ...] = ("pad", "crop", "resize")


def convolved(design: Design, side: int) -> int | None:
    """The side after one convolution, in pixels; None where the window does not fit into it."""
    return side - design.lost if side > design.lost else None


def pooled(design: Design, side: int) -> int | None:
    """The side after one pooling, what does not divide dropped; None where the window does not fit into it."""
    return side // design.pool if side >= design.pool else None


def met(design: Design, skip: int, up: int) -> int | None:
    """The side at which a skip and the upsampled map are joined; None where neither padding nor a crop makes one."""
    return up if skip == up or (design.lost > 0 and skip > up) else None


def answered(design: Design, side: int, depth: int | None = None) -> int | None:
    """The side of what a head gives for a picture of this side as it is; None where the net stops on the way.

    Of the deepest head unless `depth` names another.
    """
    found: dict[Node, int] = {}
    for node, skips, source in _walk(design.architecture, depth or design.architecture.depth):
        now: int | None = side
        if source is not None:
            now = pooled(design, found[source]) if node.col == 0 else design.pool * found[source]
        for skip in skips:
            now = now and met(design, found[skip], now)
        for _ in range(2):
            now = now and convolved(design, now)
        if now is None:
            return None
        found[node] = now
    return found[node]


@lru_cache(maxsize=64)
def _walk(architecture: Architecture, depth: int) -> tuple[tuple[Node, tuple[Node, ...], Node | None], ...]:
    """(node, its skips, the node above or below it) in computing order."""
    steps = []
    for node in needed(architecture, depth):
        *skips, source = inputs_of(architecture, node) or (None,)
        steps.append((node, tuple(skip for skip in skips if skip is not None), source))
    return tuple(steps)


def suitable(design: Design, side: int, depth: int | None = None) -> bool:
    """Whether a picture of this side goes through as it is; of a padded net, with an answer at its full size."""
    answer = answered(design, side, depth)
    return answer is not None and (not design.padded or answer == side)


def suited(design: Design, side: int, fit: Fit, depth: int | None = None) -> int | None:
    """The side to pad (upwards), crop (downwards) or resize (to the nearest) to, so that the net can take it.

    None where none of 1 to LARGEST is, for instance in cropping below the smallest suitable side.
    """
    ways: dict[Fit, Iterable[int]] = {
        "pad": range(side, LARGEST + 1),
        "crop": range(side, 0, -1),
        "resize": (side + way * far for far in range(LARGEST) for way in (1, -1)),
    }
    if fit == "as_is":
        return side
    return next((each for each in ways[fit] if 0 < each <= LARGEST and suitable(design, each, depth)), None)


def unfitted(design: Design, fit: Fit, side: int, fitted: int, answer: int) -> int | None:
    """The side of what is left of an answer when a picture brought from `side` to `fitted` is brought back.

    Convolutions without padding eat the surroundings: of a padded picture what saw nothing but the picture is left,
    which may be nothing (None); of a resized one the answer in the picture's own scale.
    """
    if fit in ("as_is", "crop"):
        return answer
    if design.padded:
        return side
    left = max(1, round(answer * side / fitted)) if fit == "resize" else side - fitted + answer
    return left if left > 0 else None


def cures(design: Design, depth: int | None = None) -> dict[Fit, tuple[int, int]]:
    """For each way to make the picture suit, the (height, width) it is brought to; ways that lead nowhere left out."""
    found: dict[Fit, tuple[int, int]] = {}
    for fit in FITS:
        height, width = (_cured(design, side, fit, depth) for side in (design.height, design.width))
        if height is not None and width is not None:
            found[fit] = height, width
    return found


def _cured(design: Design, side: int, fit: Fit, depth: int | None) -> int | None:
    """The side that a picture is brought to, if something is left when it is brought back."""
    fitted = suited(design, side, fit, depth)
    answer = None if fitted is None else answered(design, fitted, depth)
    if fitted is None or answer is None:
        return None
    return None if unfitted(design, fit, side, fitted, answer) is None else fitted


def least(design: Design, depth: int | None = None) -> int | None:
    """The smallest suitable side, in pixels; None where none of 1 to LARGEST is."""
    return suited(design, 1, "pad", depth)
