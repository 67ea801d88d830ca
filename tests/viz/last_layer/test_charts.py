"""Drawings of the last layer: marks where the numbers say, a table twin, no words or colours of their own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from unet_demo.core.scoring.calibration import reliability
from unet_demo.viz.kit.cards import WayCard, ways_drawing
from unet_demo.viz.kit.class_maps import ClassCard, class_maps_drawing, probability_uri, scale_bar
from unet_demo.viz.last_layer.params import Weighed, params_figure
from unet_demo.viz.last_layer.reliability import reliability_figure
from unet_demo.viz.last_layer.sigmoid import sigmoid_figure
from unet_demo.viz.last_layer.softmax import ClassScore, softmax_drawing


class Words(dict[str, str]):
    """Every word is its own name."""

    def __missing__(self, name: str) -> str:
        return name


@pytest.mark.parametrize("logit", [-900.0, -7.5, -0.3, 0.0, 2.0, 41.0, 900.0])
def test_a_logit_stands_on_its_curve(logit: float) -> None:
    p = 1 / (1 + math.exp(-logit)) if logit >= 0 else math.exp(logit) / (1 + math.exp(logit))
    chart = sigmoid_figure(logit, p, Words(), "one")
    curve, lines, point = chart.figure.data
    assert (point.x, point.y) == ((logit,), (p,))
    assert lines.x[:2] == (logit, logit)
    low, high = chart.figure.layout.xaxis.range
    assert low < logit < high
    assert float(np.interp(logit, curve.x, curve.y)) == pytest.approx(p, abs=0.01)
    assert chart.table.columns == ("logit", "probability")
    assert chart.table.rows[0][1] == f"{p:.4f}"


def test_classes_stand_by_their_probability_and_add_up() -> None:
    scores = [ClassScore("sky", "sky", 0.1, 0.2, 0.15), ClassScore("car", "<car>", 2.0, 1.0, 0.85)]
    drawn = softmax_drawing(scores, Words())
    assert [row[0] for row in drawn.rows] == ["class", "<car>", "sky", "sum"]
    assert drawn.rows[-1][2:] == ["1.2000", "1.0000"]
    assert "<car>" not in drawn.markup
    assert "&lt;car&gt;" in drawn.markup


def test_reliability_has_a_disc_for_every_bin_that_has_pixels() -> None:
    levels = np.repeat(np.array([5, 140, 250], np.uint8), [9000, 100, 400])
    found = reliability(levels, np.arange(len(levels)) % 3 == 0)
    chart = reliability_figure(found.said, found.held, found.counts, Words(), "one")
    agree, discs = chart.figure.data
    assert agree.x == agree.y == (0, 1)
    assert list(discs.x) == found.said[found.counts > 0].tolist() == sorted(discs.x)
    assert list(discs.y) == found.held[found.counts > 0].tolist()
    assert discs.marker.size[0] > discs.marker.size[2] > discs.marker.size[1]
    assert len(discs.hovertemplate) == 3
    assert chart.table.rows[0] == ("0%–10%", "2.1%", "33.3%", "9,000")
    assert chart.table.rows[1] == ("10%–20%", "–", "–", "0")
    assert len(chart.table.rows) == 10


def test_ten_times_as_many_is_one_step_to_the_right() -> None:
    chart = params_figure([Weighed("a", 100), Weighed("b", 10_000), Weighed("c", 90_654_284_832)], Words(), "one")
    (bars,) = chart.figure.data
    assert bars.x == (100, 10_000, 90_654_284_832)
    scale = chart.figure.layout.xaxis
    assert (scale.type, scale.range) == ("log", (0, 11))
    assert scale.ticktext[:2] == ("1", "10²")
    assert chart.table.rows[2] == ("c", "90,654,284,832")


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
