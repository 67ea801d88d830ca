"""How far a value looks: the box of picture pixels that one pixel of a node can depend on, walked back on the grid.

A 3x3 convolution widens the box by one pixel of its own row, a pooling and a 2x2 up-convolution change its scale;
a joined node sees what any of its inputs sees. Poolings make squares of pixels one number, so that the box depends on
where a pixel stands in its square, and is seldom centred on it. No torch in here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from unet_demo.core.nets.grid import Architecture, Node, inputs_of

Reach = tuple[int, int]


@dataclass(frozen=True)
class Look:
    """How far one value looks along an axis, px of the picture: before and after the `own` pixels it stands on."""

    before: int
    after: int
    own: int = 1

    @property
    def side(self) -> int:
        """Pixels from end to end."""
        return self.before + self.own + self.after


def box_of(
    architecture: Architecture, node: Node, row: int, col: int, stage: str = "conv2"
) -> tuple[int, int, int, int]:
    """(top, bottom, left, right), ends included, in picture pixels; may lie outside the picture (padding is there).

    `row` and `col` count pixels of the node's own map; `stage` as in core.unroll: earlier ones see less.
    """
    top, bottom = reach_of(architecture, node, row, stage)
    left, right = reach_of(architecture, node, col, stage)
    return top, bottom, left, right


def reach_of(architecture: Architecture, node: Node, at: int, stage: str = "conv2") -> Reach:
    """First and last picture row (or column) that pixel `at` of a node depends on."""
    if stage == "pool":
        return _walk(architecture, Node(node.row - 1, 0), (2 * at, 2 * at + 1), {})
    if stage == "up":
        return _walk(architecture, Node(node.row + 1, node.col - 1), (at // 2, at // 2), {})
    return _walk(architecture, node, (at, at), {}, 1 if stage == "conv1" else 2)


def looks_of(architecture: Architecture, node: Node, stage: str = "conv2") -> tuple[Look, ...]:
    """What a value of `node` sees along an axis, for each place it can have in the square that the lowest row it draws
    on makes one pixel of: 2^col places, from the low end on. All rows and columns of the map repeat them.
    """
    own, looks = 1 << node.row, []
    for at in range(1 << node.col):
        low, high = reach_of(architecture, node, at, stage)
        looks.append(Look(at * own - low, high - (at + 1) * own + 1, own))
    return tuple(looks)


def sides_of(looks: tuple[Look, ...]) -> dict[int, int]:
    """How many places see how many pixels from end to end, the narrowest first."""
    return dict(sorted(Counter(look.side for look in looks).items()))


def sides_text(looks: tuple[Look, ...]) -> str:
    """ "188 / 204": what they see from end to end, px, the narrowest first."""
    return " / ".join(map(str, sides_of(looks)))


def squares_seen(look: Look, places: int) -> tuple[int, int]:
    """How many squares of the lowest row it draws on, and how many px more on each side of them.

    The second is what the two 3x3 convolutions of each row before the last pooling add: 2 (1 + 2 + 4 + …).
    """
    square = places * look.own
    rim = 2 * (square - 1)
    return (look.side - 2 * rim) // square, rim


def farthest(looks: tuple[Look, ...]) -> int:
    """Pixels that any of them sees on one side of itself, at most."""
    return max(max(look.before, look.after) for look in looks)


def beyond_square(looks: tuple[Look, ...]) -> int:
    """Pixels by which any of them sees past its own square: what a tile has to bring along, see pictures.tiles."""
    last = len(looks) - 1
    return max(max(look.before - at * look.own, look.after - (last - at) * look.own) for at, look in enumerate(looks))


def _walk(
    architecture: Architecture, node: Node, seen: Reach, known: dict[tuple[Node, Reach], Reach], convolutions: int = 2
) -> Reach:
    if (node, seen) not in known:
        low, high = seen[0] - convolutions, seen[1] + convolutions  # of 3x3
        if node == Node(0, 0):
            known[node, seen] = low, high
        elif node.col == 0:
            known[node, seen] = _walk(architecture, Node(node.row - 1, 0), (2 * low, 2 * high + 1), known)
        else:
            parts = [
                _walk(architecture, source, (low, high) if source.row == node.row else (low // 2, high // 2), known)
                for source in inputs_of(architecture, node)
            ]
            known[node, seen] = min(part[0] for part in parts), max(part[1] for part in parts)
    return known[node, seen]
