"""Skip connections in a real browser: burning a bridge and the link, a guess and what it opens."""

from __future__ import annotations

import re
from collections.abc import Callable

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
    page.locator(".st-key-burn_top button").click()
    expect(
        page.get_by_text(TEXT["skips.burn.took"].format(blocks=1, all=9, ms="\0").partition("\0")[0])
    ).to_be_visible()
    expect(page).to_have_url(re.compile(r"bridges=zooo"))
    page.locator(".st-key-burn_all_on button").click()
    expect(page.get_by_text(TEXT["skips.burn.took_none"].format(all=9))).to_be_visible()


def test_a_guess_opens_the_figures(open_in: Open) -> None:
    page = skips(open_in)
    expect(page.locator(".st-key-spectrum")).to_have_count(0)
    page.locator(".st-key-ask_cross").get_by_text(TEXT["skips.ask.is_up"], exact=True).click()
    expect(page.locator(".st-key-spectrum .scatterlayer .trace")).to_have_count(2)
