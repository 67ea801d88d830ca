"""Every page in both themes, in every language and on a phone: nothing stands in anybody's way, nothing is cut off.

One visit of a page looks at all of it. A page that begins dark, on a phone or in another language is opened again as
such under `make proof`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_findings import findings
from playwright.sync_api import Page, expect
from segment_room import SegmentRoom
from served import SLOW_MS, settle

from unet_demo.ui.clinic.choice_table import BROUGHT
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.viz.kit import style

Open = Callable[..., Page]
Stages = Iterator[None]
DESK_PX, PHONE_PX, HEIGHT_PX = 1280, 390, 844
GROUNDS = {"light": style.LIGHT["background"], "dark": style.DARK["background"]}


def front(page: Page) -> Stages:
    expect(page.locator(".u-cost")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".viewer[data-viewer-id=front][data-mask-pixels]")).to_be_visible(timeout=SLOW_MS)  # painted
    yield


def segment(page: Page) -> Stages:
    SegmentRoom(page).has_mask()
    lang = str(page.evaluate("document.documentElement.lang")).partition("-")[0]
    room = SegmentRoom(page, lang)
    yield
    room.source("upload")
    expect(room.uploader()).to_be_attached()
    room.viewer.locator(".views [data-name=difference]").click()
    room.shows(view="difference")
    yield


def unet(page: Page) -> Stages:
    expect(page.locator(".grid[data-node]")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    yield
    page.goto(page.url.split("?")[0] + "?h=97&w=130")
    expect(page.locator("svg.net")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".st-key-cure_pad")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    yield


def concatenate(page: Page) -> Stages:
    expect(page.locator(".stack.result .tile").first).to_be_visible(timeout=SLOW_MS)
    settle(page)
    yield


def skips(page: Page) -> Stages:
    for slot in ("ask_cross", "ask_burn"):
        page.locator(f".st-key-{slot}_show button").click(timeout=SLOW_MS)
        expect(page.locator(f".st-key-{slot}_next")).to_be_visible()
        settle(page)
    expect(page.locator(".st-key-spectrum")).to_be_visible()
    yield


def lesson(page: Page) -> Stages:
    expect(page.locator("[class*=st-key-claim_]").last).to_be_attached(timeout=SLOW_MS)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=SLOW_MS)
    settle(page)
    yield


def clinic(page: Page) -> Stages:
    """Every section, with what it shows unasked or of an example of its own."""
    desk = page.locator(".st-key-choice_bring").get_by_role("radio")
    for at, brought in enumerate(BROUGHT):
        desk.nth(at).click(timeout=SLOW_MS)
        page.mouse.move(0, 0)
        settle(page)
        if brought in EXAMPLES:
            page.locator(f".st-key-{EXAMPLES[brought]} button").click()
            expect(page.locator(f".st-key-{brought}_answer")).to_be_visible(timeout=SLOW_MS)
        settle(page)
        yield


EXAMPLES = {"error": "error_rgba", "log": "log_sample_nan"}  # a button that brings one, by what is brought
ROOMS: dict[str, tuple[str, Callable[[Page], Stages]]] = {
    "front": ("/", front),
    "segment": ("/segment", segment),
    "unet": ("/unet?net=unetpp", unet),
    "concatenate": ("/concatenate?a=1,64,45,60&b=1,64,44,60", concatenate),
    "skips": ("/skips?bridges=zoso", skips),
    "clinic": ("/clinic", clinic),
    **{room: (f"/{room}", lesson) for room in ("one_by_one", "last_layer", "unetpp", "pruning")},
}
every_room = pytest.mark.parametrize("room", ROOMS)


def loses_nothing(page: Page) -> bool:
    """Whether the page is as wide as the screen, once it has been laid out anew."""
    for _ in range(50):
        if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            return True
        page.wait_for_timeout(100)
    return False


def found_in(page: Page, scheme: str) -> list[tuple[str, str, str]]:
    """What axe finds once the page has taken on a theme, without the server."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    ground = f"rgb({', '.join(map(str, style.rgb_of(GROUNDS[scheme])))})"
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)
    settle(page)
    return findings(page)


@every_room
@pytest.mark.slow("axe looks at every element of a whole page, in both themes")
def test_it_stands_in_nobodys_way_and_loses_nothing_on_a_phone(open_in: Open, room: str) -> None:
    path, stages = ROOMS[room]
    page = open_in(path)
    for _ in stages(page):
        assert {scheme: found_in(page, scheme) for scheme in GROUNDS} == {scheme: [] for scheme in GROUNDS}
    for language in LANGUAGES.values():
        page.locator(".st-key-choice_lang").get_by_role("radio", name=language.name, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", language.tag)
        settle(page)
        page.set_viewport_size({"width": PHONE_PX, "height": HEIGHT_PX})
        assert loses_nothing(page)
        page.set_viewport_size({"width": DESK_PX, "height": HEIGHT_PX})


def test_a_page_that_begins_dark_stands_in_nobodys_way(open_in: Open) -> None:
    page = open_in("/segment", scheme="dark")
    for _ in segment(page):
        assert findings(page) == []


@pytest.mark.proof
@every_room
@pytest.mark.parametrize(
    ("lang", "scheme", "width"),
    [("en-US", "dark", DESK_PX), ("en-US", "light", PHONE_PX), ("zh-CN", "light", PHONE_PX)],
)
def test_it_begins_as_the_visitors_device_asks(open_in: Open, room: str, lang: str, scheme: str, width: int) -> None:
    path, stages = ROOMS[room]
    page = open_in(path, lang=lang, scheme=scheme, width=width)
    for _ in stages(page):
        assert width != DESK_PX or findings(page) == []
        assert loses_nothing(page)
