"""Streamlit's own words on a Chinese page: seen and heard in Chinese, and English again after the switch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pictures import file_of, ramp
from playwright.sync_api import Page, expect
from segment_room import SegmentRoom

from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

Open = Callable[..., Page]
ENGLISH_NAMES = """() => [...document.querySelectorAll("[aria-label], [title], [placeholder]")]
    .flatMap((each) => ["aria-label", "title", "placeholder"].map((name) => each.getAttribute(name)))
    .filter((name) => name && /[A-Za-z]{3}/.test(name) && !/[\u4e00-\u9fff]/.test(name))"""
MINE = "mine.png"


@pytest.fixture
def room(open_in: Open) -> SegmentRoom:
    """Segment in Chinese, with its mask."""
    opened = SegmentRoom(open_in("/segment", lang="zh-CN"), "zh")
    opened.has_mask()
    return opened


def own(word: str, lang: str = "zh") -> str:
    """What one of Streamlit's words is on a page in this language."""
    return catalogue(lang)[f"frame.streamlit.{word}"]


def test_the_field_for_a_file_speaks_chinese(room: SegmentRoom) -> None:
    room.source("upload")
    field = room.main.get_by_test_id("stFileUploader").first
    expect(field.get_by_role("button", name=own("upload"))).to_be_visible()
    expect(field).not_to_contain_text(own("upload", "en"))
    room.bring(file_of(ramp()), MINE)
    expect(field.get_by_role("button", name=own("remove").format(name=MINE))).to_be_visible()
    assert [name for name in room.page.evaluate(ENGLISH_NAMES) if MINE not in name] == []


def test_the_camera_speaks_chinese_before_and_after_a_picture(room: SegmentRoom) -> None:
    room.source("camera")
    expect(room.main.get_by_role("button", name=own("take"), exact=True)).to_be_visible()
    room.take_photograph()
    expect(room.main.get_by_role("button", name=own("clear"))).to_be_visible()


def test_the_menu_changes_with_the_language_and_back(room: SegmentRoom) -> None:
    menu = room.page.get_by_test_id("stMainMenuButton")
    for lang in ("en", "zh"):
        room.keyed("choice_lang").get_by_role("radio", name=LANGUAGES[lang].name).click()
        expect(menu).to_have_attribute("aria-label", own("menu", lang))
