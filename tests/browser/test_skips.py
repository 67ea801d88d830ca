"""Skip connections in a real browser: burning a bridge, the link, Back, a phone, axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_findings import findings
from playwright.sync_api import Page, expect
from served import SLOW_MS, settle

from unet_demo.ui.frame.prose import catalogue

Open = Callable[..., Page]
TEXT = catalogue("en")


def skips(open_in: Open, query: str = "", **how: object) -> Page:
    page = open_in(f"/skips?{query}", **how)
    expect(page.locator(".st-key-ask_burn")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    return page


def test_burning_the_top_bridge_changes_the_answer_and_the_link(open_in: Open) -> None:
    page = skips(open_in)
    page.get_by_role("button", name=TEXT["skips.burn.top"], exact=True).click()
    expect(page.get_by_text("1 of 9 blocks ran again")).to_be_visible()
    expect(page).to_have_url(re.compile(r"bridges=zooo"))
    page.get_by_role("button", name=TEXT["skips.burn.all_on"], exact=True).click()
    expect(page.get_by_text("0 of 9 blocks")).to_be_visible()


def test_a_guess_opens_the_figures(open_in: Open) -> None:
    page = skips(open_in)
    expect(page.get_by_text(TEXT["skips.cross.weave_title"])).to_have_count(0)
    page.locator(".st-key-ask_cross").get_by_text(TEXT["skips.ask.is_up"], exact=True).click()
    expect(page.get_by_text(TEXT["skips.cross.weave_title"])).to_be_visible()
    expect(page.locator(".st-key-spectrum .scatterlayer .trace")).to_have_count(2)


@pytest.mark.parametrize("lang", ["en-US", "zh-CN"])
def test_a_phone_loses_nothing(open_in: Open, lang: str) -> None:
    page = skips(open_in, lang=lang, width=390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_skips_stand_in_nobodys_way(open_in: Open, scheme: str) -> None:
    page = skips(open_in, "bridges=zoso", scheme=scheme)
    for slot in ("ask_cross", "ask_burn"):
        page.locator(f".st-key-{slot}").get_by_role("button", name=TEXT["skips.ask.show"]).click()
        settle(page)
    expect(page.get_by_text(TEXT["skips.cross.weave_title"])).to_be_visible()
    assert findings(page) == []
