"""The later lesson pages in a real browser: the grid that grows, the depth that cuts, a phone, axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_findings import findings
from playwright.sync_api import Page, expect
from served import SLOW_MS, settle

from unet_demo.ui.frame.languages import spoken
from unet_demo.ui.frame.prose import catalogue

Open = Callable[..., Page]
TEXT = catalogue("en")
LAST = {
    "one_by_one": "pointpage.carry.title",
    "last_layer": "claims.title",
    "unetpp": "nested.carry.title",
    "pruning": "claims.title",
}
every_room = pytest.mark.parametrize("room", LAST)


def lesson(open_in: Open, room: str, query: str = "", lang: str = "en-US", **how: object) -> Page:
    page = open_in(f"/{room}?{query}", lang=lang, **how)
    words = catalogue(spoken(lang))
    expect(page.get_by_role("heading", name=words[LAST[room]])).to_be_attached(timeout=SLOW_MS)
    expect(page.get_by_text(words["concat.loading"])).to_have_count(0, timeout=SLOW_MS)
    settle(page)
    return page


def test_the_grid_grows_and_a_node_is_chosen_without_the_server(open_in: Open) -> None:
    page = lesson(open_in, "unetpp")
    told, range_ = page.locator(".told").first, page.locator("input.range").first
    expect(told).to_have_text(TEXT["nested.grid.start"].format(nodes=9, links=12))
    expect(page.locator(".node.absent")).to_have_count(6)
    page.context.set_offline(True)
    range_.fill("6")
    expect(told).to_contain_text("15 nodes, 34 links")
    page.locator("[data-node='1_2']").click()
    expect(page.locator(".formula")).to_contain_text("X(1,2) = H([ X(1,0), X(1,1), U(X(2,1)) ])")
    page.locator("[data-node='1_2']").press("ArrowRight")
    expect(page.locator(".formula")).to_contain_text("X(1,3) = H(")
    range_.fill("0")
    expect(page.locator(".formula")).to_contain_text("X(1,3) = H([ X(1,0), U(X(2,2)) ])")
    expect(page.get_by_role("button", name="L2").last).to_be_disabled()
    page.context.set_offline(False)


def test_cutting_the_net_says_what_ran(open_in: Open) -> None:
    page = lesson(open_in, "pruning", "depth=4")
    expect(page.get_by_text(re.compile("Just now ran: X\\(0,0\\)"))).to_be_visible()
    page.get_by_text("L2", exact=True).first.click()
    expect(page.get_by_text(re.compile("^Nothing ran"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"depth=2"))


def test_what_goes_home_can_be_fetched(open_in: Open) -> None:
    page = lesson(open_in, "pruning")  # at the depth in view, the deepest
    for name, file in (("weights", "nuclei-L4.safetensors"), ("code", "pruned_net.py"), ("onnx", "nuclei-L4.onnx")):
        with page.expect_download(timeout=SLOW_MS) as download:
            page.get_by_role("button", name=TEXT[f"home.{name}"], exact=True).click()
        assert download.value.suggested_filename == file
        assert download.value.path().stat().st_size > 1000


@every_room
@pytest.mark.parametrize("lang", ["en-US", "zh-CN"])
def test_a_phone_loses_nothing(open_in: Open, room: str, lang: str) -> None:
    page = lesson(open_in, room, lang=lang, width=390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@every_room
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_stands_in_nobodys_way(open_in: Open, room: str, scheme: str) -> None:
    page = lesson(open_in, room, scheme=scheme)
    assert findings(page) == []
