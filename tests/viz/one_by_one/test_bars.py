"""Blocks beside each other, and CBAM's weights: bars that are shares, marks that are no colour."""

from __future__ import annotations

from unet_demo.viz.kit import style
from unet_demo.viz.kit.charts import Table
from unet_demo.viz.one_by_one.bars import BlockBar, blocks_figure
from unet_demo.viz.one_by_one.gates import gates_figure

WORDS = {name: name for name in ("weights", "macs", "x", "alt", "source", "index", "weight")} | {"failed": "no way"}
ROWS = [BlockBar("a<b", "3×3", 10, 1000), BlockBar("b", "5×5", 40, 500, True), BlockBar("c", "1×1", None, None)]


def test_bars_are_shares_of_the_largest() -> None:
    figure = blocks_figure(ROWS, Table((), ()), WORDS, "b").figure
    weights, macs = figure.data
    assert weights.x == (0.25, 1.0, None)
    assert macs.x == (1.0, 0.5, None)
    assert weights.y == macs.y == (0, 1, 2)
    assert macs.marker.color == style.CLEAR != weights.marker.color
    assert weights.hovertemplate[1] == "<b>b</b><br>weights: 40<br>5×5<br>source<extra></extra>"


def test_the_chosen_block_and_one_that_fails_are_told_in_words() -> None:
    said = [each.text for each in blocks_figure(ROWS, Table((), ()), WORDS, "b").figure.layout.annotations]
    assert said == ["<b>a&lt;b</b>", "3×3", "<b>▸ b</b>", "5×5", "<b>c</b>", "✕ no way"]


def test_gates_mark_the_largest_and_the_least() -> None:
    chart = gates_figure((0.5, 0.9, 0.1, 0.4), WORDS, "g")
    (bars,) = chart.figure.data
    assert bars.y == (0.5, 0.9, 0.1, 0.4)
    assert [(each.text, each.x) for each in chart.figure.layout.annotations if each.xref != "paper"] == [
        ("▲ 1", 1), ("▼ 2", 2)
    ]  # fmt: skip
    assert bars.marker.color[1] == bars.marker.color[2] != bars.marker.color[0] == bars.marker.color[3]
    assert chart.table.rows == (("0", "0.5000"), ("1", "0.9000"), ("2", "0.1000"), ("3", "0.4000"))
