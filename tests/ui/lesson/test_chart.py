"""A chart on a page: its description, its table twin, and what the browser says, in the visitor's language."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from unet_demo.ui.frame.prose import catalogue


def shown() -> None:
    from charts import charts_in

    from unet_demo.ui.frame import choices
    from unet_demo.ui.lesson.chart import show_chart

    choices.sync()
    show_chart(charts_in(choices.get("lang"))["trade"], "trade")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_described_and_its_numbers_stand_beneath_it(lang: str) -> None:
    app = AppTest.from_function(shown)
    app.query_params["lang"] = lang
    app.run()
    assert not app.exception
    (chart,) = app.get("plotly_chart")
    (twin,) = app.get("bidi_component")
    words, table = catalogue(lang), json.loads(twin.proto.json)
    assert chart.proto.alt == words["trade.alt"]
    assert chart.proto.theme == "streamlit"
    assert len(json.loads(chart.proto.spec)["data"]) == 2
    config = json.loads(chart.proto.config)
    assert config["locale"] == lang
    assert set(config["locales"][lang]["dictionary"].values()) == {
        words[f"chart.{name}"] for name in ("png", "making", "made", "failed", "legend")
    }
    assert table["label"] == words["word.as_table"]
    assert table["rows"][0][0] == words["word.head"]
    assert len(table["rows"]) == 1 + sum(len(trace["x"]) for trace in json.loads(chart.proto.spec)["data"])


@pytest.mark.parametrize("source", ["live", "stored"])
def test_where_a_point_comes_from_has_a_word(source: str) -> None:
    assert all(catalogue(lang)[f"chart.{source}"] for lang in ("en", "zh"))
