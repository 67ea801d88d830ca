"""Four nets side by side: a sign on every skip, slabs as wide as what enters, every mark in its place and legend."""

from __future__ import annotations

import re

import pytest

from unet_demo.core.nets.grid import Architecture, Node, in_channels_of, links
from unet_demo.core.skips.kinds import KINDS, architecture_of, costs_of
from unet_demo.viz.skips.bridges import UNIT, bridge_drawing, slab_width
from unet_demo.viz.skips.kinds import LEGEND, BridgeCard, bridge_cards

LEVELS = (1, 2, 3, 4)
WORDS = {name: f"<{name}>" for name in LEGEND}
everywhere = pytest.mark.parametrize("net", [architecture_of(kind, levels) for kind in KINDS for levels in LEVELS])


@everywhere
def test_every_link_has_a_way_and_every_skip_a_sign(net: Architecture) -> None:
    drawing = bridge_drawing(net)
    skips = sum(source.row == node.row for source, node in links(net))
    ups = sum(node.col > 0 for node in net.nodes)
    assert len(re.findall(r'class="way skip"', drawing)) == skips
    assert len(re.findall(r'class="way upsampled"', drawing)) == ups
    assert len(re.findall(r'class="way encoder"', drawing)) == net.depth
    assert len(re.findall(r'class="beside"', drawing)) == (skips if net.join == "concat" else 0)
    assert len(re.findall(r'class="plus"', drawing)) == (skips if net.join == "add" else 0)
    assert len(re.findall(r'class="way torn"', drawing)) == (ups if net.join == "none" else 0)


@everywhere
def test_every_node_tells_what_enters_it(net: Architecture) -> None:
    found = re.findall(r"<title>(X\(\d,\d\)): (\d+)</title>", bridge_drawing(net))
    assert dict(found) == {str(node): str(in_channels_of(net, node)) for node in net.nodes}
    assert re.findall(r">(\d+)</text>", bridge_drawing(net)) == [number for _, number in found]


@everywhere
def test_nodes_differ_in_shape_and_not_in_hue_alone(net: Architecture) -> None:
    drawing = bridge_drawing(net)
    assert drawing.count("<circle") == sum(node.col > 0 for node in net.nodes)
    assert drawing.count('rx="1.5"') == net.depth
    assert len(re.findall(r'd="M[^"]*z"', drawing)) == 1


def test_a_slab_is_as_wide_as_the_channels_that_enter() -> None:
    dense, added = architecture_of("dense", 4), architecture_of("add", 4)
    assert [slab_width(dense, Node(0, col)) for col in (1, 2, 3, 4)] == [parts * UNIT for parts in (2, 3, 4, 5)]
    assert [slab_width(added, Node(row, 4 - row)) for row in range(4)] == [UNIT] * 4
    parts = re.findall(
        r'<rect class="(skip|upsampled)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', bridge_drawing(dense)
    )
    top = [part for part in parts if part[2] == parts[-1][2]][-5:]
    assert [origin for origin, *_ in top] == ["skip"] * 4 + ["upsampled"]
    assert sum(float(width) for *_, width in top) == pytest.approx(slab_width(dense, Node(0, 4)))


@everywhere
def test_nothing_stands_outside_the_drawing(net: Architecture) -> None:
    drawing = bridge_drawing(net)
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    assert box is not None
    width, height = map(float, box.groups())
    for x, y in re.findall(r'\bx="([\d.-]+)" y="([\d.-]+)"', drawing):
        assert 0 <= float(x) <= width
        assert 0 <= float(y) <= height
    for x, y in re.findall(r"M([\d.-]+) ([\d.-]+)", drawing):
        assert 0 <= float(x) <= width
        assert 0 <= float(y) <= height


def test_cards_hold_names_figures_and_shares_as_text() -> None:
    cards = [
        BridgeCard(
            cost.architecture, f"<{cost.kind}>", "a & b", [("params", f"{cost.params:,}", 0.5), ("n", "9", None)]
        )
        for cost in costs_of(4, 64, 64)
    ]
    markup = bridge_cards(cards, WORDS)
    assert markup.count("<figure>") == markup.count("</figure>") == 4
    assert markup.count('style="width:50.0%"') == markup.count("<b>9</b>") == 4
    assert all(f"&lt;{name}&gt;" in markup for name in (*KINDS, *LEGEND))
    assert "a &amp; b" in markup
    assert "2,261,889" in markup


def test_without_figures_a_card_is_a_drawing() -> None:
    markup = bridge_cards([BridgeCard(architecture_of("concat", 2), "U", "")], WORDS)
    assert "<p>" not in markup
