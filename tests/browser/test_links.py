"""A link reopens the view, and every way through the app keeps it: Back, Forward, reload, the menu, the language."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pictures import file_of, ramp
from playwright.sync_api import Page, expect
from proofs import first_now
from segment_room import SegmentRoom
from served import SLOW_MS, settle

from unet_demo.core.pictures.images import picture_of
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

Open = Callable[..., Page]
CHOSEN = {"depth": "2", "threshold": "0.35", "overlay": "0.25", "picture": "big"}
LINK = "&".join(f"{name}={text}" for name, text in CHOSEN.items())


def reopened(room: SegmentRoom) -> None:
    """Everything of LINK, in the viewer, in the native controls and in the address."""
    room.has_mask()
    room.shows(depth="2", threshold="0.35", overlay="0.25")
    expect(room.native_depth("2")).to_be_checked()
    expect(room.native_range("choice_threshold")).to_have_value("0.35")
    expect(room.sample("big")).to_have_attribute("aria-checked", "true")
    room.url_says(**CHOSEN)


@pytest.mark.parametrize(
    ("browser_lang", "asked", "lang"),
    first_now(("en-US", "zh", "zh"), ("zh-CN", "en", "en")),
)
def test_a_link_reopens_the_view_in_its_language(open_in: Open, browser_lang: str, asked: str, lang: str) -> None:
    room = SegmentRoom(open_in(f"/segment?lang={asked}&{LINK}", lang=browser_lang), lang)
    reopened(room)
    expect(room.page.get_by_role("heading", level=1)).to_have_text(room.says("segment.title"))
    expect(room.page.locator("html")).to_have_attribute("lang", LANGUAGES[lang].tag)


def test_a_chinese_browser_gets_chinese(open_in: Open) -> None:
    room = SegmentRoom(open_in("/segment", lang="zh-CN"), "zh")
    room.has_mask()
    room.url_says(lang="zh")
    expect(room.page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(room.viewer.locator(".depths .note").first).to_have_text(room.says("viewer.depth_1_note"))
    words = room.main.inner_text()
    english = [text for id, text in catalogue("en").items() if id.startswith("segment.") and len(text) > 25]
    assert [text for text in english if text in words] == []


def test_menu_reload_back_and_forward_keep_the_view(open_in: Open) -> None:
    page = open_in(f"/segment?{LINK}")
    room = SegmentRoom(page)
    reopened(room)
    page.reload()
    reopened(room)
    room.menu("front")
    expect(page.get_by_role("heading", level=1)).to_have_text(room.says("front.hero.title"))
    room.url_says(**CHOSEN)
    room.menu("segment")
    reopened(room)
    room.card("3").click()
    room.url_says(depth="3")
    page.go_back()
    room.url_says(depth="2")
    page.go_forward()
    room.url_says(depth="3")
    room.shows(depth="3")
    expect(room.native_depth("3")).to_be_checked()


def test_back_from_another_page_brings_the_view(open_in: Open) -> None:
    page = open_in(f"/segment?{LINK}")
    room = SegmentRoom(page)
    reopened(room)
    room.menu("front")
    expect(page.get_by_role("heading", level=1)).to_have_text(room.says("front.hero.title"))
    settle(page)
    expect(page).to_have_url(re.compile(r"/\?.*depth="))  # the front page has written the choices into its own link
    page.go_back()
    expect(page).to_have_url(re.compile("/segment"))
    reopened(room)


def test_what_is_invalid_leaves_the_link(open_in: Open) -> None:
    room = SegmentRoom(open_in("/segment?depth=9&threshold=nan&overlay=7&picture=../etc&lang=xx"))
    room.has_mask()
    room.shows(depth="4", threshold="0.50", overlay="0.60")
    room.url_says(depth="4", threshold="0.5", overlay="0.6", picture="big", lang="en")
    expect(room.alert).to_have_count(0)


def test_an_uploaded_picture_goes_along_but_not_into_the_link(open_in: Open) -> None:
    page = open_in("/segment?picture=crowded")
    room = SegmentRoom(page)
    room.has_mask()
    room.source("upload")
    room.bring(file_of(ramp()), "mine.png")
    key = picture_of(ramp()).key
    expect(room.viewer).to_have_attribute("data-picture-key", key, timeout=SLOW_MS)
    room.has_mask()
    expect(page).not_to_have_url(re.compile("picture="))
    assert key not in page.url
    page.locator(".st-key-choice_lang").get_by_role("radio", name=LANGUAGES["zh"].name).click()
    room.lang = "zh"
    expect(page.get_by_role("heading", level=1)).to_have_text(room.says("segment.title"))
    room.shows(**{"picture-key": key})
    room.menu("front")
    expect(page.get_by_role("heading", level=1)).to_have_text(room.says("front.hero.title"))
    settle(page)
    expect(page).not_to_have_url(re.compile("picture="))
    room.menu("segment")
    room.has_mask()
    room.shows(**{"picture-key": key})
    expect(room.main.get_by_text("mine.png").first).to_be_visible()


def test_the_front_page_opens_cold_with_its_picture(open_in: Open) -> None:
    page = open_in("/?depth=3")
    room = SegmentRoom(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(room.says("front.hero.title"))
    room.url_says(depth="3")
    expect(page.locator(".u-cost")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_the_task_lives_in_the_link_and_has_a_gallery_of_its_own(open_in: Open) -> None:
    room = SegmentRoom(open_in("/segment?task=membranes&lang=en"))
    room.has_mask()
    room.url_says(task="membranes", picture="membranes")
    expect(room.page.locator("[role=radiogroup] button[data-id=membranes_thin]")).to_be_visible()
    expect(room.page.locator("[role=radiogroup] button[data-id=big]")).to_have_count(0)
    expect(room.figure("wrong")).to_contain_text("%")
    expect(room.figure("count")).to_have_count(0)
    key = room.fact("picture-key")
    room.task("nuclei")
    assert room.has_another_picture(key)
    room.url_says(task="nuclei", picture="big")
    expect(room.figure("count")).to_have_text("11")
    room.page.go_back()
    room.url_says(task="membranes", picture="membranes")
    expect(room.viewer).to_have_attribute("data-picture-key", key)
