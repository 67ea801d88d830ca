"""The U in a real browser: nodes by mouse and keyboard, the player, maps and pixels, a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from served import SLOW_MS, settle

from unet_demo.ui.frame.prose import catalogue

Open = Callable[..., Page]
TEXT = catalogue("en")


def the_u(open_in: Open, query: str = "", **how: object) -> Page:
    page = open_in(f"/unet?{query}", **how)
    expect(page.locator(".grid[data-node]")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    return page


def node(page: Page, key: str) -> Locator:
    return page.locator(f"svg.net [data-node='{key}']")


def test_a_click_opens_a_node_and_back_leads_back(open_in: Open) -> None:
    page = the_u(open_in, "net=unetpp")
    node(page, "1_2").click()
    expect(page.locator(".grid[data-node='1_2']")).to_be_visible()
    expect(page.get_by_role("heading", name=TEXT["unet.node.title"].format(node="X(1,2)"))).to_be_visible()
    expect(node(page, "1_2")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"place=1_2\.conv2"))
    page.wait_for_timeout(1700)
    page.go_back()
    expect(page.locator(".grid[data-node='0_4']")).to_be_visible()


def test_the_keyboard_walks_from_node_to_node(open_in: Open) -> None:
    page = the_u(open_in)
    node(page, "0_4").focus()
    page.keyboard.press("ArrowDown")
    expect(node(page, "1_3")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(node(page, "1_0")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".grid[data-node='1_0']")).to_be_visible()


def test_the_player_walks_through_every_operation_without_the_server(open_in: Open) -> None:
    page = the_u(open_in)
    page.context.set_offline(True)  # nothing of this may ask the server
    told, range_ = page.locator(".told"), page.locator(".bar input")
    last = int(range_.get_attribute("max") or 0)
    range_.fill("0")
    expect(told).to_have_text(re.compile(rf"^1 / {last} · The picture: 3×256×256"))
    expect(page.locator("svg.net .later").first).to_be_attached()
    page.get_by_role("button", name=TEXT["unet.player.next"]).click()
    expect(told).to_have_text(re.compile(rf"^2 / {last} · X\(0,0\): convolution 3×3"))
    page.get_by_role("button", name=TEXT["unet.player.play"]).click()
    expect(told).to_have_text(re.compile(rf"^4 / {last}"))
    page.get_by_role("button", name=TEXT["unet.player.pause"]).click()
    range_.fill(str(last))
    expect(page.locator("svg.net .later")).to_have_count(0)


def test_hovering_tells_the_operation(open_in: Open) -> None:
    page = the_u(open_in)
    node(page, "0_4").locator("[data-steps='0_4.cat'] rect").first.hover()
    expect(page.locator(".told")).to_have_text(
        re.compile(r"torch\.cat\(dim=1\), 16×256×256 \+ 16×256×256 → 32×256×256")
    )


def test_a_map_and_the_picture_choose_pixels(open_in: Open) -> None:
    page = the_u(open_in, "net=unetpp")
    tile = page.locator(".grid .map").nth(2)
    channel = (tile.inner_text()).strip()
    tile.locator("canvas").click(position={"x": 10, "y": 10})
    expect(page).to_have_url(re.compile(rf"place=0_4\.conv2\.{channel}\."))
    expect(page.locator(".grid .map").nth(2)).to_have_attribute("aria-pressed", "true")
    settle(page)
    spot = page.locator(".spot")
    spot.focus()
    before = spot.get_attribute("aria-valuetext")
    page.keyboard.press("Shift+ArrowDown")
    expect(spot).not_to_have_attribute("aria-valuetext", before or "")
    row = int(re.findall(r"\d+", spot.get_attribute("aria-valuetext") or "")[0])
    expect(page).to_have_url(re.compile(rf"place=0_4\.conv2\.{channel}\.{row}\."))


def test_order_scale_and_pages_change_in_the_browser(open_in: Open) -> None:
    page = the_u(open_in, "net=unetpp&place=2_1.conv2.0.5.5")
    grid = page.locator(".grid")
    page.locator("select.sort").select_option("index")
    expect(grid.locator(".number").first).to_have_text(re.compile("^0"))
    page.get_by_role("button", name=TEXT["unet.maps.next"]).click()
    expect(grid.locator(".number").first).to_have_text(re.compile("^16"))
    expect(page.locator(".pages")).to_have_text(TEXT["unet.maps.page"].format(page=2, pages=4))
    page.locator("select.scale").select_option("net")
    expect(page.locator(".legend span").first).to_have_text("0.00")


def test_a_phone_loses_nothing(open_in: Open) -> None:
    page = the_u(open_in, "net=unetpp", width=390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".frame").evaluate("frame => frame.scrollWidth > frame.clientWidth")
    node(page, "0_4").scroll_into_view_if_needed()
    node(page, "0_3").click()
    expect(page.locator(".grid[data-node='0_3']")).to_be_visible()
