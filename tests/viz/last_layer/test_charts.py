"""Drawings of the last layer: marks where the numbers say, a table twin, no words or colours of their own."""

from __future__ import annotations

import re

import numpy as np
import pytest
from unet_demo.viz.last_layer.squash import ClassScore, sigmoid_drawing, softmax_drawing

from unet_demo.core.scoring.calibration import reliability
from unet_demo.viz.kit.cards import WayCard, ways_drawing
from unet_demo.viz.kit.class_maps import ClassCard, class_maps_drawing, probability_uri, scale_bar
from unet_demo.viz.last_layer.params import Weighed, params_drawing
from unet_demo.viz.last_layer.reliability import reliability_drawing


class Words(dict[str, str]):
    """Every word is its own name."""

    def __missing__(self, name: str) -> str:
        return name


def circles(markup: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)"', markup)]


@pytest.mark.parametrize("logit", [-900.0, -7.5, -0.3, 0.0, 2.0, 41.0, 900.0])
def test_a_logit_stands_on_its_curve(logit: float) -> None:
    p = 1 / (1 + np.exp(-logit)) if logit >= 0 else np.exp(logit) / (1 + np.exp(logit))
    drawn = sigmoid_drawing(logit, float(p), Words())
    ((x, y),) = circles(drawn.markup)
    assert 0 <= x <= 460
    assert 0 <= y <= 250
    assert drawn.rows[0] == ["logit", "probability"]
    assert drawn.rows[1][1] == f"{p:.4f}"
    assert "nan" not in drawn.markup


def test_higher_logits_stand_further_right_and_up() -> None:
    places = [circles(sigmoid_drawing(z, float(1 / (1 + np.exp(-z))), Words()).markup)[0] for z in (-3, 0, 3)]
    assert places[0][0] < places[1][0] < places[2][0]
    assert places[0][1] > places[1][1] > places[2][1]


def test_classes_stand_by_their_probability_and_add_up() -> None:
    scores = [ClassScore("sky", "sky", 0.1, 0.2, 0.15), ClassScore("car", "<car>", 2.0, 1.0, 0.85)]
    drawn = softmax_drawing(scores, Words())
    assert [row[0] for row in drawn.rows] == ["class", "<car>", "sky", "sum"]
    assert drawn.rows[-1][2:] == ["1.2000", "1.0000"]
    assert "<car>" not in drawn.markup
    assert "&lt;car&gt;" in drawn.markup


def test_reliability_draws_a_disc_for_every_bin_that_has_pixels() -> None:
    levels = np.repeat(np.array([5, 140, 250], np.uint8), [9000, 100, 400])
    found = reliability(levels, np.arange(len(levels)) % 3 == 0)
    drawn = reliability_drawing(found.said, found.held, found.counts, Words())
    places = circles(drawn.markup)
    assert len(places) == 3
    assert "nan" not in drawn.markup
    assert drawn.rows[1] == ["0%–10%", "2.1%", "33.3%", "9,000"]
    assert drawn.rows[2] == ["10%–20%", "–", "–", "0"]
    assert [x for x, _ in places] == sorted(x for x, _ in places)


def test_ten_times_as_many_is_one_step_to_the_right() -> None:
    drawn = params_drawing([Weighed("a", 100), Weighed("b", 10_000), Weighed("c", 90_654_284_832)], Words())
    one, two, most = (float(each) for each in re.findall(r'<rect x="0" y="\d+" width="([\d.]+)"', drawn.markup))
    assert two == pytest.approx(2 * one, abs=0.2)
    assert most <= 460
    assert drawn.rows[3] == ["c", "90,654,284,832"]


def test_maps_of_classes_share_one_scale() -> None:
    dark, light = (probability_uri(np.full((8, 8), p, np.float32)) for p in (0.1, 0.9))
    assert dark != light
    card = ClassCard("road", "<road>", dark, "told", ("1 %", "2 %", "3 %"))
    drawn = class_maps_drawing([card], ["class", "a", "b", "c"], Words())
    assert drawn.rows == [["class", "a", "b", "c"], ["<road>", "1 %", "2 %", "3 %"]]
    assert drawn.markup.count("<img") == 1
    assert "<road>" not in drawn.markup
    assert scale_bar("<0", "1").count("<span>") == 2
    assert "<0" not in scale_bar("<0", "1")


def test_layers_stand_as_cards_with_their_own_framed() -> None:
    cards = [WayCard("conv", ("17", "1"), own=True), WayCard("<dense>", ("4", "2"))]
    drawn = ways_drawing(cards, ["params", "windows"], Words())
    assert drawn.markup.count("<section") == 2
    assert drawn.markup.count('class="own"') == 1
    assert drawn.rows == [["layer", "params", "windows"], ["conv", "17", "1"], ["<dense>", "4", "2"]]
    assert "<dense>" not in drawn.markup
