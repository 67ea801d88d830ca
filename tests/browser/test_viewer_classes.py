"""The viewer of several classes in a real browser, on a page of its own whose maps are known to the pixel."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_findings import findings
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, Page, expect
from proofs import first_now
from segment_room import SegmentRoom
from served import SLOW_MS, serving

from unet_demo.core.nets.tasks import TASKS
from unet_demo.ui.components.viewer import viewer_words
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.viz.kit import style

HEIGHT, WIDTH = 73, 97  # primes: no share of it ends in a 5 that could be rounded either way
NAMES = TASKS["street"].classes
SKY, ROAD, CAR, TREE = (NAMES.index(name) for name in ("sky", "road", "car", "tree"))
DEPTHS = ("1", "2", "3", "4", "mean")
PAGE = """
import numpy as np
import streamlit as st
from unet_demo.ui.frame import choices
from unet_demo.ui.components.viewer import ClassLayer, Kind, show_viewer
from unet_demo.viz.kit import style

choices.sync()
st.title("Street")
maps = np.load({maps!r})
chinese = choices.get("lang") == "zh"
names = {{id: f"类{{k}}" if chinese else id.title() for k, id in enumerate(style.CLASS_HUES)}}
kinds = tuple(Kind(id, name, style.CLASS_HUES[id]) for id, name in names.items())
layer = ClassLayer(maps["label"], maps["confidence"], maps["entropy"], kinds)
one, computing, copy = st.toggle("one class"), st.toggle("computing"), st.toggle("copy")
if copy:
    large = tuple(7 * side for side in maps["picture"].shape[:2])
    classes = None if one else layer
    show_viewer("copy", maps["picture"], maps["confidence"][:4] if one else None, full_size=large, classes=classes)
elif one:
    show_viewer("street", maps["picture"], maps["confidence"][:4])
elif computing:
    show_viewer("street", maps["picture"], None, truth=maps["truth"], classes=ClassLayer.waiting(kinds))
else:
    show_viewer("street", maps["picture"], None, truth=maps["truth"], classes=layer)
"""
PIXELS = """it => {
    const { data } = it.getContext("2d").getImageData(0, 0, it.width, it.height), texts = [];
    for (let at = 0; at < data.length; at += 32768) texts.push(String.fromCharCode(...data.subarray(at, at + 32768)));
    return [it.height, it.width, btoa(texts.join(""))];
}"""
Open = Callable[..., "Street"]


def labels() -> NDArray[np.uint8]:
    """(5, h, w): sky over road, a car that the deeper heads see larger, a tree that only L1 sees."""
    label = np.full((5, HEIGHT, WIDTH), SKY, np.uint8)
    label[:, 40:] = ROAD
    for head in range(5):
        label[head, 35 : 50 + 3 * head, 20:60] = CAR
    label[0, 5:20, 70:90] = TREE
    return label


def truth() -> NDArray[np.uint8]:
    """Sky over road, and in the road something unknown."""
    known = np.full((HEIGHT, WIDTH), SKY, np.uint8)
    known[30:] = ROAD
    known[50:65, 30:60] = 255
    return known


LABEL = labels()
CONFIDENCE = np.where(LABEL == CAR, 128, 255).astype(np.uint8)


class Street:
    """The page as a visitor handles it."""

    def __init__(self, page: Page) -> None:
        self.page, self.viewer = page, page.locator(".viewer")
        self.room = SegmentRoom(page)
        self.room.viewer = self.viewer
        self.stage = self.viewer.locator(".stage")
        expect(self.viewer).to_have_attribute("data-mask-pixels", re.compile(r"\d"), timeout=SLOW_MS)

    def kind(self, name: str) -> Locator:
        return self.viewer.locator(f".kinds [data-class={name}]")

    def says(self, **facts: str) -> None:
        self.room.shows(**{name.replace("_", "-"): text for name, text in facts.items()})

    def view(self, name: str) -> None:
        self.viewer.locator(f".views [data-name={name}]").click()
        self.says(view=name)

    def alone(self, name: str) -> None:
        self.kind(name).click()
        self.says(isolated=name)

    def colours(self, canvas: str = "data") -> NDArray[np.uint8]:
        """(h, w, 4) of one of the canvases."""
        height, width, values = self.viewer.locator(f"canvas.{canvas}").evaluate(PIXELS)
        return np.frombuffer(b64decode(values), np.uint8).reshape(height, width, 4)

    def point_at(self, x: int, y: int) -> None:
        """Move the pointer to a pixel of the maps."""
        self.stage.scroll_into_view_if_needed()
        box = self.stage.bounding_box()
        assert box is not None
        across, down = (x + 0.5) / WIDTH, (y + 0.5) / HEIGHT
        self.page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])

    def press_at(self, x: int, y: int) -> None:
        self.point_at(x, y)
        self.page.mouse.down()
        self.page.mouse.up()


@pytest.fixture(scope="module")
def street_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("street")
    maps, page = folder / "maps.npz", folder / "page.py"
    shade = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    entropy = np.where(LABEL == CAR, 200, 3).astype(np.uint8)
    np.savez(maps, picture=shade, label=LABEL, confidence=CONFIDENCE, entropy=entropy, truth=truth())
    page.write_text(PAGE.format(maps=str(maps)), encoding="utf-8")
    with serving(str(page), Path(folder / "log.txt")) as address:
        yield address


@pytest.fixture
def open_street(browser: Browser, street_server: str) -> Iterator[Open]:
    """`open_street(lang, scheme, width, sent)`; frames that the browser sends are added to `sent`."""
    thrown: list[str] = []
    contexts = []

    def open_page(lang: str = "en", scheme: Any = "light", width: int = 1280, sent: list[Any] | None = None) -> Street:
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        if sent is not None:
            page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
        page.goto(f"{street_server}/?lang={lang}", timeout=SLOW_MS)
        return Street(page)

    yield open_page
    for context in contexts:
        context.close()
    assert thrown == []


@pytest.fixture
def street(open_street: Open) -> Street:
    return open_street()


def test_shares_are_those_of_the_maps_at_every_depth(street: Street) -> None:
    street.says(classes="11", isolated="", mask_pixels=str(HEIGHT * WIDTH))
    for head, depth in enumerate(DEPTHS):
        street.room.card(depth).click()
        street.says(depth=depth)
        for k, name in enumerate(NAMES):
            share = (LABEL[head] == k).mean()
            expect(street.kind(name).locator(".share")).to_have_text(f"{share:.1%}" if share else "0%")
        differing = np.count_nonzero(LABEL[head] != LABEL[3])
        text = "the reference" if depth == "4" else f"{differing:,} px unlike L4"
        expect(street.room.card(depth).locator(".differs")).to_have_text(text)
    expect(street.kind("pole")).to_have_class("absent")


def test_the_three_largest_are_said_to_whoever_cannot_see(street: Street) -> None:
    sky, road, car = (f"{(LABEL[3] == k).mean():.1%}" for k in (SKY, ROAD, CAR))
    said = f"Sky {sky}, Road {road}, and Car {car}"
    expect(street.viewer.locator(".picture")).to_have_attribute("aria-label", re.compile(re.escape(said)))
    street.alone("car")
    alone = viewer_words("en", several=True)["alt_alone"].format(name="Car", percent=car)
    expect(street.viewer.locator(".picture")).to_have_attribute("aria-label", re.compile(re.escape(alone)))


def test_every_pixel_has_the_colour_of_its_class(street: Street) -> None:
    hues = np.array([(*style.rgb_of(style.CLASS_HUES[name]), 255) for name in NAMES], np.uint8)
    np.testing.assert_array_equal(street.colours(), hues[LABEL[3]])
    assert street.viewer.locator("canvas.data").evaluate("it => it.style.opacity") == "0.6"
    street.alone("car")
    shown = street.colours()
    np.testing.assert_array_equal(shown[LABEL[3] == CAR], hues[np.full(np.count_nonzero(LABEL[3] == CAR), CAR)])
    assert (shown[LABEL[3] != CAR][:, 3] < 200).all()  # dimmed, not covered


def test_a_click_shows_one_class_alone_and_another_all(street: Street) -> None:
    street.alone("car")
    street.says(mask_pixels=str(np.count_nonzero(LABEL[3] == CAR)))
    expect(street.kind("car")).to_have_attribute("aria-pressed", "true")
    street.room.card("1").click()
    street.says(mask_pixels=str(np.count_nonzero(LABEL[0] == CAR)), isolated="car")
    changed = np.count_nonzero((LABEL[0] == CAR) != (LABEL[3] == CAR))
    expect(street.room.card("1").locator(".differs")).to_have_text(f"{changed} px unlike L4")
    street.alone("tree")
    expect(street.kind("car")).to_have_attribute("aria-pressed", "false")
    street.kind("tree").click()
    street.says(isolated="", mask_pixels=str(HEIGHT * WIDTH))


def test_the_keyboard_shows_one_class_alone(street: Street) -> None:
    keyboard = street.page.keyboard
    street.kind("sky").focus()
    keyboard.press("Enter")
    street.says(isolated="sky")
    keyboard.press("End")
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowLeft")
    expect(street.kind("car")).to_be_focused()
    keyboard.press("Space")
    street.says(isolated="car")
    keyboard.press("Space")
    street.says(isolated="")
    keyboard.press("Shift+Tab")
    keyboard.press("Tab")
    expect(street.kind("car")).to_be_focused()


def test_a_press_in_the_picture_shows_the_class_there(street: Street) -> None:
    street.press_at(40, 45)
    street.says(isolated="car")
    street.press_at(2, 45)  # the handle that wipes
    street.says(isolated="car")
    street.press_at(40, 45)
    street.says(isolated="")


def test_the_pointer_reads_the_answer_of_every_head(street: Street) -> None:
    street.point_at(80, 10)
    parts = street.viewer.locator(".readout > span")
    expect(parts).to_have_count(5)
    assert [text.split()[0] for text in parts.all_inner_texts()[1:]] == ["L1", "L2", "L3", "L4"]
    assert [text.split()[-1] for text in parts.all_inner_texts()[1:]] == ["Tree", "Sky", "Sky", "Sky"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_share_counted_on_a_copy_says_so(lang: str, open_street: Open) -> None:
    street = open_street(lang=lang)
    note = viewer_words(lang)["counted_on_copy"].format(text="", height=HEIGHT, width=WIDTH).strip()
    says = street.viewer.locator(".says")
    expect(says).not_to_contain_text(note)
    street.page.get_by_text("copy", exact=True).click()
    expect(says).to_contain_text(note, timeout=SLOW_MS)
    expect(street.viewer.get_by_role("img").first).to_have_attribute("aria-label", re.compile(re.escape(note)))
    street.page.get_by_text("one class", exact=True).click()
    expect(says).to_contain_text("%", timeout=SLOW_MS)
    expect(says).to_contain_text(note)


def test_each_view_shows_its_map(street: Street) -> None:
    street.room.card("1").click()
    stops = style.sequential_stops()
    street.view("probability")
    shown = street.colours()
    assert tuple(shown[0, 0, :3]) == style.rgb_of(stops[-1][1])
    assert len(np.unique(shown.reshape(-1, 4), axis=0)) == len(np.unique(CONFIDENCE[0]))
    street.view("uncertainty")
    expect(street.viewer.locator(".legend")).to_have_text("0fully undecided")
    street.view("spread")
    answers = np.array([[len(set(LABEL[:4, y, x])) for x in range(WIDTH)] for y in range(HEIGHT)])
    shown = street.colours()
    for count in (1, 2, 3, 4):
        there = shown[answers == count]
        assert not len(there) or len(np.unique(there, axis=0)) == 1
    expect(street.viewer.locator(".says")).to_contain_text(f"{(answers == 1).mean():.1%}")
    street.view("difference")
    np.testing.assert_array_equal(street.colours()[..., 3] > 0, LABEL[0] != LABEL[3])
    street.alone("car")
    expect(street.viewer.locator(".legend b.added")).to_have_text("0 px")
    lost = np.count_nonzero(LABEL[3] == CAR) - np.count_nonzero(LABEL[0] == CAR)
    expect(street.viewer.locator(".legend b.removed")).to_have_text(f"{lost} px")


def test_the_truth_has_no_border_around_what_is_unknown(street: Street) -> None:
    street.viewer.locator(".truth-switch").click()
    street.says(truth="true")
    drawn = street.colours("truth")[..., 3] > 0
    rows = np.flatnonzero(drawn.any(axis=1)) * HEIGHT / drawn.shape[0]
    assert len(rows)
    assert rows.min() > 28
    assert rows.max() < 32
    street.alone("car")  # which the truth does not know
    assert not street.colours("truth").any()


def test_there_is_no_threshold_and_dragging_sends_nothing(open_street: Open) -> None:
    sent: list[Any] = []
    street = open_street(sent=sent)
    expect(street.room.range("threshold")).to_be_hidden()
    assert street.viewer.get_attribute("data-threshold") is None
    street.page.wait_for_timeout(1000)
    before = len(sent)
    street.alone("car")
    street.room.drag(street.room.range("overlay"), 0.9)
    expect(street.viewer).not_to_have_attribute("data-overlay", "0.60")
    street.page.wait_for_timeout(300)
    assert len(sent) == before
    street.page.mouse.up()
    expect(street.page).to_have_url(re.compile("overlay=0.[89]"))
    assert len(sent) > before
    street.says(isolated="car")


def test_the_same_viewer_turns_to_one_class_and_back(street: Street) -> None:
    street.alone("car")
    one = street.page.get_by_test_id("stCheckbox").filter(has_text="one class")
    one.click()
    street.says(mask_pixels=str(np.count_nonzero(CONFIDENCE[3] >= 128)), threshold="0.50")
    expect(street.room.range("threshold")).to_be_visible()
    expect(street.viewer.locator(".kinds")).to_have_count(0)
    assert street.viewer.get_attribute("data-classes") is None
    one.click()
    street.says(classes="11", isolated="car", mask_pixels=str(np.count_nonzero(LABEL[3] == CAR)))
    expect(street.room.range("threshold")).to_be_hidden()


def test_while_computing_the_classes_are_named_without_shares(street: Street) -> None:
    street.page.get_by_test_id("stCheckbox").filter(has_text="computing").click()
    street.says(heads="0", classes="11")
    expect(street.viewer.locator(".waiting")).to_have_text(viewer_words("en", several=True)["computing"])
    assert street.viewer.get_attribute("data-mask-pixels") is None
    assert set(street.viewer.locator(".share").all_inner_texts()) == {""}
    street.press_at(40, 45)
    street.says(isolated="")


@pytest.mark.parametrize(("lang", "scheme"), first_now(("en", "light"), ("zh", "dark")))
def test_it_stands_in_nobodys_way(open_street: Open, lang: str, scheme: str) -> None:
    street = open_street(lang, scheme)
    assert findings(street.page) == []
    street.alone("car")
    assert findings(street.page) == []
    street.view("spread")
    assert findings(street.page) == []


@pytest.mark.parametrize("lang", first_now(*LANGUAGES))
def test_on_a_phone_nothing_is_wider_than_the_screen(open_street: Open, lang: str) -> None:
    street = open_street(lang, width=390)
    assert street.page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [button.bounding_box() for button in street.viewer.locator(".kinds button").all()]
    assert len(boxes) == len(NAMES)
    assert all(box and box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
