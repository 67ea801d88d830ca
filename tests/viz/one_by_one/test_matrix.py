"""A pixel times a matrix, drawn: every number is told somewhere, colours are centred, nothing is lost in the rest."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from unet_demo.viz.kit import style
from unet_demo.viz.kit.shades import shade_uri
from unet_demo.viz.kit.sum import number
from unet_demo.viz.one_by_one.kernels import kernels_drawing
from unet_demo.viz.one_by_one.matrix import LARGEST, Terms, bars_drawing, heat_drawing, terms_drawing

HEAT = {"alt": "a", "row": "out", "col": "in", "weight": "w[{row}, {col}] = {value}"}
TERMS = {name: name for name in ("value", "weight", "product", "bias", "sum", "alt")}
TERMS |= {"channel": "channel {index}", "rest": "the other {count}"}


def picture_in(markup: str) -> Image.Image:
    found = re.search(r"base64,([A-Za-z0-9+/=]+)", markup)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


def test_a_heat_map_has_a_pixel_for_each_weight_and_is_neutral_at_zero() -> None:
    drawn = heat_drawing(np.array([[-2.0, 0.0, 2.0], [1.0, -1.0, 0.5]]), HEAT, 1)
    image = picture_in(drawn.markup)
    assert image.size == (3, 2)
    stops = style.diverging_stops()
    colours = np.asarray(image.convert("RGB"))
    for at, stop in ((0, 0), (1, 2), (2, 4)):
        assert np.abs(colours[0, at].astype(int) - style.rgb_of(stops[stop][1])).max() <= 1
    assert 'title="w[1, 2] = 0.5"' in drawn.markup
    assert drawn.rows == [["out \\ in", "0", "1", "2"], ["0", "−2", "0", "2"], ["1", "1", "−1", "0.5"]]
    assert "top:75.000%;height:50.000%" in drawn.markup


def test_a_large_matrix_tells_the_numbers_of_the_framed_row() -> None:
    matrix = np.arange(128 * 256, dtype=float).reshape(128, 256)
    drawn = heat_drawing(matrix, HEAT, 5)
    assert "title=" not in drawn.markup
    assert len(drawn.rows) == 2
    assert drawn.rows[1][:2] == ["5", number(5 * 256.0)]
    assert picture_in(drawn.markup).size == (256, 128)
    assert heat_drawing(np.zeros((30, 30)), HEAT).rows == []


def test_one_row_needs_no_frame() -> None:
    assert "<b " not in heat_drawing(np.ones((1, 16)), HEAT, 0).markup


def test_bars_go_up_and_down_and_stand_above_their_columns() -> None:
    markup = bars_drawing(np.array([1.0, -0.5, 0.0]), "fused", "alt", 1).markup
    assert "M0.10 50h0.8v-46.0h-0.8z" in markup
    assert "M1.10 50h0.8v23.0h-0.8z" in markup
    assert markup.count("z") - markup.count("z;") >= 2
    assert '<rect x="1" ' in markup
    assert "nan" not in bars_drawing(np.zeros(4), "fused", "alt").markup


def test_few_terms_stand_in_order_and_many_by_size_with_the_rest() -> None:
    few = Terms(np.arange(4.0), np.ones(4), 0.5, 6.5)
    drawn = terms_drawing(few, TERMS)
    assert re.findall(r"channel (\d+)", drawn.markup) == ["0", "1", "2", "3"]
    assert "the other" not in drawn.markup
    assert number(6.5) in drawn.markup
    many = Terms(np.arange(40.0), -np.ones(40), 0.5, 0.5 - 780)
    drawn = terms_drawing(many, TERMS)
    assert re.findall(r"channel (\d+)", drawn.markup) == [str(39 - at) for at in range(LARGEST)]
    rest = -sum(range(40 - LARGEST))
    assert f"the other {40 - LARGEST}" in drawn.markup
    assert number(rest) in drawn.markup
    assert len(drawn.rows) == 41
    assert drawn.rows[1] == ["39", "39", "−1", "−39"]


def test_names_cannot_become_markup() -> None:
    bad = dict.fromkeys(TERMS, "<script>")
    assert "<script" not in terms_drawing(Terms(np.ones(3), np.ones(3), 0.0, 3.0), bad).markup
    assert "<script" not in kernels_drawing(1, 2, 4, dict.fromkeys(("one", "nine", "c_in", "c_out"), "<script>"))


@pytest.mark.parametrize(("c_in", "c_out"), [(1, 1), (512, 512), (512, 1)])
def test_a_three_by_three_has_nine_of_the_same_matrix(c_in: int, c_out: int) -> None:
    markup = kernels_drawing(c_in, c_out, 512, {"one": "1", "nine": "9", "c_in": "in", "c_out": "out"})
    sizes = re.findall(r'width="([\d.]+)" height="([\d.]+)" style', markup)
    assert len(sizes) == 10
    assert len(set(sizes)) == 1


def test_the_same_number_has_the_same_shade() -> None:
    low, high = shade_uri(np.zeros((8, 8)), 0, 1), shade_uri(np.ones((8, 8)), 0, 1)
    assert low != high
    assert shade_uri(np.full((8, 8), 5.0), 0, 1) == high
    assert shade_uri(np.zeros((8, 8)), 0, 0) == low
