"""Tables in Markdown: which columns lean to which side, and cells that stay in their places whatever they hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from unet_demo.ui.lesson import table
from unet_demo.ui.lesson.table import md_table

UI = Path(table.__file__).parents[1]


def test_names_stand_to_the_left_and_figures_to_the_right() -> None:
    made = md_table(["net", "parameters", "IoU"], [("U-Net", "1,926", "0.804"), ("UNet++", "2,268", "0.811")])
    assert made.splitlines() == [
        "| net | parameters | IoU |",
        "|---|---:|---:|",
        "| U-Net | 1,926 | 0.804 |",
        "| UNet++ | 2,268 | 0.811 |",
    ]


@pytest.mark.parametrize(
    ("how", "rule"),
    [({"left": 2}, "|---|---|---:|"), ({"left": 9}, "|---|---|---|"), ({"left": 0}, "|---:|---:|---:|"),
     ({"align": "rlc"}, "|---:|---|:---:|")],
)  # fmt: skip
def test_how_the_columns_lean_can_be_said(how: dict[str, int | str], rule: str) -> None:
    assert md_table("abc", ["def"], **how).splitlines()[1] == rule  # type: ignore[arg-type]


def test_a_cell_stays_one_cell_on_one_line() -> None:
    head, _, row = md_table(["a|b", "c"], [("x|y|z", "two\nlines")]).splitlines()
    cells = re.compile(r"(?<!\\)\|")
    assert len(cells.findall(head)) == len(cells.findall(row)) == 3
    assert row.replace(r"\|", "|") == "| x|y|z | two lines |"


@pytest.mark.parametrize(("rows", "align"), [([("one",)], ""), ([("one", "two", "three")], ""), ([], "lll")])
def test_what_does_not_fit_under_the_head_is_refused(rows: list[tuple[str, ...]], align: str) -> None:
    with pytest.raises(ValueError, match="a row of 2 cells is needed"):
        md_table(["a", "b"], rows, align=align)


def test_no_table_is_put_together_by_hand() -> None:
    by_hand = {
        path.name
        for path in [*UI.rglob("*.py"), *(UI.parents[1] / "pages").glob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and "|---" in str(node.value)
    }
    assert by_hand == {"arrivals.py"}  # in what it says about itself
