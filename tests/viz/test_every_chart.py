"""What every chart keeps to: it can be heard and read as a table, says where it comes from, and names no colour."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from charts import charts_in

from unet_demo.ui.frame.prose import catalogue
from unet_demo.viz.kit import style

CHARTS = {(lang, name): chart for lang in ("en", "zh") for name, chart in charts_in(lang).items()}
PALETTE = {*style.HUES.values(), style.NEUTRAL, style.CLEAR}
every_chart = pytest.mark.parametrize(("lang", "name"), CHARTS, ids=lambda each: str(each))


def layout_of(lang: str, name: str) -> dict[str, Any]:
    """The figure as it goes to the browser, without the template that Streamlit lays beneath it."""
    figure: dict[str, Any] = json.loads(CHARTS[lang, name].figure.to_json())
    figure["layout"].pop("template", None)
    return figure


def hovers(lang: str, name: str) -> list[str]:
    """What each point says, one after the other."""
    told: list[str] = []
    for trace in CHARTS[lang, name].figure.data:
        if trace.hoverinfo != "skip":
            told += [trace.hovertemplate] if isinstance(trace.hovertemplate, str) else trace.hovertemplate
    return told


@every_chart
def test_it_has_a_sentence_and_a_table_of_whole_rows(lang: str, name: str) -> None:
    chart = CHARTS[lang, name]
    assert chart.alt
    assert chart.table.rows
    assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)
    assert all(cell for row in (chart.table.columns, *chart.table.rows) for cell in row)


@every_chart
def test_every_point_says_what_it_is_and_where_it_comes_from(lang: str, name: str) -> None:
    told = hovers(lang, name)
    assert told
    for each in told:
        assert each.endswith(f"<br>{catalogue(lang)['chart.live']}<extra></extra>")
        assert re.fullmatch(r"<b>[^<]+</b>(<br>[^<]+)+", each.removesuffix("<extra></extra>"))


@every_chart
def test_its_colours_come_from_the_palette(lang: str, name: str) -> None:
    figure = json.dumps(layout_of(lang, name))
    named = re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^)]*\)", figure)
    assert named
    assert set(named) <= PALETTE


@every_chart
def test_it_stays_still_under_a_finger_and_under_the_theme(lang: str, name: str) -> None:
    layout = layout_of(lang, name)["layout"]
    assert layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"]
    assert layout["yaxis"]["fixedrange"]
    assert layout["height"] <= 640
    assert layout.keys().isdisjoint({"paper_bgcolor", "plot_bgcolor", "font", "width"})


@every_chart
def test_names_are_words_and_never_markup(lang: str, name: str) -> None:
    texts = re.findall(r'"(?:text|name)": "((?:[^"\\]|\\.)*)"', json.dumps(layout_of(lang, name)))
    assert [text for text in texts if re.search(r"</?(?!br>|b>)\w", text)] == []
    assert "<b>long" not in "".join(texts).replace("<b>&lt;b&gt;long", "")


@every_chart
def test_lines_of_words_fit_on_a_phone(lang: str, name: str) -> None:
    figure = CHARTS[lang, name].figure
    lines = [line for trace in figure.data if trace.name for line in trace.name.split("<br>")]
    lines += (figure.layout.xaxis.title.text or "").split("<br>")
    assert all(len(line) + len(re.findall(r"[\u2e80-\uffef]", line)) <= 56 for line in lines)


@every_chart
def test_the_same_numbers_make_the_same_figure(lang: str, name: str) -> None:
    assert charts_in(lang)[name].figure.to_json() == CHARTS[lang, name].figure.to_json()


@every_chart
def test_series_differ_by_more_than_their_hue(lang: str, name: str) -> None:
    series = [trace for trace in CHARTS[lang, name].figure.data if trace.name]
    marks = {
        (trace.marker.symbol, trace.line.dash)
        if trace.type == "scatter"
        else (trace.marker.pattern.shape, trace.marker.color == style.CLEAR)
        for trace in series
    }
    assert len(marks) == len(series)


def test_both_languages_show_the_same_numbers() -> None:
    for (lang, name), chart in CHARTS.items():
        other = CHARTS["zh" if lang == "en" else "en", name]
        assert [list(trace.x) for trace in chart.figure.data] == [list(trace.x) for trace in other.figure.data]
        assert len(chart.table.rows) == len(other.table.rows)
