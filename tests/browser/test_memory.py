"""What a visitor brought or chose is never lost: whatever was chosen last comes along, on every way through the app."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pictures import blobs_mask, file_of, ramp, stack_of
from playwright.sync_api import Page, expect
from proofs import first_now
from segment_room import SegmentRoom
from served import settle, until

from unet_demo.core.pictures.images import picture_of
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

Open = Callable[..., Page]
STARTS = ("/", "/segment?lang=en", "/unet?net=unetpp&depth=3&picture=crowded")
far_too = pytest.mark.parametrize("far", first_now(False, True))
SCENE = "nuclei~45~12~0.3~0.15~fluorescence~1"  # as the form stands at first
SPOIL = "text => { for (const name of Object.keys(sessionStorage)) sessionStorage[name] = text; }"
SMALL_CAMERA = """() => {  // Chromium's own gives eight megapixels, which are a minute's work
    const media = navigator.mediaDevices, open = media.getUserMedia.bind(media);
    media.getUserMedia = () => open({ video: { width: 320, height: 240 } });
}"""
LOST = """
  (() => {
    const Real = window.WebSocket;
    window.sockets = [];
    window.WebSocket = class extends Real {
      constructor(url, protocols) {
        super(url, window.forgetful ? protocols.slice(0, 2) : protocols);
        window.sockets.push(this);
      }
    };
  })();
"""


@dataclass(frozen=True)
class Chosen:
    """What was chosen last: the picture's name and size as every page says them, and choices as the link says them."""

    name: str
    size: str
    query: dict[str, str]
    own: bool = False


class Walk:
    """One visitor's way through the app, who looks at every stop whether everything came along."""

    def __init__(self, page: Page) -> None:
        self.page, self.room = page, SegmentRoom(page)

    def sees(self, path: str, chosen: Chosen) -> None:
        """The page of this path names the picture, the link the choices; on Segment the viewer has them too."""
        page = self.page
        expect(page).to_have_url(re.compile(rf"{path}(\?|$)"))
        settle(page)
        for name, text in chosen.query.items():
            expect(page).to_have_url(re.compile(rf"[?&]{name}={re.escape(text)}(&|$)"))
        if chosen.own:
            expect(page).not_to_have_url(re.compile("picture="))
        if path != "/":
            expect(page.locator(".u-in-view").first).to_contain_text(chosen.name)
            expect(page.locator(".u-in-view").first).to_contain_text(chosen.size)
        if path == "/segment":
            self.room.has_mask()
            shown = {name: chosen.query[name] for name in ("depth",) if name in chosen.query}
            shown |= {
                name: f"{float(chosen.query[name]):.2f}" for name in ("threshold", "overlay") if name in chosen.query
            }
            self.room.shows(**shown)

    def along(self, chosen: Chosen, far: bool) -> None:
        """To another page, which is loaded anew, and back to Segment; or everywhere."""
        if far:
            self.everywhere(chosen)
            return
        self.room.menu("pruning")
        self.sees("/pruning", chosen)
        self.page.reload()
        self.sees("/pruning", chosen)
        self.page.go_back()
        self.sees("/segment", chosen)

    def everywhere(self, chosen: Chosen) -> None:
        """From Segment by the menu, a link in a room, the link to the next, Back, Forward, a reload, the languages."""
        page, room = self.page, self.room
        self.sees("/segment", chosen)
        room.menu("unet")
        self.sees("/unet", chosen)
        room.menu("pruning")
        self.sees("/pruning", chosen)
        page.go_back()
        self.sees("/unet", chosen)
        page.go_forward()
        self.sees("/pruning", chosen)
        room.menu("unetpp")
        self.sees("/unetpp", chosen)
        room.main.get_by_role("link", name=room.says("nested.carry.next")).click()
        self.sees("/pruning", chosen)
        page.reload()
        self.sees("/pruning", chosen)
        room.main.get_by_role("link", name=room.says("lesson.change")).click()
        self.sees("/segment", chosen)
        self.switch("zh")
        self.sees("/segment", chosen)
        room.menu("front")
        self.sees("/", chosen)
        page.go_back()
        self.sees("/segment", chosen)
        page.reload()
        self.sees("/segment", chosen)

    def switch(self, lang: str) -> None:
        self.room.keyed("choice_lang").get_by_role("radio", name=LANGUAGES[lang].name).click()
        self.room.lang = lang
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.room.says("segment.title"))

    def to_segment(self) -> None:
        if "/segment" not in self.page.url:
            self.room.menu("segment")
        self.room.has_mask()

    def choose(self) -> dict[str, str]:
        """Depth, threshold and overlay, each at its own control."""
        room, query = self.room, {}
        room.native_depth("2").click()
        room.shows(depth="2")
        query["depth"] = "2"
        for name, key in (("threshold", "ArrowRight"), ("overlay", "ArrowLeft")):
            slider = room.native_range(f"choice_{name}")
            slider.focus()
            self.page.keyboard.press(key)
            value = {"threshold": "0.51", "overlay": "0.59"}[name]
            expect(slider).to_have_value(value)
            room.url_says(**{name: value})
            query[name] = value
        return query

    def upload(self) -> Chosen:
        room, picture = self.room, ramp()
        room.source("upload")
        room.bring(file_of(picture), "mine_1.png")
        room.shows(**{"picture-key": picture_of(picture).key})
        room.has_mask()
        return Chosen("mine_1.png", f"{picture.shape[0]}×{picture.shape[1]}", {}, own=True)


@pytest.fixture
def walk(open_in: Open) -> Callable[[str], Walk]:
    def begin(path: str) -> Walk:
        walk = Walk(open_in(path))
        walk.to_segment()
        return walk

    return begin


@pytest.mark.parametrize("start", first_now("/segment", *STARTS))
@pytest.mark.slow("thirteen stops on the way through the app")
def test_an_upload_and_every_choice_go_along(walk: Callable[[str], Walk], start: str) -> None:
    way = walk(start)
    brought = way.upload()
    way.everywhere(Chosen(brought.name, brought.size, way.choose(), own=True))


@far_too
def test_a_scene_drawn_to_order_goes_along(walk: Callable[[str], Walk], far: bool) -> None:
    way = walk("/segment")
    key = way.room.fact("picture-key")
    way.room.source("scene")
    way.room.press("scene_nuclei_draw")
    way.room.has_another_picture(key)
    name = way.page.locator(".u-in-view").first.inner_text().split(":")[-1].strip().split(",")[0]
    way.along(Chosen(name.split()[0], "256×256", way.choose() | {"picture": SCENE}), far)


@far_too
def test_a_picture_of_the_gallery_and_a_task_go_along(walk: Callable[[str], Walk], far: bool) -> None:
    way = walk("/")
    key = way.room.fact("picture-key")
    way.room.task("membranes")
    way.room.has_another_picture(key)
    way.room.sample("membranes_thin").click()
    way.room.url_says(picture="membranes_thin")
    chosen = way.choose() | {"task": "membranes", "picture": "membranes_thin"}
    way.along(Chosen("", "256×256", chosen), far)


@far_too
def test_a_photograph_of_the_camera_goes_along(walk: Callable[[str], Walk], far: bool) -> None:
    way = walk("/segment")
    way.page.context.grant_permissions(["camera"])
    way.page.evaluate(SMALL_CAMERA)
    key = way.room.fact("picture-key")
    way.room.source("camera")
    way.room.take_photograph()
    way.room.has_another_picture(key)
    name = catalogue("en")["segment.camera.name"]
    size = re.search(r"\d+×\d+", way.page.locator(".u-in-view").first.inner_text())
    assert size
    way.along(Chosen(name, size[0], {}, own=True), far)


def test_back_restores_the_choices_of_its_entry_and_the_upload_stays(walk: Callable[[str], Walk]) -> None:
    way = walk("/segment")
    brought = way.upload()
    way.room.native_depth("2").click()
    way.room.url_says(depth="2")
    way.room.native_depth("3").click()
    way.room.url_says(depth="3")
    way.page.go_back()  # at once: what was written a moment ago is no echo
    way.sees("/segment", Chosen(brought.name, brought.size, {"depth": "2"}, own=True))
    way.page.go_back()
    way.sees("/segment", Chosen(brought.name, brought.size, {"depth": "4"}, own=True))
    way.page.go_forward()
    way.sees("/segment", Chosen(brought.name, brought.size, {"depth": "2"}, own=True))
    way.room.menu("pruning")
    way.sees("/pruning", Chosen(brought.name, brought.size, {"depth": "2"}, own=True))


def test_taking_a_gallery_picture_by_mistake_is_undone_by_back(walk: Callable[[str], Walk]) -> None:
    way = walk("/segment")
    brought = way.upload()
    way.room.source("gallery")
    way.room.sample("crowded").click()
    way.room.url_says(picture="crowded")
    way.page.go_back()
    way.sees("/segment", brought)


@pytest.mark.parametrize("pause_ms", first_now(0, 15, 120))
def test_going_back_fast_leaves_the_way_forward(walk: Callable[[str], Walk], pause_ms: int) -> None:
    way = walk("/segment")
    page = way.page
    way.room.menu("unet")
    way.sees("/unet", Chosen("", "256×256", {"depth": "4"}))
    way.room.menu("segment")
    way.to_segment()
    way.room.native_depth("2").click()
    way.room.url_says(depth="2")
    way.room.menu("unet")
    way.sees("/unet", Chosen("", "256×256", {"depth": "2"}))
    steps = page.evaluate("history.length")
    for _ in range(3):
        page.evaluate("history.back()")
        page.wait_for_timeout(pause_ms)
    way.sees("/unet", Chosen("", "256×256", {"depth": "4"}))
    assert page.evaluate("history.length") == steps
    for _ in range(3):
        page.evaluate("history.forward()")
        page.wait_for_timeout(pause_ms)
    way.sees("/unet", Chosen("", "256×256", {"depth": "2"}))


def test_the_pages_of_a_file_can_be_turned_again_and_each_keeps_its_truth(walk: Callable[[str], Walk]) -> None:
    way = walk("/segment")
    way.room.source("upload")
    pages = [ramp(40, 50), ramp(64, 48), ramp(*blobs_mask().shape)]
    for name in ("stack.tif", "again.tif"):
        way.room.bring(stack_of(*pages), name)
        in_view = way.page.locator(".u-in-view").first
        expect(in_view).to_contain_text(f"{name} · 1/3")
        pages_there = way.room.keyed("page_picker").get_by_role("radio")
        pages_there.nth(2).click()
        expect(in_view).to_contain_text(f"{name} · 3/3")
    way.room.has_mask()
    way.room.keyed("truth_fold").locator("summary").click()
    way.room.bring(file_of(blobs_mask()), "truth.png", "truth")
    expect(way.room.figure("iou")).to_be_visible()
    for number in ("1", "3"):
        pages_there.nth(int(number) - 1).click()
        expect(in_view).to_contain_text(f"{number}/3")
        way.room.has_mask()
        expect(way.room.figure("iou")).to_have_count(int(number == "3"))


def test_a_link_to_a_gallery_picture_opens_the_gallery(walk: Callable[[str], Walk]) -> None:
    way = walk("/segment")
    way.upload()
    way.page.goto(way.page.url.split("/segment")[0] + "/segment?picture=crowded")
    way.room.has_mask()
    expect(way.room.sample("crowded")).to_have_attribute("aria-checked", "true")
    in_view = way.room.says("segment.in_view", name=catalogue("en")["gallery.crowded.title"], height=256, width=256)
    expect(way.page.locator(".u-in-view").first).to_have_text(in_view)
    way.room.source("upload")
    way.room.press("own_again")
    way.sees("/segment", Chosen("mine_1.png", "48×64", {}, own=True))


def test_a_cold_page_is_one_step_of_the_history(open_in: Open) -> None:
    page = open_in("/segment?depth=3")
    SegmentRoom(page).has_mask()
    SegmentRoom(page).url_says(depth="3", task="nuclei")
    before = page.evaluate("history.length")
    SegmentRoom(page).menu("unet")
    expect(page).to_have_url(re.compile("/unet?.*depth=3"))
    settle(page)
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    SegmentRoom(page).has_mask()
    page.go_back()
    expect(page).to_have_url("about:blank")


def test_a_truth_stays_with_its_picture_through_another_task(walk: Callable[[str], Walk]) -> None:
    way = walk("/segment")
    way.upload()
    way.room.keyed("truth_fold").locator("summary").click()
    way.room.bring(file_of(blobs_mask()), "truth.png", "truth")
    expect(way.room.figure("iou")).to_be_visible()
    iou = way.room.figure("iou").inner_text()
    way.room.task("membranes")
    expect(way.room.figure("iou")).to_have_count(0)
    way.room.task("nuclei")
    expect(way.room.figure("iou")).to_have_text(iou)
    way.page.reload()
    expect(way.room.figure("iou")).to_have_text(iou)


@pytest.mark.parametrize("forgetful", [False, True])
def test_a_lost_connection_loses_nothing(open_in: Open, forgetful: bool) -> None:
    """The server finds its session again, or, `forgetful`, begins a new one."""
    page = open_in("/segment")
    page.add_init_script(LOST)
    page.reload()
    way = Walk(page)
    brought = way.upload()
    chosen = Chosen(brought.name, brought.size, way.choose(), own=True)
    page.evaluate("flag => { window.forgetful = flag; window.sockets.at(-1).close(); }", forgetful)
    until(page, "window.sockets.length > 1 && window.sockets.at(-1).readyState === WebSocket.OPEN")
    page.wait_for_selector('[data-test-connection-state="CONNECTED"]')  # a click before that is dropped
    settle(page)
    way.room.menu("unet")
    way.sees("/unet", chosen)
    way.room.menu("segment")
    way.sees("/segment", chosen)


@pytest.mark.parametrize("damage", first_now("x" * 32, "junk"))
def test_a_key_that_brings_nothing_is_said_and_the_upload_offered(walk: Callable[[str], Walk], damage: str) -> None:
    way = walk("/segment")
    way.upload()
    way.room.menu("unet")
    way.sees("/unet", Chosen("mine_1.png", "", {}, own=True))
    way.page.evaluate(SPOIL, damage)
    way.page.reload()
    expect(way.room.alert.first).to_contain_text(way.room.says("frame.lost.text"))
    expect(way.page.locator(".u-in-view").first).not_to_contain_text("mine")
    way.room.press("bring_again")
    expect(way.room.uploader()).to_be_attached()
    expect(way.room.alert).to_have_count(0)
    way.upload()


def test_without_storage_a_reload_says_that_the_picture_is_gone(open_in: Open) -> None:
    page = open_in("/segment")
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page.reload()
    way = Walk(page)
    way.room.has_mask()
    way.upload()
    page.reload()
    expect(way.room.alert.first).to_contain_text(way.room.says("frame.lost.text"))


def test_the_key_stands_in_the_tabs_storage_and_nowhere_else(walk: Callable[[str], Walk]) -> None:
    way = walk("/segment")
    way.upload()
    way.room.menu("unet")
    way.sees("/unet", Chosen("mine_1.png", "", {}, own=True))
    key = way.page.evaluate("Object.values(sessionStorage)[0]").split("~")[0]
    assert len(key) == 32
    assert key not in way.page.url
    assert key not in str(way.page.context.cookies())
    assert key not in way.page.evaluate("JSON.stringify(localStorage)")
    other = way.page.context.new_page()
    other.goto(way.page.url)
    expect(other.get_by_test_id("stAlert").first).to_contain_text(way.room.says("frame.lost.text"))


def test_what_was_refused_stays_refused_and_nothing_old_stands_under_its_name(walk: Callable[[str], Walk]) -> None:
    way = walk("/segment")
    way.upload()
    way.room.bring(b"hello", "broken *one*.png")
    expect(way.room.alert).to_contain_text("broken *one*.png")
    expect(way.page.locator(".u-in-view").first).to_contain_text("mine_1.png")
    expect(way.room.uploader("truth")).to_have_count(0)
    way.room.menu("unet")
    way.sees("/unet", Chosen("mine_1.png", "48×64", {}, own=True))
    way.room.menu("segment")
    expect(way.room.alert).to_contain_text("broken *one*.png")
    way.page.reload()
    expect(way.room.alert).to_contain_text("broken *one*.png")
    way.upload()
    expect(way.room.alert).to_have_count(0)


def test_letting_go_of_a_picture_is_at_once(walk: Callable[[str], Walk]) -> None:
    way = walk("/segment")
    way.upload()
    way.room.press("own_forget")
    way.room.url_says(picture="big")
    expect(way.page.locator(".st-key-own_forget")).to_have_count(0)  # what the page shows, the tab has been told
    way.page.reload()
    way.room.has_mask()
    expect(way.page.locator(".st-key-own_forget")).to_have_count(0)
    expect(way.room.alert).to_have_count(0)


def test_answers_stay_on_another_page_and_after_a_reload(open_in: Open) -> None:
    page = open_in("/concatenate")
    room = SegmentRoom(page)
    quiz, pasted = page.locator(".st-key-quiz"), page.locator(".st-key-pasted textarea")
    quiz.get_by_role("radio").first.click()
    said = quiz.get_by_test_id("stAlert")
    expect(said).to_be_visible()
    text = said.text_content() or ""
    pasted.fill("Sizes of tensors must match except in dimension 1. Got 62 and 63 in dimension 2")
    pasted.press("Control+Enter")
    read = page.locator(".st-key-read_error")
    expect(read).to_be_visible()
    room.menu("unet")
    expect(page).to_have_url(re.compile("/unet"))
    settle(page)
    room.menu("concatenate")
    for _ in range(2):
        expect(said).to_have_text(text)
        expect(quiz.get_by_role("radio").first).to_be_checked()
        expect(pasted).to_have_value(re.compile("62 and 63"))
        expect(read).to_be_visible()
        page.reload()
