"""The palette can be told apart, also by the colour-blind, on light and on dark."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

from unet_demo.core.nets.tasks import TASKS
from unet_demo.viz.kit import style

HOUSE = Path(__file__).resolve().parents[3]
Array = NDArray[Any]
# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB
VISION: dict[str, Any] = {
    "full": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour: str) -> Array:
    return linear_of(np.array(style.rgb_of(colour)) / 255)


def linear_of(value: Array) -> Array:
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab_seen_by(colour: str, eye: Array) -> Array:
    return lab_of(linear(colour), eye)


def lab_of(light: Array, eye: Array) -> Array:
    value = np.clip(np.asarray(eye) @ light, 0, 1)
    light = np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)
    return np.asarray(rgb2lab(light[None, None]))


def luminance(colour: str) -> float:
    return float(linear(colour) @ (0.2126, 0.7152, 0.0722))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("vision", VISION)
def test_origins_stay_apart_for_every_eye(vision: str) -> None:
    seen = {name: lab_seen_by(name, VISION[vision]) for name in style.ORIGINS}
    apart = {
        pair: float(deltaE_ciede2000(seen[pair[0]], seen[pair[1]])[0, 0]) for pair in itertools.combinations(seen, 2)
    }
    assert min(apart.values()) > 8


@pytest.mark.parametrize("ground", [0.2, 0.5, 0.8], ids=["dark", "middle", "bright"])
@pytest.mark.parametrize("vision", VISION)
def test_classes_stay_apart_over_a_photograph(vision: str, ground: float) -> None:
    mixed = {name: 0.6 * np.array(style.rgb_of(hue)) / 255 + 0.4 * ground for name, hue in style.CLASS_HUES.items()}
    seen = {name: lab_of(linear_of(value), VISION[vision]) for name, value in mixed.items()}
    apart = [float(deltaE_ciede2000(seen[one], seen[other])[0, 0]) for one, other in itertools.combinations(seen, 2)]
    assert min(apart) > (15 if vision == "full" else 8)


def test_every_class_of_a_street_has_its_hue() -> None:
    assert tuple(style.CLASS_HUES) == TASKS["street"].classes


@pytest.mark.parametrize("name", style.CLASS_HUES)
def test_a_number_can_be_read_on_its_class(name: str) -> None:
    stops = style.sequential_stops()
    assert max(contrast(style.CLASS_HUES[name], stops[end][1]) for end in (0, -1)) >= 4


@pytest.mark.parametrize("colour", [*(style.HUES[name] for name in style.ORIGINS), style.NEUTRAL])
def test_marks_hold_on_both_grounds(colour: str) -> None:
    assert min(contrast(colour, ground["background"]) for ground in (style.LIGHT, style.DARK)) >= 3


@pytest.mark.parametrize("theme", [style.LIGHT, style.DARK])
def test_words_can_be_read(theme: dict[str, str]) -> None:
    for ground in ("background", "raised", "sidebar"):
        assert contrast(theme["text"], theme[ground]) >= 7
        assert contrast(theme["primary"], theme[ground]) >= 4.5
    assert contrast(theme["background"], theme["primary"]) >= 4.5  # words on a button


@pytest.mark.parametrize(("name", "ours"), [("light", style.LIGHT), ("dark", style.DARK)])
def test_streamlits_theme_is_ours(name: str, ours: dict[str, str]) -> None:
    theme = tomllib.loads((HOUSE / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][name]
    assert theme.pop("sidebar")["backgroundColor"] == ours["sidebar"]
    keys = {"primaryColor": "primary", "backgroundColor": "background", "secondaryBackgroundColor": "raised"}
    keys |= {"textColor": "text", "borderColor": "border"}
    assert theme == {key: ours[value] for key, value in keys.items()}


def test_amounts_get_lighter_step_by_step() -> None:
    stops = style.sequential_stops()
    steps = np.diff([luminance(colour) for _, colour in stops])
    assert (stops[0][0], stops[-1][0]) == (0, 1)
    assert (steps > 0).all()


def test_signed_values_are_lightest_in_the_middle() -> None:
    stops = style.diverging_stops()
    light = [luminance(colour) for _, colour in stops]
    assert stops[2][0] == 0.5
    assert light.index(max(light)) == 2
    assert abs(light[0] - light[-1]) < 0.05


def test_components_get_every_hue() -> None:
    css = style.component_css()
    assert css.startswith(":host{")
    assert all(f"{name}:#" in css for name in (*map(style.css_name, style.HUES), "--u-up"))
    with pytest.raises(KeyError):
        style.css_name("mauve")
