"""The later lesson pages in a real browser: the grid that grows, the depth that cuts, what goes home."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from served import SLOW_MS, settle

from unet_demo.core.unetpp.nested import growth
from unet_demo.ui.frame.prose import catalogue

Open = Callable[..., Page]
TEXT = catalogue("en")


def lesson(open_in: Open, room: str, query: str = "") -> Page:
    page = open_in(f"/{room}?{query}")
    expect(page.locator("[class*=st-key-claim_]").last).to_be_attached(timeout=SLOW_MS)
    expect(page.get_by_text(TEXT["concat.loading"])).to_have_count(0, timeout=SLOW_MS)
    settle(page)
    return page


def test_the_grid_grows_and_a_node_is_chosen_without_the_server(open_in: Open) -> None:
    page = lesson(open_in, "unetpp")
    told, range_ = page.locator(".told").first, page.locator("input.range").first
    expect(told).to_have_text(TEXT["nested.grid.start"].format(nodes=9, links=12))
    expect(page.locator(".node.absent")).to_have_count(6)
    page.context.set_offline(True)
    range_.fill("6")
    last = growth(4)[6]
    counts = {"nodes": len(last.nodes), "links": len(last.links), "new": sum(to == last.new for _, to in last.links)}
    assert (counts["nodes"], counts["links"]) == (15, 34)
    expect(told).to_have_text(TEXT["nested.grid.added"].format(node=last.new, **counts))
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
    expect(page.get_by_text(TEXT["prune.depth.ran"].partition("{")[0] + "X(0,0)")).to_be_visible()
    page.locator(".st-key-choice_depth").get_by_role("radio", name="L2", exact=True).click()
    expect(page.get_by_text(TEXT["prune.depth.none_ran"].partition("{")[0])).to_be_visible()
    expect(page).to_have_url(re.compile(r"depth=2"))


def test_what_goes_home_can_be_fetched(open_in: Open) -> None:
    page = lesson(open_in, "pruning")  # at the depth in view, the deepest
    for name, file in (("weights", "nuclei-L4.safetensors"), ("code", "pruned_net.py"), ("onnx", "nuclei-L4.onnx")):
        with page.expect_download(timeout=SLOW_MS) as download:
            page.locator(f".st-key-home_{name} button").click()
        assert download.value.suggested_filename == file
        assert download.value.path().stat().st_size > 1000


def test_what_lies_folded_comes_when_it_is_opened_and_goes_when_it_is_closed(open_in: Open) -> None:
    page = lesson(open_in, "one_by_one")
    fold = page.locator(".st-key-carry_one_by_one")
    code = fold.get_by_test_id("stCode")
    expect(code).to_have_count(0)
    fold.locator("summary").click()
    expect(code).to_be_visible()
    fold.locator("summary").click()
    expect(code).to_have_count(0)


def test_a_link_unfolds_and_brings_into_view_in_a_tab_that_was_here_before_too(open_in: Open) -> None:
    page = lesson(open_in, "unetpp", "at=carry_unetpp")
    for _ in range(2):
        fold = page.locator(".st-key-carry_unetpp")
        expect(fold.get_by_test_id("stCode").first).to_be_in_viewport()
        expect(fold).to_be_focused()
        expect(page).not_to_have_url(re.compile("at=carry"))
        page.goto(page.url.split("?")[0] + "?at=carry_unetpp")
        settle(page)
