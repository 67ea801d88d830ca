"""How alike maps are: a bar for each node of each net, none clipped, told apart without colour."""

from __future__ import annotations

from unet_demo.viz.unetpp.likeness import Row, likeness_figure

WORDS = {name: name for name in ("net", "node", "value", "alt", "source")}


def test_each_node_has_a_bar_and_a_row() -> None:
    rows = [Row("grid", "fused", {"X(0,0)": 0.5, "X(0,1)": 1.25}), Row("plain", "encoder", {"X(0,0)": 0.25})]
    chart = likeness_figure(rows, WORDS, "k")
    grid, plain = chart.figure.data
    assert (grid.x, grid.y) == (("X(0,0)", "X(0,1)"), (0.5, 1.25))
    assert (plain.x, plain.y) == (("X(0,0)",), (0.25,))
    assert grid.marker.pattern.shape != plain.marker.pattern.shape
    assert chart.figure.layout.yaxis.range[1] > 1.25
    assert chart.table.rows == (("grid", "X(0,0)", "0.500"), ("grid", "X(0,1)", "1.250"), ("plain", "X(0,0)", "0.250"))
    assert grid.error_y.array is None
    assert plain.hovertemplate == ("<b>plain</b><br>node: X(0,0)<br>value: 0.250<br>source<extra></extra>",)


def test_of_several_nets_the_middle_stands_and_the_ends_are_shown() -> None:
    row = Row("begun", "bottleneck", {"X(0,0)": 0.5, "X(0,1)": 0.75}, {"X(0,0)": (0.25, 0.875), "X(0,1)": (0.75, 0.75)})
    chart = likeness_figure([row], WORDS, "k")
    (bars,) = chart.figure.data
    assert (tuple(bars.error_y.array), tuple(bars.error_y.arrayminus)) == ((0.375, 0), (0.25, 0))
    assert bars.text is None
    assert chart.table.rows[0] == ("begun", "X(0,0)", "0.500 (0.250–0.875)")
    assert "0.500 (0.250–0.875)" in bars.hovertemplate[0]
