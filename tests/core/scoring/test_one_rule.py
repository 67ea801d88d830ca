"""Nobody but the rule compares scores: no second way to say who is ahead."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from unet_demo.home import PACKAGE

SCORES = {"score", "scores", "iou", "miou", "dice", "pixel_error", "mean", "points", "gain", "gap", "gaps"}
ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
# what is compared there, and why it is no verdict on nets
NO_VERDICT = {
    "core/skips/claims_gradients.py:why_not_add": "gradients, which stand before the score of each net",
    "ui/skips/burn.py:_show_alone": "one net on the picture in view, and said so",
}


def names_in(node: ast.AST) -> set[str]:
    """Names, attributes and keys of an expression."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.Attribute):
            found.add(each.attr)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            found.add(each.value)
    return found


def comparisons(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(function, code) of every comparison with scores on both sides."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for each in ast.walk(function):
            if isinstance(each, ast.Compare) and any(isinstance(op, ORDERS) for op in each.ops):
                sides = [each.left, *each.comparators]
                if all(names_in(side) & SCORES for side in sides):
                    yield function.name, ast.unparse(each)


def test_scores_are_compared_by_the_rule_alone() -> None:
    found = {
        f"{path.relative_to(PACKAGE)}:{name}": code
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.parent.name != "scoring"
        for name, code in comparisons(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert {place: code for place, code in found.items() if place not in NO_VERDICT} == {}
    assert not NO_VERDICT.keys() - found.keys(), "no longer there: take it off the list"


@pytest.mark.parametrize(
    "code",
    ["one.mean > other.mean", "min(one.scores) > max(other.scores)", "by['unet'].score - CLOSE < by['add'].score"],
)
def test_a_comparison_would_be_found(code: str) -> None:
    assert list(comparisons(ast.parse(f"def f():\n    return {code}")))
