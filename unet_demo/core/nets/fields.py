"""How far a value looks: the box of picture pixels that one pixel of a node can depend on, walked back on the grid.

A 3x3 convolution widens the box by one pixel of its own row, a pooling and a 2x2 up-convolution change its scale;
a joined node sees what any of its inputs sees. No torch in here.
"""

from __future__ import annotations

from unet_demo.core.nets.grid import Architecture, Node, inputs_of

Reach = tuple[int, int]


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
