"""Concatenate in a real browser: stepping through channels, the bench, the address that the doctor had."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from served import SLOW_MS, settle

from unet_demo.ui.frame.prose import catalogue

Open = Callable[..., Page]
TEXT = catalogue("en")


def concatenate(open_in: Open, query: str = "", **how: object) -> Page:
    page = open_in(f"/concatenate?{query}", **how)
    expect(page.locator(".stack.result .tile").first).to_be_visible(timeout=SLOW_MS)
    settle(page)
    return page


def test_every_channel_of_the_result_says_where_it_comes_from(open_in: Open) -> None:
    page = concatenate(open_in, "net=unetpp&join=0_2")
    told, range_ = page.locator(".told"), page.locator("input.range")
    expect(page.locator(".stack.result .tile")).to_have_count(48)
    for k, says in ((0, "skip0[:, 0]"), (17, "skip1[:, 1]"), (47, "up[:, 15]")):
        range_.fill(str(k))
        expect(told).to_have_text(f"result[:, {k}] = {says}")
    expect(page.locator(".stacks .tile.on")).to_have_count(1)
    page.locator(".stack.upsampled .tile").first.click()
    expect(told).to_have_text("result[:, 32] = up[:, 0]")


def test_a_shape_typed_in_is_called_and_stays_in_the_link(open_in: Open) -> None:
    page = concatenate(open_in)
    field = page.locator(".st-key-bench_shape_b input")
    field.fill("1 × 64 × 63 × 64")
    field.press("Enter")
    expect(page.get_by_text("Expected size 64 but got size 63 for tensor number 1 in the list.").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"b=1%2C64%2C63%2C64"))


def test_a_link_to_the_doctor_opens_with_its_case(open_in: Open) -> None:
    page = open_in("/concatenate?h=360&w=480&levels=4#doctor")
    expect(page).to_have_url(re.compile(r"/clinic\?.*bring=sizes.*&h=360&w=480"))
    expect(page.get_by_text("✗ 45≠44")).to_be_attached()
