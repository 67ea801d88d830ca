"""The drawing shows the grid: every node, every link, and grey exactly what a pruned net leaves out."""

from __future__ import annotations

import re

import pytest

from unet_demo.core.nets.grid import Architecture, Node, inputs, needed
from unet_demo.viz.kit.grid import LEGEND, grid_drawing, origin_of

WORDS = {name: f"<{name}>" for name in LEGEND}
NET = Architecture("unetpp", 3, (16, 32, 64, 128, 256), 1)
U = Architecture("unet", 3, (16, 32, 64, 128, 256), 1)


@pytest.mark.parametrize(("net", "depth"), [*((NET, depth) for depth in NET.head_depths), (U, 4)])
def test_grey_is_what_is_not_computed(net: Architecture, depth: int) -> None:
    drawing = grid_drawing(net, depth, (depth,), WORDS)
    found = re.findall(r'<g class="(idle|)"><title>(X\(\d,\d\))</title>', drawing)
    slabs = {name: grey for grey, name in found}
    assert {name for name, grey in slabs.items() if not grey} == {str(node) for node in needed(net, depth)}
    assert set(slabs) == {str(node) for node in net.nodes}


@pytest.mark.parametrize("net", [NET, U])
def test_every_link_is_drawn_in_the_hue_of_its_origin(net: Architecture) -> None:
    drawing = grid_drawing(net, 4, (4,), WORDS).partition("<ul>")[0]
    skips = sum(source.row == node.row for node in net.nodes for source in inputs(node, net.nodes))
    assert len(re.findall(r'class="link skip', drawing)) == skips
    assert len(re.findall(r'class="link upsampled', drawing)) == sum(node.col > 0 for node in net.nodes)
    assert len(re.findall(r'class="link encoder', drawing)) == net.depth


def test_heads_in_use_are_lit() -> None:
    drawing = grid_drawing(NET, 4, NET.head_depths, WORDS)
    assert all(f">L{depth}</text>" in drawing for depth in NET.head_depths)
    assert "idle" not in drawing.partition("</style>")[2]


def test_nodes_are_named_by_where_they_come_from() -> None:
    assert [origin_of(NET, node) for node in (Node(0, 0), Node(4, 0), Node(3, 1))] == ["encoder", "bottleneck", "fused"]


def test_words_are_text_never_markup() -> None:
    drawing = grid_drawing(NET, 1, (1,), WORDS)
    assert "&lt;encoder&gt;" in drawing
    assert "<encoder>" not in drawing


def test_a_depth_without_a_head_is_refused() -> None:
    with pytest.raises(ValueError, match="Depth is 5"):
        grid_drawing(NET, 5, (5,), WORDS)
