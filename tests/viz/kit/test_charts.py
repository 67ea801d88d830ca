"""The kit: words in lines that fit, powers of ten, marks that differ, and settings in the visitor's language."""

from __future__ import annotations

import pytest

from unet_demo.viz.kit.charts import PNG, Chart, Table, config_of, figure_of, look, name_rows, powers, told, wrapped


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", "short"),
        ("a few words more", "a few<br>words<br>more"),
        ("无论多长的中文", "无论多<br>长的中<br>文"),
        ("升到 64 个通道", "升到<br>64 个通<br>道"),
        ("中文。句号", "中文。<br>句号"),  # a line may not begin with a full stop
        ("a & <bc>", "a &amp;<br>&lt;bc&gt;"),
        ("unbreakable", "unbreakable"),
    ],
)
def test_words_are_laid_in_lines(text: str, lines: str) -> None:
    assert wrapped(text, 7) == lines


def test_a_point_says_its_name_and_what_is_known_of_it() -> None:
    assert told("a & b", "IoU: 0.812", "", "live") == "<b>a &amp; b</b><br>IoU: 0.812<br>live<extra></extra>"


@pytest.mark.parametrize(("low", "high", "step"), [(-3, 0, 1), (-16, 0, 2), (0, 11, 2), (-1, 0, 1), (-25, 0, 4)])
def test_a_scale_of_powers_has_no_more_marks_than_there_is_room_for(low: int, high: int, step: int) -> None:
    axis = powers(low, high)
    assert axis["range"][0] < low < high < axis["range"][1]
    assert powers(low, high, room=0)["range"] == [low, high]
    assert axis["tickvals"] == [10.0**power for power in range(low, high + 1, step)]
    assert len(axis["ticktext"]) == len(axis["tickvals"]) <= 9
    assert "⁻" in axis["ticktext"][0] or axis["ticktext"][0] == "1"


def test_neighbours_differ_in_dashes_and_in_symbol() -> None:
    looks = [look("skip", number) for number in range(4)]
    assert len({each["line"]["dash"] for each in looks}) == len({each["marker"]["symbol"] for each in looks}) == 4


def test_a_lone_series_needs_no_legend() -> None:
    one = [{"type": "scatter", "x": [1], "y": [1]}]
    assert not figure_of(one, {}, {}).layout.showlegend
    assert figure_of(one * 2, {}, {}).layout.showlegend


def test_what_is_measured_stands_above_the_plot_and_rows_are_named_above_their_bars() -> None:
    figure = figure_of(
        [{"type": "bar", "x": [1, 2], "y": [0, 1], "orientation": "h"}], {"title": "x"}, {"title": "a<b"}
    )
    assert [each.text for each in figure.layout.annotations] == ["a&lt;b"]
    assert figure.layout.yaxis.title.text is None
    before = figure.layout.height
    name_rows(figure, ["one", "two", "three", "four", "five", "six"], ["1"] * 6)
    assert figure.layout.height > before
    top, bottom = figure.layout.yaxis.range[1], figure.layout.yaxis.range[0]
    assert top < 0 < 5 < bottom  # the first row on top
    assert [each.text for each in figure.layout.annotations[1:3]] == ["<b>one</b>", "1"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_only_button_downloads_a_picture_with_a_name_and_in_words_of_the_language(lang: str) -> None:
    chart = Chart(figure_of([], {}, {}), "alt", Table((), ()), "seeds")
    config = config_of(chart, lang, {each: f"{lang} {each}" for each in PNG})
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["displaylogo"] is False
    assert config["toImageButtonOptions"]["filename"] == "unet-demo-seeds"
    assert config["locales"][config["locale"]]["dictionary"][PNG[0]] == f"{lang} Download plot as a PNG"
