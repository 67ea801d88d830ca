"""Bars of classes: their lengths, their names as text, their table twin."""

from __future__ import annotations

import re

from unet_demo.viz.segment.classes import ClassRow, class_shares

WORDS = {"class": "Class", "pixels": "Pixels", "share": "Share", "alt": "Largest: {largest}."}
ROWS = [
    ClassRow("sky", "sky & <clouds>", 300, 0.3, 0.9),
    ClassRow("car", "car", 600, 0.6, None),
    ClassRow("tree", "tree", 0, 0.0, 0.0),
]


def test_bars_are_as_long_as_the_share_beside_the_largest() -> None:
    markup = class_shares(ROWS, WORDS).markup
    bars = re.findall(r'width="([\d.]+)%" fill="#', markup)
    assert [float(each) for each in bars] == [50, 100, 0]
    assert "sky &amp; &lt;clouds&gt;" in markup
    assert "<clouds>" not in markup


def test_the_table_twin_holds_every_number() -> None:
    drawing = class_shares(ROWS, WORDS)
    assert drawing.rows == [
        ["Class", "Pixels", "Share", "IoU"],
        ["sky & <clouds>", "300", "30.0%", "0.900"],
        ["car", "600", "60.0%", "–"],
        ["tree", "0", "0.0%", "0.000"],
    ]
    assert drawing.alt == "Largest: car 60.0%, sky & <clouds> 30.0%, tree 0.0%."


def test_without_truth_there_is_no_column_of_scores() -> None:
    bare = [ClassRow(row.id, row.name, row.pixels, row.share, None) for row in ROWS]
    assert class_shares(bare, WORDS).rows[0] == ["Class", "Pixels", "Share"]
    assert "IoU" not in class_shares(bare, WORDS).markup
