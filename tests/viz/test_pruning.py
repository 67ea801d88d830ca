"""Score against work and time: every head stands where its numbers say, without a time it is left out."""

from __future__ import annotations

from unet_demo.core.pruning.trade import points_of
from unet_demo.viz.pruning import trade_figure

NAMES = ("x", "y", "alt", "unetpp", "unet", "head", "params", "macs", "score", "time", "source")
WORDS = {name: name for name in NAMES}
POINTS = points_of("nuclei")
DEEP = [point for point in POINTS if point.net == "unetpp"]


def test_heads_stand_at_their_work() -> None:
    chart = trade_figure(POINTS, WORDS, "t")
    grid, plain = chart.figure.data
    assert grid.x == tuple(point.macs / 1e9 for point in DEEP)
    assert grid.y == tuple(point.score for point in DEEP)
    assert grid.text == ("L1", "L2", "L3", "L4")
    assert plain.text == ("U-Net",)
    assert grid.marker.symbol != plain.marker.symbol
    assert chart.table.columns == ("head", "params", "macs", "time", "score")
    assert chart.table.rows[0] == (
        "unetpp L1", f"{DEEP[0].params:,}", f"{DEEP[0].macs:,}", "–", f"{DEEP[0].score:.4f}"
    )  # fmt: skip
    assert len(chart.table.rows) == len(POINTS)


def test_only_heads_with_a_time_stand_over_time() -> None:
    chart = trade_figure(POINTS, WORDS, "t", {1: 5.0, 3: 20.0})
    (grid,) = chart.figure.data
    assert grid.x == (5.0, 20.0)
    assert grid.y == (DEEP[0].score, DEEP[2].score)
    assert chart.table.rows[2][3] == "20 ms"
    assert chart.table.rows[1][3] == chart.table.rows[-1][3] == "–"
    assert "time: 20 ms" in grid.hovertemplate[1]
