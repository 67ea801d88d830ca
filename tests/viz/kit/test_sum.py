"""A sum on screen: the largest terms one by one, the rest together, and nothing lost between."""

from __future__ import annotations

import re

import numpy as np
import pytest

from unet_demo.viz.kit.sum import MOST, number, sum_drawing, windows_drawing

WORDS = {
    "sum": "sum",
    "rest": "the other {count}",
    "parts": "by origin",
    "alt": "a sum",
    "term": "term",
    "product": "product",
    "skip": "skips",
    "upsampled": "up",
}


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1.23456, "1.235"), (-0.5, "−0.5"), (1e-7, "1.00e-07"), (-123456789.0, "−1.23e+08"), (-0.0, "0")],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


def test_terms_come_largest_first_and_the_rest_is_their_sum() -> None:
    terms = [("skip", f"s{i}", float(i)) for i in range(8)] + [("upsampled", "u", -20.0), ("", "bias", 0.5)]
    drawing = sum_drawing(terms, sum(value for _, _, value in terms), WORDS)
    names = re.findall(r"</i>(\w+)</span><b>", drawing.markup)
    assert names == ["u", "s7", "s6", "s5", "s4", "s3"]
    assert drawing.markup.index("bias") < drawing.markup.index("u</span>")
    assert "the other 3" in drawing.markup
    rest = sum(sorted((value for origin, _, value in terms if origin), key=abs)[: len(terms) - 1 - MOST])
    assert f"<b>{number(rest)}</b>" in drawing.markup
    assert f"<b>{number(8.5)}</b>" in drawing.markup
    by_size = [name for origin, name, _ in sorted(terms, key=lambda t: -abs(t[2])) if origin]
    assert [row[0] for row in drawing.rows[1:]] == ["bias", *by_size]
    assert "width:50.0%" in drawing.markup  # of u, the longest
    assert "skips 28" in drawing.markup.replace("&nbsp;", " ")


def test_names_cannot_become_markup() -> None:
    assert "<script" not in sum_drawing([("skip", "<script>", 1.0)], 1.0, WORDS).markup


def test_bars_point_where_their_sign_says() -> None:
    markup = sum_drawing([("skip", "a", 2.0), ("skip", "b", -1.0)], 1.0, WORDS).markup
    assert "left:50.0%;width:50.0%" in markup
    assert "left:25.0%;width:25.0%" in markup


def test_windows_show_nine_values_and_nine_weights() -> None:
    values = np.arange(9, dtype=np.float32).reshape(3, 3)
    markup = windows_drawing(values, -values, "skip", {"values": "v", "weights": "w"})
    assert re.findall(r"<td[^>]*>([^<]*)</td>", markup) == [number(v) for v in [*range(9), *(-v for v in range(9))]]
