"""The Segment page as a visitor handles it: its viewer, its native controls, its sources and its figures."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect
from served import SLOW_MS, settle, until

from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

SOME_PIXELS = re.compile(r"^[1-9]\d*$")


class SegmentRoom:
    """Wraps a page that shows Segment; `lang` is the language its words are looked up in."""

    def __init__(self, page: Page, lang: str = "en") -> None:
        self.page, self.lang = page, lang
        self.viewer = page.locator(".viewer[data-viewer-id=segment]")
        self.alert = page.get_by_test_id("stAlert")
        self.main = page.get_by_test_id("stMain")

    def says(self, id: str, **values: Any) -> str:
        """A sentence of the prose, without Markdown's marks; what is looked for is a nucleus unless said otherwise."""
        words = {"object": catalogue(self.lang)["tasks.nuclei.object"], **values}
        said = LANGUAGES[self.lang].fitting(catalogue(self.lang)[id].format(**words))
        return said.replace("**", "").replace("`", "")

    def has_mask(self) -> None:
        expect(self.viewer).to_have_attribute("data-heads", "4", timeout=SLOW_MS)
        expect(self.viewer).to_have_attribute("data-mask-pixels", re.compile(r"^\d+$"), timeout=SLOW_MS)
        settle(self.page)

    def has_another_picture(self, key: str) -> str:
        """Wait for the mask of a picture that is not the one of `key`; returns the new one's key."""
        expect(self.viewer).not_to_have_attribute("data-picture-key", key, timeout=SLOW_MS)
        self.has_mask()
        return self.fact("picture-key")

    def fact(self, name: str) -> str:
        """What the viewer says about itself: "mask-pixels", "picture-key", "depth" …"""
        return self.viewer.get_attribute(f"data-{name}") or ""

    def shows(self, **facts: str) -> None:
        for name, text in facts.items():
            expect(self.viewer).to_have_attribute(f"data-{name}", text)

    def url_says(self, **query: str) -> None:
        for name, text in query.items():
            expect(self.page).to_have_url(re.compile(rf"[?&]{name}={re.escape(text)}(&|$)"))

    def card(self, depth: str) -> Locator:
        """The viewer's own button of a depth."""
        return self.viewer.locator(f".depths [data-name='{depth}']")

    def range(self, name: str) -> Locator:
        """The viewer's own slider, "threshold" or "overlay"."""
        return self.viewer.locator(f".slider[data-control={name}] input")

    def native_depth(self, depth: str) -> Locator:
        name = self.says("word.mean") if depth == "mean" else f"L{depth}"
        return self.main.get_by_test_id("stButtonGroup").get_by_role("radio", name=name, exact=True)

    def keyed(self, key: str) -> Locator:
        """What stands under a key, wherever on the page: "choice_lang", "truth_fold" …"""
        return self.page.locator(f".st-key-{key}")

    def press(self, key: str) -> None:
        """Press the button that has this key, once it is there."""
        self.keyed(key).locator("button").first.click(timeout=SLOW_MS)

    def native_range(self, key: str) -> Locator:
        """A native slider by its key: "choice_threshold", "choice_overlay" …"""
        return self.keyed(key).locator("input")

    def figure(self, name: str) -> Locator:
        """The value of a figure: "count", "area", "iou" or "dice"."""
        return self.page.locator(f".readout [data-name={name}] dd").first

    def beside_count(self) -> Locator:
        """How far the count is from the truth."""
        return self.page.locator(".readout [data-name=count] .beside")

    def count(self) -> int:
        return int(self.figure("count").inner_text().replace(",", ""))

    def source(self, code: str) -> None:
        self.main.get_by_test_id("stButtonGroup").get_by_role(
            "radio", name=self.says(f"segment.source.{code}"), exact=True
        ).click()

    def task(self, task: str) -> None:
        name = self.says(f"tasks.{task}.name")
        self.main.get_by_test_id("stButtonGroup").get_by_role("radio", name=name, exact=True).click()

    def sample(self, sample_id: str) -> Locator:
        return self.page.locator(f"[role=radiogroup] button[role=radio][data-id={sample_id}]")

    def uploader(self, slot: str = "upload") -> Locator:
        """The file field of the picture ("upload") or of its truth ("truth")."""
        return self.page.locator(f"[class*=st-key-{slot}] input[type=file]")

    def bring(self, data: bytes, name: str = "picture.png", slot: str = "upload") -> None:
        file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        self.uploader(slot).set_input_files(file)

    def take_photograph(self) -> None:
        """Press the camera's button once its picture runs: before that Streamlit drops the click without a word."""
        until(self.page, "document.querySelector('video')?.readyState >= 2")
        self.page.get_by_test_id("stCameraInputButton").click()

    def drag(self, range: Locator, to: float) -> None:
        """Press the thumb of a viewer's slider and move it to a share of its length; the pointer stays down."""
        range.scroll_into_view_if_needed()
        box = range.bounding_box()
        assert box is not None
        value = float(range.input_value())
        low, high = (float(range.get_attribute(end) or 0) for end in ("min", "max"))
        mouse, middle = self.page.mouse, box["y"] + box["height"] / 2
        mouse.move(box["x"] + box["width"] * (value - low) / (high - low), middle)
        mouse.down()
        mouse.move(box["x"] + box["width"] * to, middle, steps=8)

    def menu(self, room: str) -> None:
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=self.says(f"frame.rooms.{room}.name")).click()
