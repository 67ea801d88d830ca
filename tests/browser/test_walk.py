"""The frame in a real browser: links, Back and Forward, languages, phones, and nothing fetched from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect
from proofs import later
from served import settle

from unet_demo.ui.frame.frame import ROOMS
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.server.guard import HEADERS, UPLOAD

Open = Callable[..., Page]


def menu(page: Page, room: str, lang: str = "en") -> None:
    """Follow the menu's link to a room."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=catalogue(lang)[f"frame.rooms.{room}.name"]).click()


def depth_of(page: Page, depth: str) -> None:
    """Choose a depth with the native control."""
    page.locator(".st-key-choice_depth").get_by_role("radio", name=depth, exact=True).click()


def url_says(page: Page, **query: str) -> None:
    for name, text in query.items():
        expect(page).to_have_url(re.compile(rf"[?&]{name}={re.escape(text)}(&|$)"))


@pytest.mark.parametrize(
    ("code", "width"),
    [
        ("en", 1280),
        ("zh", 390),
        *later(("en", 390), ("zh", 1280)),
    ],
)
def test_the_first_screen_says_what_this_is(open_in: Open, code: str, width: int) -> None:
    tag = LANGUAGES[code].tag
    page = open_in(lang=tag, width=width)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(catalogue(code)["front.hero.title"])
    expect(title).to_be_in_viewport()
    expect(page.locator(".st-key-go button")).to_be_in_viewport()
    expect(page.locator("html")).to_have_attribute("lang", tag)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_switch_writes_the_link_and_survives_reload(page: Page) -> None:
    page.locator(".st-key-choice_lang").get_by_role("radio", name=LANGUAGES["zh"].name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue("zh")["front.hero.title"])
    url_says(page, lang="zh")
    page.reload()
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue("zh")["front.hero.title"])


def test_choices_go_along_and_back_and_forward_bring_them(page: Page) -> None:
    expect(page.locator(".u-cost")).to_be_visible(timeout=90_000)
    depth_of(page, "L2")
    url_says(page, depth="2")
    menu(page, "segment")
    expect(page).to_have_url(re.compile("/segment"))
    url_says(page, depth="2", lang="en")
    settle(page)
    depth_of(page, "L3")
    url_says(page, depth="3")
    page.go_back()
    url_says(page, depth="2")
    expect(page).to_have_url(re.compile("/segment"))
    page.go_forward()
    url_says(page, depth="3")
    menu(page, "front")
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue("en")["front.hero.title"])
    url_says(page, depth="3")


def test_a_cold_deep_link_has_the_whole_frame(open_in: Open) -> None:
    page = open_in("/segment?lang=zh&depth=1&threshold=0.35")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_test_id("stSidebar").get_by_role("link")).to_have_count(sum(room.is_open for room in ROOMS))
    url_says(page, lang="zh", depth="1", threshold="0.35")
    expect(page).to_have_title(re.compile(catalogue("zh")["frame.rooms.segment.name"]))


def test_an_invalid_choice_leaves_the_link(open_in: Open) -> None:
    url_says(open_in("/?depth=9&threshold=2"), depth="4", threshold="0.5")


def test_the_menu_opens_on_a_phone(open_in: Open) -> None:
    page = open_in(width=390)
    page.get_by_test_id("stExpandSidebarButton").click()
    menu(page, "segment")
    expect(page).to_have_url(re.compile("/segment"))


def test_nothing_is_fetched_from_elsewhere(open_in: Open, server: str) -> None:
    page = open_in()
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).netloc))
    page.reload()
    settle(page)
    expect(page.locator(".u-cost")).to_be_visible(timeout=90_000)
    assert hosts - {""} == {urlsplit(server).netloc}
    icon = page.locator('link[rel~="icon"]').first.get_attribute("href")
    assert (icon or "").startswith("data:image/svg+xml")  # a named icon of Streamlit's would come from a host outside


def status_of(request: Request) -> int:
    try:
        with urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_the_server_is_guarded(server: str) -> None:
    with urlopen(server, timeout=20) as answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
    assert {name.decode(): value.decode() for name, value in HEADERS}.items() <= headers.items()
    assert status_of(Request(server + "/_stcore/metrics")) == 404
    chunked = HTTPConnection(urlsplit(server).netloc, timeout=20)
    chunked.putrequest("PUT", UPLOAD + "a/b")
    chunked.putheader("Transfer-Encoding", "chunked")
    chunked.endheaders()  # the answer comes before any of the body is sent
    assert chunked.getresponse().status == 411
    chunked.close()
