"""The chart of gradients: higher is more, every value stands in the table, no line by its colour alone."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import pytest

from unet_demo.core.lessons.text import scientific
from unet_demo.viz.skips.gradients import PLOT_PX, Line, Panel, gradient_drawing

WORDS = {name: name for name in ("x", "net", "block", "middle", "low", "high")} | {"alt": "all of it"}
BLOCKS = ("0,0", "1,0", "0,1")


def line(kind: str, *middle: float, name: str = "") -> Line:
    return Line(kind, name or kind, tuple(v / 2 for v in middle), middle, tuple(v * 2 for v in middle))


def drawn(*panels: Panel) -> ET.Element:
    return ET.fromstring(f"<div>{gradient_drawing(panels, BLOCKS, WORDS).markup}</div>")


def heights(figure: ET.Element) -> list[float]:
    """Of the marks in the charts, line by line."""
    return [float(each.get("y", "nan")) for group in figure.iter("g") for each in group.findall("svg")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (0.027, "2.7·10⁻²"), (8.4e-12, "8.4·10⁻¹²"), (0.81, "0.81"), (0.1, "0.10"), (1.0, "1.0"),
        (9.97, "10"), (140.4, "140"), (9999.0, "9,999"), (9999.9, "1.0·10⁴"), (8.0e8, "8.0·10⁸"), (math.inf, "∞"),
    ],
)  # fmt: skip
def test_numbers_are_written_short(value: float, text: str) -> None:
    assert scientific(value) == text


def test_larger_gradients_stand_higher_on_one_scale_for_all_panels() -> None:
    values = (1e-2, 1e-6, 1e-4)
    one, two = (drawn(Panel("a", (line("concat", *values),)), Panel("b", (line("none", 1e-8, 1, 1e-2),))),) * 2
    marks = heights(one)
    assert heights(two) == marks
    assert marks[0] < marks[2] < marks[1]
    assert marks[0] == pytest.approx(marks[5])  # 1e-2 in both panels
    assert all(0 <= each <= PLOT_PX for each in marks)


def test_nothing_at_all_stands_at_the_foot() -> None:
    figure = drawn(Panel("a", (line("none", 0.0, 1e-3, 1e-1),)))
    assert heights(figure)[0] == PLOT_PX


def test_equal_values_need_no_bar_and_one_value_is_enough() -> None:
    alone = Line("add", "add", (1e-3,) * 3, (1e-3,) * 3, (1e-3,) * 3)
    figure = drawn(Panel("a", (alone,)))
    group = next(figure.iter("g"))
    assert len(group.findall("line")) == 2  # from block to block, and no bars
    assert len(next(drawn(Panel("a", (line("add", 1, 2, 3),))).iter("g")).findall("line")) == 5


def test_every_line_has_a_mark_and_dashes_of_its_own() -> None:
    kinds = ("concat", "none", "add", "sigmoid")
    figure = drawn(Panel("a", tuple(line(kind, 1e-3, 1e-4, 1e-3) for kind in kinds)))
    dashes = {group.find("line").get("stroke-dasharray") for group in figure.iter("g")}  # type: ignore[union-attr]
    marks = {ET.tostring(group.find("svg")[0], "unicode") for group in figure.iter("g")}  # type: ignore[index]
    assert len(dashes) == len(marks) == 4
    assert len(figure.findall(".//li")) == 4


def test_the_table_says_the_same_and_names_the_trained() -> None:
    panels = (Panel("a", (line("concat", 1e-2, 2e-3, 3e-2),)), Panel("b", (line("concat", 1, 2, 3),), ", trained"))
    rows = gradient_drawing(panels, BLOCKS, WORDS).rows
    assert rows[0] == ["net", "block", "middle", "low", "high"]
    assert rows[1] == ["concat", "0,0", "1.0·10⁻²", "5.0·10⁻³", "2.0·10⁻²"]
    assert [row[0] for row in rows[4:]] == ["concat, trained"] * 3
    assert len(ET.fromstring(f"<div>{gradient_drawing(panels, BLOCKS, WORDS).markup}</div>").findall(".//li")) == 1


def test_words_are_escaped_and_colours_come_from_the_palette() -> None:
    markup = gradient_drawing((Panel("a & b", (line("none", 1, 2, 3, name="<none>"),)),), BLOCKS, WORDS).markup
    assert "a &amp; b" in markup
    assert "&lt;none&gt;" in markup
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(", markup)
