"""axe on every page, light and dark: nothing of ours may stand in anybody's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from segment_room import SLOW_MS, SegmentRoom

Open = Callable[..., Page]
# rule -> what the element must contain: these are drawn by Streamlit and cannot be reached from a page
STREAMLITS_OWN = {
    "presentation-role-conflict": "stFileUploaderDropzone",  # a section with role=presentation and a label
}


def findings(page: Page) -> list[tuple[str, str, str]]:
    """(rule, target, element) of everything that axe holds against a page, Streamlit's own left out."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    found = [(each["id"], str(node["target"]), node["html"][:200]) for each in violations for node in each["nodes"]]
    return [(rule, target, html) for rule, target, html in found if STREAMLITS_OWN.get(rule, "\0") not in html]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_front_page_stands_in_nobodys_way(open_in: Open, scheme: str) -> None:
    page = open_in("/", scheme=scheme)
    expect(page.locator(".u-cost")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".viewer[data-viewer-id=front][data-mask-pixels]")).to_be_visible(timeout=SLOW_MS)  # painted
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_segment_stands_in_nobodys_way(open_in: Open, scheme: str) -> None:
    room = SegmentRoom(open_in("/segment", scheme=scheme))
    room.has_mask()
    assert findings(room.page) == []
    room.source("upload")
    expect(room.uploader()).to_be_attached()
    room.viewer.locator(".views [data-name=difference]").click()
    room.shows(view="difference")
    assert findings(room.page) == []
