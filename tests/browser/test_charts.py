"""Charts in a real browser: both themes, a hand over a point, the legend, a picture to take home, and their weight."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from proofs import first_now, later
from served import SLOW_MS, settle

from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue
from unet_demo.viz.kit import style

Open = Callable[..., Page]
TEXT = catalogue("en")
INIT = """
window.refused = [];
addEventListener("securitypolicyviolation", (event) => refused.push([event.sourceFile, event.violatedDirective]));
"""


def seeds(open_in: Open, **how: object) -> Locator:
    """The chart of scores over seeds, the one that nobody has to ask for."""
    page = open_in("/skips", **how)
    chart = page.locator(".st-key-without_seeds")
    expect(chart.locator(".scatterlayer .point").first).to_be_attached(timeout=SLOW_MS)
    settle(page)
    chart.scroll_into_view_if_needed()
    return chart


def rgb(colour: str) -> str:
    return f"rgb({', '.join(map(str, style.rgb_of(colour)))})"


def test_the_theme_is_followed_without_the_server(open_in: Open) -> None:
    chart = seeds(open_in)
    ground, word = chart.locator(".main-svg").first, chart.locator(".xtick text").first
    expect(ground).to_have_css("background-color", rgb(style.LIGHT["background"]))
    expect(word).to_have_css("fill", rgb(style.LIGHT["text"]))
    chart.page.context.set_offline(True)
    chart.page.emulate_media(color_scheme="dark")
    expect(ground).to_have_css("background-color", rgb(style.DARK["background"]))
    expect(word).to_have_css("fill", rgb(style.DARK["text"]))
    chart.page.context.set_offline(False)


@pytest.mark.parametrize("lang", first_now(*LANGUAGES))
def test_a_point_says_what_it_is_and_where_it_comes_from(open_in: Open, lang: str) -> None:
    chart = seeds(open_in, lang=LANGUAGES[lang].tag)
    words = catalogue(lang)
    dot = chart.locator(".scatterlayer .point").first.bounding_box()
    assert dot
    chart.page.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2, steps=4)
    told = chart.locator(".hoverlayer .hovertext")
    expect(told).to_contain_text(words["beside.seed"])
    expect(told).to_contain_text(words["chart.stored"])


@pytest.mark.parametrize("lang", first_now(*LANGUAGES))
def test_a_picture_can_be_taken_home_with_the_keyboard(open_in: Open, lang: str) -> None:
    chart = seeds(open_in, lang=LANGUAGES[lang].tag, width=390)
    words = catalogue(lang)
    expect(chart.get_by_role("figure")).to_have_accessible_name(re.compile(words["beside.alt"].partition("{")[0]))
    button = chart.get_by_role("button")
    expect(button).to_have_accessible_name(words["chart.png"])
    button.focus()
    with chart.page.expect_download(timeout=SLOW_MS) as download:
        button.press("Enter")
    assert download.value.suggested_filename == "unet-demo-without_seeds.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    expect(chart.page.locator(".plotly-notifier")).to_contain_text(words["chart.made"])


def test_a_click_in_the_legend_takes_a_line_away_and_brings_it_back(open_in: Open) -> None:
    page = seeds(open_in).page
    page.locator(".st-key-ask_cross_show button").click()
    chart = page.locator(".st-key-spectrum")
    lines = chart.locator(".scatterlayer .trace")
    expect(lines).to_have_count(2)
    chart.locator(".legendtoggle").first.click()
    expect(lines).to_have_count(1)
    page.wait_for_timeout(600)  # two clicks at once would mean: this line alone
    chart.locator(".legendtoggle").first.click()
    expect(lines).to_have_count(2)


@pytest.mark.parametrize(("path", "charts"), [("/segment", 0), ("/skips", 1), *later(("/", 0))])
def test_only_a_page_with_a_chart_fetches_plotly_and_nothing_of_it_is_refused(
    browser: Browser, server: str, path: str, charts: int
) -> None:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 844})
    try:
        page, asked = context.new_page(), []
        page.add_init_script(INIT)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(server + path, timeout=SLOW_MS)
        settle(page)
        expect(page.locator(".viewer[data-mask-pixels], .st-key-without_seeds .point").first).to_be_attached()
        settle(page)
        assert len([url for url in asked if "Plotly" in url]) == charts
        assert {url.split("/")[2] for url in asked if url.startswith("http")} == {server.split("/")[2]}
        assert [each for each in page.evaluate("refused") if "Plotly" in each[0]] == []
    finally:
        context.close()
