"""Choices: the memory counts, a query from outside wins, what is invalid leaves the URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from unet_demo.core.gallery import gallery
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.choice_table import CHOICES

DEFAULTS = {
    "lang": "en",
    "depth": "4",
    "threshold": "0.5",
    "overlay": "0.6",
    "task": "nuclei",
    "picture": gallery.SAMPLES[0].id,
}


def page() -> None:
    import streamlit as st

    from unet_demo.ui.frame import choices
    from unet_demo.ui.frame.choice_table import DEPTHS

    choices.sync()
    choices.hear("", "navigate")
    st.segmented_control("depth", DEPTHS, required=True, **choices.widget("depth"))
    st.slider("threshold", 0.01, 0.99, step=0.01, **choices.widget("threshold"))
    st.text(choices.get("depth"))
    st.button("own picture", on_click=choices.put, args=("picture", None))
    st.button("again")


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=20)
    for name, text in query.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


def url_of(app: AppTest) -> dict[str, str]:
    return {name: text if isinstance(text, str) else text[-1] for name, text in app.query_params.items()}


def test_every_choice_is_in_the_url_at_once() -> None:
    assert url_of(opened()) == DEFAULTS


def test_a_link_sets_the_widgets() -> None:
    app = opened(depth="2", threshold="0.35")
    assert (app.segmented_control[0].value, app.slider[0].value) == ("2", 0.35)


def test_a_widget_changes_memory_and_url_and_survives_other_runs() -> None:
    app = opened(depth="2")
    app.segmented_control[0].set_value("mean").run()
    app.slider[0].set_value(0.7).run()
    app.button[1].click().run()
    assert app.text[0].value == "mean"
    assert url_of(app) == DEFAULTS | {"depth": "mean", "threshold": "0.7"}


def test_an_echo_of_what_was_written_is_ignored_however_late() -> None:
    app = opened(depth="2")
    early = url_of(app)
    app.segmented_control[0].set_value("1").run()
    for _ in range(3):
        app.query_params.clear()
        for name, text in early.items():
            app.query_params[name] = text
        app.run()
        assert (app.text[0].value, url_of(app)["depth"]) == ("1", "1")


def test_a_link_on_the_page_itself_counts_for_what_it_names() -> None:
    app = opened(net="unetpp", depth="2")
    app.query_params.clear()
    app.query_params["threshold"] = "0.9"
    app.run()
    assert url_of(app) == DEFAULTS | {"net": "unetpp", "depth": "2", "threshold": "0.9"}


def test_a_query_without_choices_leaves_memory_alone() -> None:
    app = opened(depth="2")
    app.query_params.clear()
    app.run()
    assert (app.text[0].value, url_of(app)["depth"]) == ("2", "2")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("depth", "5"),
        ("depth", ""),
        ("threshold", "nan"),
        ("threshold", "0"),
        ("threshold", "1e999"),
        ("overlay", "-0.1"),
        ("overlay", "x"),
        ("picture", "<b>"),
        ("picture", "nuclei~9999~1"),
        ("task", "dogs"),
        ("lang", "fr"),
    ],
)
def test_what_is_invalid_falls_to_the_default_and_leaves_the_url(name: str, text: str) -> None:
    assert url_of(opened(**{name: text})) == DEFAULTS


def test_parameters_of_others_stay() -> None:
    assert url_of(opened(embed="x")) == DEFAULTS | {"embed": "x"}


def test_an_own_picture_leaves_the_url() -> None:
    app = opened(picture="coins")
    app.button[0].click().run()
    assert "picture" not in url_of(app)


@given(name=some.sampled_from(sorted(CHOICES)), text=some.text() | some.floats().map(str))
def test_what_is_read_can_be_written_and_read_again(name: str, text: str) -> None:
    choice = CHOICES[name]
    try:
        value = choice.read(text)
    except ValueError:
        return
    written = choice.write(value)
    assert written is not None
    assert choice.read(written) == value


def test_putting_what_is_no_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="0"):
        choices.put("threshold", 0.0)
    with pytest.raises(KeyError):
        choices.put("colour", "x")


def test_what_one_lesson_asks_is_in_the_link_only_when_it_is_not_the_default() -> None:
    assert "net" not in url_of(opened(net="unet"))
    assert url_of(opened(net="unetpp", h="97")) == DEFAULTS | {"net": "unetpp", "h": "97"}
